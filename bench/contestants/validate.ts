/** validate.js KIND JOBS THREADS ORIGINAL OUTPUT: JOBS validations of one pair at once, in a warm pool of the library. */
import type * as Library from '../../src/index.js';
import { product } from './product.js';
import { serve } from './serve.js';

/** Not typed as ValidateOptions: an older product refuses what it does not know, and that is an answer too. */
const KINDS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  default: {},
  exact: { metrics: ['ssim'] },
  structural: { coverage: 'structural' },
};

/**
 * CPU that each worker needs before it is about as quick as it gets, ms: every thread compiles for itself. With less, two
 * workers would be timed cold against one that is warm. Per job of b after 1, 2 and 4 s, and at the best: structural
 * coverage 1.2, 1.0, 0.6 and 0.57 ms; all frames 18, 14, 13.5 and 12 ms (that only after 15 s).
 */
const WARM_CPU_MS_A_WORKER = 4000;

const [kind = '', jobs = '', threads = '', original = '', output = ''] = process.argv.slice(2);

await serve(async () => {
  const { validate, WorkerPool } = await product<typeof Library>('index.js');
  const pool = new WorkerPool({ threads: Number(threads) });
  const options = { operation: 'lossy_compression', pool, ...KINDS[kind] } satisfies Library.ValidateOptions;
  const one = async (): Promise<{ verdict: string; coverage: unknown }> => {
    const { verdict, coverage } = await validate(original, output, options);
    if (verdict === 'inconclusive') throw new Error(`The verdict on ${output} is inconclusive: nothing was measured`);
    return { verdict, coverage };
  };
  // an option that the product does not know is refused here, before anything is timed
  const first = await one();
  return {
    check: async () => first,
    warmCpuMs: WARM_CPU_MS_A_WORKER * Number(threads),
    pass: () => Promise.all(Array.from({ length: Number(jobs) }, one)),
  };
});
