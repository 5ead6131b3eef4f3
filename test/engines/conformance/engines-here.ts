import type { Engine } from '../../../src/engines/engine.js';
import { ENGINES, gifsicle, gifski } from '../../../src/engines/index.js';
import { GIFSICLE, GIFSKI } from '../../support/engine-run.js';

/** Every engine of the registry; programs that come with the development packages where this machine has no other. */
export const enginesHere: readonly Engine[] = ENGINES.map((engine) => {
  if (engine.name === 'gifsicle') return gifsicle({ path: GIFSICLE });
  if (engine.name === 'gifski') return gifski({ path: GIFSKI });
  return engine;
});
