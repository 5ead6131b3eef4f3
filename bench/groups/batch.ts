import { memoryCurve } from '../batch/memory.js';
import { start } from '../batch/start.js';
import { throughput } from '../batch/throughput.js';
import { Findings, type Context } from '../group.js';
import type { Outcome } from '../measurement.js';

const PARTS = { throughput, start, memory: memoryCurve } as const;

/** `pressproof batch` as it is shipped: what a second worker brings, how soon work starts, what many items take. */
export async function batch(context: Context): Promise<Outcome> {
  const findings = new Findings();
  for (const [name, part] of Object.entries(PARTS)) {
    if (context.wants('batch', name)) await findings.attempt(`batch/${name}`, () => part(context, findings));
  }
  return findings;
}
