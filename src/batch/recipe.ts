import { z } from 'zod';
import { OPERATIONS } from '../image/expectation.js';

/** One compression: an engine and what it is asked for, in that engine's own parameters. */
export const stageSchema = z.strictObject({
  engine: z.string().min(1),
  /** What the stage is for; default: what its parameters ask for. */
  operation: z.enum(OPERATIONS).optional(),
  parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).default({}),
});
export type Stage = z.output<typeof stageSchema>;

/** What is done to every input: one compression, or several one after the other. Plain data. */
export interface Recipe {
  /** For people and for file names of results: `gifsicle colors=32 lossy=80`, stages joined by ` | `. */
  readonly label: string;
  readonly stages: readonly Stage[];
}

/** @param stages - at least one */
export function recipeOf(stages: readonly Stage[]): Recipe {
  return { label: stages.map(stageLabel).join(' | '), stages };
}

function stageLabel({ engine, operation, parameters }: Stage): string {
  // sorted, so that the same request has the same name however it was written down
  const asked = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  const words = [engine, ...asked.map(([name, value]) => `${name}=${value}`)];
  // the same request judged as something else is another recipe
  return [...words, ...(operation === undefined ? [] : [`as ${operation}`])].join(' ');
}
