import type { Decision } from '../../core/decision.js';
import type { SinkSettings } from '../plan/policy-plan.js';
import { SparseLog } from '../tell/sparse-log.js';
import type * as Sinks from './sinks.js';

const trouble = new SparseLog();

let loading: Promise<typeof Sinks> | undefined;

/** Hands a decision, of this process or of one that works for it, to those who want to know of it. Never rejects. */
export async function hand(decision: Decision, settings: SinkSettings): Promise<void> {
  const { sinksFor } = await (loading ??= import('./sinks.js'));
  // an experiment is nothing without its records
  for (const sink of await sinksFor(settings, decision.action === null && decision.arm === null)) {
    try {
      sink.accept(decision);
    } catch (error) {
      trouble.tell(sink.name, 'a decision could not be handed over', { err: error });
    }
  }
}
