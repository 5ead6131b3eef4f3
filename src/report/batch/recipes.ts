import { html, type Markup } from '../html/markup.js';
import { plain } from '../terminal/text.js';
import { countText, durationText, percentText, savedText } from '../units.js';
import { STATUS_WORDS, type BatchPage, type RecipeLine } from './model.js';
import { present } from './header.js';
import { TONES } from './tones.js';

/** A default plan has some forty recipes: the first dozen is what people compare, the rest is one press away. */
const FOLDED_AFTER = 12;

/** One line a recipe, numbered as in the plot. Pressing one shows its results. */
export function recipeSection({ recipes }: BatchPage): Markup | null {
  if (recipes.length === 0) return null;
  const folded = recipes.length > FOLDED_AFTER + 2;
  return html`<section class="recipes">
    <h2>Recipes</h2>
    <div class="wide" tabindex="0" role="region" aria-label="Recipes">
      <table id="recipes" ${folded ? html` class="folded"` : null}>
        <thead>
          <tr>
            <th scope="col" class="n"><span class="unseen">number</span></th>
            <th scope="col">recipe</th>
            <th scope="col">results</th>
            <th scope="col" class="r">fit</th>
            <th scope="col" class="r">saved</th>
            <th scope="col" class="r">SSIM</th>
            <th scope="col" class="r">worst frame</th>
            <th scope="col" class="r">time</th>
          </tr>
        </thead>
        <tbody>
          ${recipes.map((recipe, index) => line(recipe, index, index >= FOLDED_AFTER && folded))}
        </tbody>
      </table>
    </div>
    ${
      folded
        ? html`<button type="button" class="more" aria-expanded="false" aria-controls="recipes">
            <span class="when-folded">All ${countText(recipes.length)} recipes</span
            ><span class="when-open">Only the first ${FOLDED_AFTER}</span>
          </button>`
        : null
    }
  </section>`;
}

function line(recipe: RecipeLine, index: number, beyond: boolean): Markup {
  const { label, trust, results, fit, sizeRatio, quality, worstQuality, compressMs, onFront, why } = recipe;
  return html`<tr class="${beyond ? 'beyond' : ''}">
    <td class="n"><span class="dot ${trust}${onFront ? ' best' : ''}">${index + 1}</span></td>
    <th scope="row">
      <button type="button" data-recipe="${index}" aria-pressed="false">${plain(label)}</button>
      <span class="trust-word ${trust}">${trust}${onFront ? ', on the front' : ''}</span>
      ${why === null ? null : html`<span class="because">${plain(why)}</span>`}
    </th>
    <td><span class="count">${countText(results)}</span>${strip(recipe)}</td>
    <td class="r${trust === 'untrusted' ? ' short' : ''}">${fit.share === null ? '–' : percentText(fit.share)}</td>
    <td class="r">${sizeRatio === null ? '–' : savedText(1 - sizeRatio).replace(/ saved$/, '')}</td>
    <td class="r">${quality === null ? '–' : quality.toFixed(3)}</td>
    <td class="r">${worstQuality === null ? '–' : worstQuality.toFixed(3)}</td>
    <td class="r">${compressMs === null ? '–' : durationText(compressMs)}</td>
  </tr> `;
}

function strip(recipe: RecipeLine): Markup {
  const parts = present(recipe);
  const said = parts.map((status) => `${countText(recipe.statuses[status])} ${STATUS_WORDS[status]}`).join(', ');
  return html`<span class="strip" role="img" aria-label="${said}" title="${said}"
    >${parts.map((status) => html`<i class="${TONES[status]}" style="flex-grow:${recipe.statuses[status]}"></i>`)}</span
  >`;
}
