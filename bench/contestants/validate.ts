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
    pass: () => Promise.all(Array.from({ length: Number(jobs) }, one)),
  };
});
