import { html, raw, type Markup } from '../html/markup.js';
import { plain } from '../terminal/text.js';
import { percentText, savedText } from '../units.js';
import type { BatchPage, RecipeLine } from './model.js';

interface Point {
  readonly recipe: RecipeLine;
  readonly index: number;
  /** Shares of the plot's width and height, from its lower left. */
  readonly x: number;
  readonly y: number;
}

/** More lines than these crowd an axis. */
const MOST_TICKS = 6;

/**
 * Size against quality, one point a recipe, and the front: where nothing else is both smaller and better. HTML that
 * stretches with the page while its text does not; points are buttons.
 */
export function frontSection({ recipes }: BatchPage): Markup | null {
  const known = recipes.flatMap((recipe, index) =>
    recipe.sizeRatio === null || recipe.quality === null
      ? []
      : [{ recipe, index, size: recipe.sizeRatio, quality: recipe.quality }],
  );
  if (known.length < 2) return null;
  const xs = axis(Math.min(...known.map(({ size }) => size)), Math.max(...known.map(({ size }) => size)));
  const ys = axis(
    Math.min(...known.map(({ quality }) => quality)),
    Math.max(...known.map(({ quality }) => quality)),
    1,
  );
  const points: Point[] = known.map(({ recipe, index, size, quality }) => ({
    recipe,
    index,
    x: xs.at(size),
    y: ys.at(quality),
  }));
  const xTicks = xs.ticks.map((value) => ({ at: xs.at(value), text: `${percent(value)}` }));
  const yTicks = ys.ticks.map((value) => ({ at: ys.at(value), text: value.toFixed(ys.digits) }));
  const front = points.filter(({ recipe }) => recipe.onFront).sort((a, b) => a.x - b.x || a.y - b.y);
  return html`<section class="front">
    <h2>Size against quality</h2>
    <p class="lead">
      Each number is a recipe of the table below, over its outputs that are fit. The line joins those that no other
      beats in both: smaller to the left, better to the top.
    </p>
    <div class="field" role="group" aria-label="Recipes by size and quality">
      <span class="y-name">SSIM, mean</span>
      ${xTicks.map(({ at, text }) => html`<i class="x line" style="left:${pct(at)}"></i><span class="x tick" style="left:${pct(at)}">${text}</span> `)}
      ${yTicks.map(({ at, text }) => html`<i class="y line" style="bottom:${pct(at)}"></i><span class="y tick" style="bottom:${pct(at)}">${text}</span> `)}
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
        <path d="${staircase(front)}" />
      </svg>
      ${points.map(pointOf)}
    </div>
    <p class="x-name">size of the output, share of the original</p>
    <p class="plot-key" aria-hidden="true">
      <span><i class="dot trusted"></i>trusted</span> <span><i class="dot unproven"></i>not proven</span>
      <span><i class="dot untrusted"></i>not to be trusted</span>
      <span><i class="dot best unproven"></i>filled: on the line</span>
    </p>
  </section>`;
}

function pointOf({ recipe, index, x, y }: Point): Markup {
  const said = `${plain(recipe.label)}: ${savedText(1 - (recipe.sizeRatio ?? 1))}, SSIM ${(recipe.quality ?? 0).toFixed(3)}`;
  // a label beyond the middle would leave the plot to the right
  const side = x > 0.5 ? 'left' : 'right';
  return html`<button
    type="button"
    class="point ${recipe.trust}${recipe.onFront ? ' best' : ''}"
    style="left:${pct(x)};bottom:${pct(y)}"
    data-recipe="${index}"
    data-side="${side}"
    aria-pressed="false"
    aria-label="${said}"
  >
    ${index + 1}<span class="tip" aria-hidden="true"
      ><b>${plain(recipe.label)}</b> ${said.slice(plain(recipe.label).length + 2)}</span
    >
  </button> `;
}

/** From the first point of the front to its last, along what each allows: level, then up. */
function staircase(front: readonly Point[]): Markup {
  const steps = front.map(({ x, y }, index) => {
    const [right, up] = [(x * 100).toFixed(2), (100 - y * 100).toFixed(2)];
    return index === 0 ? `M${right} ${up}` : `H${right}V${up}`;
  });
  return raw(steps.join(''));
}

/** A scale with round marks. @param most - that no value can exceed */
function axis(low: number, high: number, most = Infinity) {
  // where all are the same there is still a plot around them
  const room = Math.max((high - low) * 0.06, 0.002);
  const from = low - room;
  const to = Math.min(high + room, most + room / 2);
  const step = roundStep((to - from) / MOST_TICKS);
  const first = Math.ceil(from / step);
  const ticks: number[] = [];
  for (let count = first; count * step <= Math.min(to, most) + step * 1e-9; count += 1) ticks.push(count * step);
  return {
    at: (value: number) => (value - from) / (to - from),
    ticks,
    digits: Math.max(1, -Math.floor(Math.log10(step))),
  };
}

/** The next 1, 2 or 5 of a power of ten. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return ([1, 2, 5].find((factor) => factor * power >= step) ?? 10) * power;
}

function percent(share: number): string {
  return percentText(share).replace(/\.0(?=\u00a0)/, '');
}

function pct(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
