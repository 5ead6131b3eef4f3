import type * as Zod from 'zod';
import { onDemand } from './on-demand.js';

/** zod, for schemas that are built when something is there to be checked; settings nobody stated need none. */
export const zod = onDemand<typeof Zod>('zod');
