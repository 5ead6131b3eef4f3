import { html, type Markup } from '../html/markup.js';
import { plain } from '../terminal/text.js';
import { countText, savedText } from '../units.js';
import type { BatchPage, RecipeLine, Trust } from './model.js';

const LISTS: readonly {
  readonly trust: Trust;
  readonly title: string;
  readonly tone: string;
  readonly symbol: string;
}[] = [
  { trust: 'trusted', title: 'Trusted', tone: 'pass', symbol: '✓' },
  { trust: 'unproven', title: 'Not proven', tone: 'inconclusive', symbol: '?' },
  { trust: 'untrusted', title: 'Not to be trusted', tone: 'fail', symbol: '✗' },
];

/** Longer lists are read in the table of recipes. */
const MOST_LISTED = 6;

/** What a person should take home: sentences, and which recipes to rely on. Nothing where there is neither. */
export function trustSection(page: BatchPage): Markup | null {
  if (page.recipes.length === 0 && page.findings.length === 0) return null;
  const lists = LISTS.filter(({ trust }) => page.recipes.some((recipe) => recipe.trust === trust));
  return html`<section class="trust">
    <h2>What to trust</h2>
    ${
      page.findings.length === 0
        ? null
        : html`<ul class="findings">
            ${page.findings.map((text) => html`<li>${plain(text)}</li> `)}
          </ul>`
    }
    <div class="lists">${lists.map((list) => listOf(list, page))}</div>
  </section>`;
}

function listOf({ trust, title, tone, symbol }: (typeof LISTS)[number], { recipes }: BatchPage): Markup {
  const mine = recipes.map((recipe, index) => ({ recipe, index })).filter(({ recipe }) => recipe.trust === trust);
  const shown = mine.slice(0, MOST_LISTED);
  const more = mine.length - shown.length;
  return html`<section class="${tone}">
    <h3><span class="mark ${tone}" aria-hidden="true">${symbol}</span>${title} <b>${countText(mine.length)}</b></h3>
    <ol>
      ${shown.map(
        ({ recipe, index }) =>
          html`<li>
            <button type="button" data-recipe="${index}" aria-pressed="false">${plain(recipe.label)}</button>
            <span>${plain(aside(recipe))}</span>
          </li> `,
      )}
    </ol>
    ${more > 0 ? html`<p>and ${countText(more)} more in the table</p>` : null}
  </section> `;
}

function aside({ why, sizeRatio }: RecipeLine): string {
  const saved = sizeRatio === null ? null : savedText(1 - sizeRatio);
  return [saved, why].filter((text) => text !== null).join('; ');
}
