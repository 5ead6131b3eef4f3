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
 * CPU that each worker needs before it is as quick as it gets, ms: every thread compiles for itself. With less, two
 * workers would be timed cold against one that is warm (b: 17 ms of CPU a job after 1 s in all, 12.5 after 4 s).
 */
const WARM_CPU_MS_A_WORKER = 2000;

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
