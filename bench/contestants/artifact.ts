/** artifact.js PATH: the structure of a model, again and again, by the library in a warm pool. */
import type * as Validate from '../../src/guard/artifact/validate.js';
import { product } from './product.js';
import { serve } from './serve.js';

const [path = ''] = process.argv.slice(2);

await serve(async () => {
  const { validateArtifact } = await product<typeof Validate>('guard/artifact/validate.js');
  const pass = () => validateArtifact(path, { coverage: 'structural' });
  return {
    // what came out: a reader that gives up early is no fast one
    check: async () => (await pass()).coverage['tensorsTotal'],
    // the first one counts as much as the last: models are validated once
    warmCpuMs: 0,
    pass,
  };
});
