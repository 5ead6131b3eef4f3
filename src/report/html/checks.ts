import type { CheckOutcome, Report } from '../../core/report.js';
import { checkModeMeaning, doesCount } from '../check-mode.js';
import { OUTCOMES_BY_URGENCY } from '../summary.js';
import { OUTCOME_SYMBOLS } from '../symbols.js';
import { durationText } from '../units.js';
import { html, type Markup } from './markup.js';
import { mistakeTable, problemTable } from './artifact.js';
import { checkValues } from './values.js';

/**
 * Every check with its outcome, finding and numbers, those that need attention first and those that do not count last; what
 * it measured beyond these is folded.
 */
export function checkTable(report: Report): Markup {
  const { checks } = report;
  if (checks.length === 0) return html`<p class="empty">No check was run.</p>`;
  const urgency = (check: CheckOutcome) =>
    doesCount(check, report) ? OUTCOMES_BY_URGENCY.indexOf(check.outcome) : OUTCOMES_BY_URGENCY.length;
  const byUrgency = checks.toSorted((a, b) => urgency(a) - urgency(b));
  return html`<section class="part">
    <h3>Checks</h3>
    <ul class="checks">
      ${byUrgency.map((check) => checkRow(check, report))}
    </ul>
  </section>`;
}

function checkRow(check: CheckOutcome, report: Report): Markup {
  const { id, outcome, message, durationMs } = check;
  const values = checkValues(check);
  // nobody asks for a table of numbers that are all right
  const folded = values?.table === true && outcome === 'passed';
  const mode = checkModeMeaning(check, report);
  return html`<li class="check ${outcome}${doesCount(check, report) ? '' : ' aside'}">
    <span class="mark" aria-hidden="true">${OUTCOME_SYMBOLS[outcome]}</span>
    <div class="check-name">
      <code>${breakable(id)}</code><span class="outcome">${outcome}</span>${
        mode === null ? null : html`<span class="own-mode">${mode}</span>`
      }
    </div>
    <div class="finding">
      <p>${message}</p>
      ${folded ? null : values?.markup} ${problemTable(check)} ${mistakeTable(check)}
      ${fold(folded ? values.markup : null, check)}
    </div>
    <span class="took">${outcome === 'skipped' ? '' : durationText(durationMs)}</span>
  </li> `;
}

/** Long names break between their words. */
function breakable(id: string): Markup[] {
  return id.split(/(?<=_)/).map((word) => html`${word}<wbr />`);
}

function fold(values: Markup | null, { details = {} }: CheckOutcome): Markup | null {
  const hasDetails = Object.keys(details).length > 0;
  if (!values && !hasDetails) return null;
  return html`<details class="fold">
    <summary>Details</summary>
    ${values} ${hasDetails ? html`<pre tabindex="0">${JSON.stringify(details, shortColumns, 2)}</pre>` : null}
  </details>`;
}

/** Columns longer than this are cut in the text: the chart shows them, and the JSON report has them whole. */
const LONGEST_COLUMN = 24;

/** Keeps short arrays of plain values on one line and cuts long ones, for reading only. */
function shortColumns(_key: string, value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const items: readonly unknown[] = value;
  const more = items.length - LONGEST_COLUMN;
  const shown = more > 0 ? [...items.slice(0, LONGEST_COLUMN), `… ${more} more`] : items;
  const flat = shown.length > 0 && shown.every((item) => item === null || typeof item !== 'object');
  return flat ? shown.map(String).join(', ') : shown;
}
