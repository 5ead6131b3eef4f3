import { z } from 'zod';
import type { Json } from '../../core/check.js';
import type { Report } from '../../core/report.js';
import { html, jsonIsland, type Markup } from './markup.js';

const column = z.array(z.number().nullable());
const framesSchema = z.object({
  timeMs: z.array(z.number()),
  ssim: column,
  ssimFast: column.optional(),
  deltaE: column,
});

interface Limit {
  readonly name: string;
  readonly value: number;
}

/** Quality over presentation time, as the page's script draws it. Columns have one length. */
export interface QualityChart {
  readonly timeMs: readonly number[];
  readonly ssim: readonly (number | null)[];
  readonly deltaE: readonly (number | null)[];
  readonly limits: { readonly ssim: readonly Limit[]; readonly deltaE: readonly Limit[] };
}

/** The chart of the report's quality check; null when it has no columns of frames, or fewer than two points to join. */
export function qualityChart({ checks }: Report): QualityChart | null {
  const check = checks.find(({ id }) => id === 'quality_degradation');
  const frames = framesSchema.safeParse(check?.details?.['frames']);
  if (!frames.success) return null;
  const { timeMs, ssimFast, deltaE } = frames.data;
  // where the exact one was not needed, the fast one is what was judged
  const ssim = frames.data.ssim.map((value, index) => value ?? ssimFast?.[index] ?? null);
  if (timeMs.length < 2 || ssim.length !== timeMs.length || deltaE.length !== timeMs.length) return null;
  // a time axis only runs forward; frames paired in another order are put into their places
  const order = timeMs.map((_, index) => index).sort((a, b) => (timeMs[a] ?? 0) - (timeMs[b] ?? 0));
  // limits on means or percentiles are no bounds of a single frame, and would mislead beside its line
  const limits = numbersIn(check?.expected);
  return {
    timeMs: order.map((index) => timeMs[index] ?? 0),
    ssim: order.map((index) => ssim[index] ?? null),
    deltaE: order.map((index) => deltaE[index] ?? null),
    limits: {
      ssim: limits.filter(({ name }) => /(^|\.)(min)?_?ssim(_?min)?$/i.test(name)),
      deltaE: limits.filter(({ name }) => /(^|\.)(max)?_?delta_?e(_?max)?$/i.test(name)),
    },
  };
}

/** Every number of `expected` with its path, e.g. `ssim.min`. */
function numbersIn(value: Json | undefined, path = ''): Limit[] {
  if (typeof value === 'number') return [{ name: path, value }];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => numbersIn(item, path === '' ? key : `${path}.${key}`));
}

/** The figure: an empty place for each metric that has numbers, the data, and the same in words. */
export function chartFigure(chart: QualityChart): Markup {
  const plots = (['ssim', 'deltaE'] as const).filter((metric) => chart[metric].some((value) => value !== null));
  if (plots.length === 0) return html``;
  return html`<section class="part">
    <h3>Quality over time</h3>
    <figure class="chart">
      ${plots.map((metric) => html`<div class="plot" data-metric="${metric}" aria-hidden="true"></div>`)}
      <figcaption>${plots.map((metric) => worstText(chart, metric))}</figcaption>
      <script type="application/json" class="frames">
        ${jsonIsland(chart)}
      </script>
    </figure>
  </section>`;
}

function worstText(chart: QualityChart, metric: 'ssim' | 'deltaE'): Markup {
  const known = chart[metric].filter((value) => value !== null);
  // similarity is worst where it is lowest, a difference where it is highest
  const worst = metric === 'ssim' ? known.reduce((a, b) => Math.min(a, b)) : known.reduce((a, b) => Math.max(a, b));
  const at = (chart.timeMs[chart[metric].indexOf(worst)] ?? 0) / 1000;
  const name = metric === 'ssim' ? 'SSIM is lowest' : 'Colour difference ΔE is highest';
  const digits = metric === 'ssim' ? 3 : 1;
  return html`<p class="note-${metric}">${name} at ${at.toFixed(2)} s: ${worst.toFixed(digits)}.</p>`;
}
