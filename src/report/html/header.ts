import { bytesText } from '../../core/bytes-text.js';
import type { RenderInput } from '../render.js';
import { savedShare, summarize, verdictCounts, VERDICTS_BY_URGENCY, type Summary } from '../summary.js';
import { VERDICT_SYMBOLS } from '../symbols.js';
import { savedText } from '../units.js';
import { html, type Markup } from './markup.js';

/** Printers register their plates on this: a circle in a cross. */
const REGISTRATION_MARK = html`<svg class="register" viewBox="0 0 24 24" aria-hidden="true">
  <circle cx="12" cy="12" r="6.5" />
  <path d="M12 1v22M1 12h22" />
</svg>`;

export function slugLine({ reports, generatedAt }: RenderInput): Markup {
  return slug(reports[0]?.tool.version, generatedAt);
}

/** The slug: what a proof says about itself outside of the printed area. @param at - ISO 8601, UTC; null: not known */
export function slug(version: string | undefined, at: string | null): Markup {
  const time = at?.replace('T', ' ').replace(/(:\d\d(\.\d+)?)?Z$/, ' UTC') ?? '';
  return html`<p class="slug">
    ${REGISTRATION_MARK}<span>pressproof${version === undefined ? '' : ` ${version}`}</span>
    ${at === null ? null : html`<time datetime="${at}">${time}</time>`}
    <span class="patches" aria-hidden="true"><i></i><i></i><i></i><i></i><i></i><i></i><i></i><i></i></span>
  </p>`;
}

export function pageHeader({ title, reports }: RenderInput): Markup {
  const summary = summarize(reports);
  const count = reports.length === 1 ? '1 subject' : `${reports.length} subjects`;
  return html`<header>
    <h1>${title}</h1>
    <div class="totals">
      <p>${reports.length === 0 ? 'Nothing was examined.' : html`<b>${count}</b>`}</p>
      ${savings(summary)}
    </div>
    ${reports.length === 0 ? null : colourBar(summary, reports.length)}
  </header>`;
}

function savings({ kept }: Summary): Markup | null {
  const share = savedShare(kept);
  if (share === null) return null;
  const outputs = kept.subjects === 1 ? 'the output that is fit' : `the ${kept.subjects} outputs that are fit`;
  return html`<p class="kept">
    <b>${savedText(share)}</b> ${bytesText(kept.original)} → ${bytesText(kept.output)} over ${outputs}
  </p>`;
}

/** The control strip, with the share of each verdict as its patches. */
function colourBar({ verdicts }: Summary, total: number): Markup {
  const present = VERDICTS_BY_URGENCY.filter((verdict) => verdicts[verdict] > 0);
  return html`<div class="strip" aria-hidden="true">
    ${present.map((verdict) => html`<i class="${verdict}" style="flex-grow:${verdicts[verdict] / total}"></i>`)}
  </div>`;
}

/** Verdict buttons, which are the counts too, and the search field. Without the script, and on paper, the counts stand there as text. */
export function filterBar({ reports }: RenderInput): Markup {
  const summary = summarize(reports);
  const { verdicts } = summary;
  const present = VERDICTS_BY_URGENCY.filter((verdict) => verdicts[verdict] > 0);
  const button = (value: string, count: number, mark: Markup | null) =>
    html`<button type="button" data-filter="${value}" aria-pressed="${value === 'all' ? 'true' : 'false'}">
      ${mark}${value} <b>${count}</b>
    </button>`;
  return html`<form class="filter" role="search">
    <p class="counts">${verdictCounts(summary)}</p>
    <div role="group" aria-label="Show only one verdict">
      ${button('all', reports.length, null)}
      ${present.map((verdict) =>
        button(
          verdict,
          verdicts[verdict],
          html`<span class="mark ${verdict}" aria-hidden="true">${VERDICT_SYMBOLS[verdict]}</span>`,
        ),
      )}
    </div>
    <input
      type="search"
      placeholder="Search name, operation, finding"
      aria-label="Search subjects"
      autocomplete="off"
      spellcheck="false"
    />
    <p class="shown" role="status"></p>
  </form>`;
}
