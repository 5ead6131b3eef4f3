import { isOpaque } from '../pixels.js';
import { banding, composite, createMsSsim, createPixelDifference, createSsimulacra2, lumaOf } from './kernels/index.js';
import type { ExtraMetrics, MetricName } from './metric-names.js';
import { BLACK, WHITE } from './meter/pair-metrics.js';

/** Metrics that no default limit needs: computed where they are asked for by name. */
const EXTRA: Readonly<Partial<Record<MetricName, Extra>>> = {
  ms_ssim: {
    better: 'higher',
    create: (width, height) => {
      const msSsim = createMsSsim(width, height);
      return ({ luma }) => msSsim(...luma);
    },
  },
  ssimulacra2: {
    better: 'higher',
    create: (width, height) => {
      const ssimulacra2 = createSsimulacra2(width, height);
      return ({ rgb }) => ssimulacra2(...rgb);
    },
  },
  ciede2000: {
    better: 'lower',
    create: () => {
      const pixelDifference = createPixelDifference();
      return ({ rgb }) => pixelDifference(...rgb).mean;
    },
  },
  banding: {
    better: 'lower',
    create:
      (width, height) =>
      ({ luma }) =>
        banding(...luma, width, height),
  },
};

interface Extra {
  readonly better: 'higher' | 'lower';
  create(width: number, height: number): (pictures: Pictures) => number | null;
}

/** Original and output on one background. */
interface Pictures {
  readonly rgb: readonly [Uint8Array, Uint8Array];
  readonly luma: readonly [Uint8Array, Uint8Array];
}

/** Metrics asked for by name, of pairs of frames of one size; of the backgrounds that matter the worst counts. */
export class ExtraMeter {
  readonly #measures: readonly {
    readonly name: MetricName;
    readonly better: Extra['better'];
    measure: ReturnType<Extra['create']>;
  }[];
  readonly #pictures: Pictures;

  constructor(width: number, height: number, names: readonly MetricName[]) {
    this.#measures = names.flatMap((name) => {
      const found = EXTRA[name];
      return found ? [{ name, better: found.better, measure: found.create(width, height) }] : [];
    });
    const pixels = this.#measures.length === 0 ? 0 : width * height;
    this.#pictures = {
      rgb: [new Uint8Array(3 * pixels), new Uint8Array(3 * pixels)],
      luma: [new Uint8Array(pixels), new Uint8Array(pixels)],
    };
  }

  /** @param original straight-alpha RGBA, 4 x width x height bytes, as is `output` */
  measure(original: Uint8Array, output: Uint8Array): ExtraMetrics {
    if (this.#measures.length === 0) return {};
    const backgrounds = isOpaque(original) && isOpaque(output) ? [WHITE] : [BLACK, WHITE];
    const found = new Map<MetricName, number | null>();
    // all backgrounds are copied from before a kernel may move what the pictures are views on
    const [source, result] = backgrounds.length > 1 ? [original.slice(), output.slice()] : [original, output];
    for (const background of backgrounds) {
      this.#place(source, result, background);
      for (const { name, better, measure } of this.#measures) {
        found.set(name, worst(found.get(name) ?? null, measure(this.#pictures), better));
      }
    }
    return Object.fromEntries(found);
  }

  #place(original: Uint8Array, output: Uint8Array, background: number): void {
    const { rgb, luma } = this.#pictures;
    lumaOf(composite(original, background, rgb[0]), luma[0]);
    lumaOf(composite(output, background, rgb[1]), luma[1]);
  }
}

function worst(a: number | null, b: number | null, better: Extra['better']): number | null {
  if (a === null || b === null) return a ?? b;
  return better === 'higher' ? Math.min(a, b) : Math.max(a, b);
}
