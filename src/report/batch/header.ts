import { bytesText } from '../../core/bytes-text.js';
import { slug } from '../html/header.js';
import { html, type Markup } from '../html/markup.js';
import { savedShare } from '../summary.js';
import { plain } from '../terminal/text.js';
import { countText, percentText, savedText } from '../units.js';
import {
  STATUS_SYMBOLS,
  STATUS_WORDS,
  STATUSES_BY_URGENCY,
  type BatchPage,
  type PageStatus,
  type StatusCounts,
} from './model.js';
import { TONES } from './tones.js';

/** Title, the numbers that matter, and the control strip with the share of each status as its patches. */
export function batchHeader(page: BatchPage): Markup {
  return html`<header>
    <h1>${plain(page.title)}</h1>
    <p class="subtitle">${plain(page.subtitle)}</p>
    ${page.total === 0 ? html`<p class="subtitle">No result has been recorded yet.</p>` : headline(page)}
  </header>`;
}

export function batchSlug({ version, finishedAt }: BatchPage): Markup {
  return slug(version, finishedAt);
}

function headline(page: BatchPage): Markup {
  const { statuses, total, kept, judged } = page;
  const fit = statuses.pass + statuses.warn;
  const broken = statuses.fail + statuses.error + statuses.set_aside;
  const share = kept === null ? null : savedShare(kept);
  return html`<dl class="headline">
      ${number('results', countText(total), inputsText(page))}
      ${number('fit', judged === 0 ? '–' : percentText(fit / judged), fitText(fit, page))}
      ${number('fail', countText(statuses.fail), brokenText(page), broken > 0 ? 'bad' : '')}
      ${
        kept === null || share === null
          ? null
          : number(
              share < 0 ? 'larger' : 'saved',
              savedText(share).replace(/ \w+$/, ''),
              `${bytesText(kept.original)} → ${bytesText(kept.output)}, fit outputs only`,
            )
      }
    </dl>
    <div class="strip" aria-hidden="true">
      ${present(page).map(
        (status) => html`<i class="${TONES[status]}" style="flex-grow:${statuses[status] / total}"></i>`,
      )}
    </div>
    <p class="key">
      ${present(page).map(
        (status) =>
          html`<span
            ><span class="mark ${TONES[status]}" aria-hidden="true">${STATUS_SYMBOLS[status]}</span>
            ${countText(statuses[status])} ${STATUS_WORDS[status]}</span
          > `,
      )}
    </p>`;
}

export function present({ statuses }: Pick<BatchPage, 'statuses'>): PageStatus[] {
  return STATUSES_BY_URGENCY.filter((status) => statuses[status] > 0);
}

function number(name: string, value: string, beside: string, tone = ''): Markup {
  return html`<div class="${tone}">
    <dt>${name}</dt>
    <dd><b>${value}</b><span>${beside}</span></dd>
  </div> `;
}

function inputsText({ inputs, recipes }: BatchPage): string {
  const of = inputs === 1 ? '1 input' : `${countText(inputs)} inputs`;
  if (recipes.length === 0) return of;
  return `${of} × ${recipes.length === 1 ? '1 recipe' : `${countText(recipes.length)} recipes`}`;
}

function brokenText({ statuses, judged }: BatchPage): string {
  const none = named(statuses, ['error', 'set_aside']);
  const failing = statuses.fail === 0 ? 'none failed' : `of ${countText(judged)} judged`;
  return none === '' ? failing : `${failing}; without an output: ${none}`;
}

function fitText(fit: number, { statuses, judged }: BatchPage): string {
  const rest = named(statuses, ['error', 'set_aside', 'inconclusive', 'skipped']);
  return `${countText(fit)} of ${countText(judged)} judged${rest === '' ? '' : `; not judged: ${rest}`}`;
}

function named(statuses: StatusCounts, wanted: readonly PageStatus[]): string {
  const there = wanted.filter((status) => statuses[status] > 0);
  return there.map((status) => `${countText(statuses[status])} ${STATUS_WORDS[status]}`).join(', ');
}
