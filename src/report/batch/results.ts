import { html, type Markup } from '../html/markup.js';
import { plain } from '../terminal/text.js';
import { countText } from '../units.js';
import { present } from './header.js';
import { STATUS_SYMBOLS, STATUS_WORDS, STATUSES_BY_URGENCY, type BatchPage } from './model.js';
import { TONES } from './tones.js';

/** Columns of the table; `down`: what needs attention is at their large end; `ofOutput`: only where something is compared. */
const COLUMNS = [
  { by: 'status', name: 'status', css: 'state' },
  { by: 'name', name: 'name', css: 'who' },
  { by: 'recipe', name: 'recipe', css: 'recipe', ofOutput: true },
  { by: 'reason', name: 'finding', css: 'why' },
  { by: 'size', name: 'size', css: 'size', down: true },
  { by: 'ssim', name: 'SSIM', css: 'figure ssim', ofOutput: true },
  { by: 'delta', name: 'ΔE', css: 'figure delta', down: true, ofOutput: true },
  { by: 'time', name: 'time', css: 'figure time', down: true, ofOutput: true },
] as const;

function columnsOf({ lone }: BatchPage): readonly (typeof COLUMNS)[number][] {
  return lone === 'file' ? COLUMNS.filter((column) => !('ofOutput' in column)) : COLUMNS;
}

/** What the script fills: the filter, the table, and the dialog of one result. */
export function resultsSection(page: BatchPage): Markup {
  return html`<section class="all-results ${page.lone === 'file' ? 'lone' : ''}">
    <h2>Results</h2>
    ${page.rows < page.total ? beyond(page) : null} ${filterForm(page)}
    <p class="unpacking" role="status">Unpacking ${countText(page.rows)} results …</p>
    <noscript><p>The table needs JavaScript. results.csv beside this page has the same rows.</p></noscript>
    <div class="results" role="table" aria-label="Results" aria-rowcount="1">
      <div class="head" role="row" aria-rowindex="1">
        ${columnsOf(page).map(
          (column) =>
            html`<span role="columnheader" class="${column.css}" aria-sort="none"
              ><button type="button" data-by="${column.by}" ${'down' in column ? html`data-down` : null}>
                ${column.name}
              </button></span
            > `,
        )}
      </div>
      <div class="rows" role="rowgroup"></div>
    </div>
    <p class="nothing" hidden>No result matches. <button type="button">Show all</button></p>
  </section>`;
}

function beyond({ rows, total }: BatchPage): Markup {
  return html`<p class="lead">
    The table has the ${countText(rows)} of ${countText(total)} results that need attention most; the numbers above
    count all, and results.csv has every one.
  </p>`;
}

function filterForm(page: BatchPage): Markup {
  const button = (status: number, word: string, count: number, mark: Markup | null) =>
    html`<button type="button" data-status="${status}" aria-pressed="${status < 0 ? 'true' : 'false'}">
      ${mark}${word} <b>${countText(count)}</b>
    </button> `;
  const engines = [...new Set(page.recipes.flatMap((recipe) => recipe.engines))].sort();
  return html`<form class="filter" role="search" aria-label="Results">
    <div role="group" aria-label="Show only one status">
      ${button(-1, 'all', page.rows, null)}
      ${present(page).map((status) =>
        button(
          STATUSES_BY_URGENCY.indexOf(status),
          STATUS_WORDS[status],
          page.statuses[status],
          html`<span class="mark ${TONES[status]}" aria-hidden="true">${STATUS_SYMBOLS[status]}</span>`,
        ),
      )}
    </div>
    <div class="lists">
      ${
        engines.length > 1
          ? list(
              'engine',
              'every engine',
              engines.map((name) => [name, name]),
            )
          : null
      }
      ${
        page.recipes.length > 1
          ? list(
              'recipe',
              'every recipe',
              page.recipes.map(({ label }, index) => [String(index), `${index + 1} ${label}`]),
            )
          : null
      }
      ${
        page.checks.length > 0
          ? list(
              'check',
              'every finding',
              page.checks.map((id, index) => [String(index), id]),
            )
          : null
      }
      <label class="sorted"
        ><span class="unseen">Sort by</span
        ><select class="sort-choice" autocomplete="off">
          ${columnsOf(page).map(({ by, name }) => html`<option value="${by}">by ${name}</option> `)}
        </select></label
      >
      <input
        type="search"
        placeholder="Search name, recipe, finding"
        aria-label="Search results"
        autocomplete="off"
        spellcheck="false"
      />
    </div>
    <p class="state-line">
      <span class="shown" role="status"></span> <button type="button" class="clear" hidden>Clear filter</button>
    </p>
  </form>`;
}

function list(name: string, every: string, choices: readonly (readonly [value: string, text: string])[]): Markup {
  return html`<label
    ><span class="unseen">Only one ${name}</span
    ><select data-filter="${name}" autocomplete="off">
      <option value="">${every}</option>
      ${choices.map(([value, text]) => html`<option value="${value}">${plain(text)}</option> `)}
    </select></label
  > `;
}

/** Where one result is looked at. */
export function itemDialog(): Markup {
  return html`<dialog class="item" aria-labelledby="item-title">
    <div class="bar">
      <button type="button" class="step" aria-label="Previous result">←</button>
      <button type="button" class="step" aria-label="Next result">→</button>
      <span class="place"></span>
      <button type="button" class="close">Close</button>
    </div>
    <div class="inside"></div>
  </dialog>`;
}
