import { zod } from '../../core/zod.js';
import { PLAIN_DEFAULTS } from '../plain.js';

const { path, retentionDays, maxBytes } = PLAIN_DEFAULTS.store;

/** Where decisions are recorded: store/. */
export function storeSection() {
  const z = zod();
  return z
    .strictObject({
      path: z
        .string()
        .min(1)
        .nullable()
        .default(path)
        .describe('Results database; null: nothing is recorded. validate and scan record only where it is stated'),
      retentionDays: z.number().gt(0).default(retentionDays).describe('Older decisions are deleted'),
      maxBytes: z
        .int()
        // a database with its log and one decision
        .min(2 ** 20)
        .default(maxBytes)
        .describe('What the database may hold; the oldest decisions go first'),
    })
    .prefault({});
}
