import type { Group } from '../group.js';
import { artifact } from './artifact.js';
import { batch } from './batch.js';
import { command } from './command.js';
import { decode } from './decode.js';
import { memory } from './memory.js';
import { scaling, workers } from './scaling.js';
import { shadow } from './shadow.js';
import { msssim, ssim } from './similarity.js';
import { validation } from './validate.js';

/** In the order in which they run. */
export const GROUPS: Readonly<Record<string, Group>> = {
  decode,
  ssim,
  msssim,
  validate: validation,
  command,
  memory,
  scaling,
  workers,
  shadow,
  batch,
  artifact,
};
