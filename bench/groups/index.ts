import type { Group } from '../group.js';
import { decode } from './decode.js';
import { msssim, ssim } from './similarity.js';
import { validation } from './validate.js';

/** In the order in which they run. */
export const GROUPS: Readonly<Record<string, Group>> = { decode, ssim, msssim, validate: validation };
