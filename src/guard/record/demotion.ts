import { performance } from 'node:perf_hooks';
import { reasonOf } from '../../core/errors.js';
import type { Decision, Sink } from '../../core/decision.js';
import { demote, demotionText } from '../../policy/promotion/demote.js';
import { Demotion, type DemotionCall } from '../../policy/promotion/demotion.js';
import { targetText } from '../../policy/promotion/target.js';
import { inBackground } from '../background.js';
import { log } from '../tell/log.js';
import { notify } from '../tell/notify.js';
import type { SinkSettings } from '../plan/policy-plan.js';

/**
 * Makes modes milder in the control file when too much fails or cannot be judged in them, and says so.
 * @param offChecks - checks that stay off when their suite moves
 */
export function demotionSink(
  { demote: settings }: SinkSettings['promotion'],
  controlFile: string,
  offChecks: readonly string[],
): Sink {
  const demotion = new Demotion({
    settings,
    now: () => performance.now(),
    demote: (call) => inBackground('Demotion', () => carryOut(withOff(call, offChecks), controlFile)),
  });
  return {
    name: 'demotion',
    accept: (decision: Decision) => {
      // what was only judged has nobody whose files would be kept from him
      if (decision.action !== null && !isBeyondControl(decision)) demotion.accept(decision);
    },
    flush: async () => undefined,
    close: async () => undefined,
  };
}

/** Whether a word that is stronger than the control file states the mode: there a demotion would change nothing. */
function isBeyondControl({ report }: Decision): boolean {
  return /^(call option|flag|arm) ?/.test(report.modeSource ?? '');
}

/** Reports say nothing of checks that are off, and a suite's switch would speak for them too. */
function withOff(call: DemotionCall, offChecks: readonly string[]): DemotionCall {
  if (call.target.check !== null) return call;
  return { ...call, keep: new Map([...call.keep, ...offChecks.map((id) => [id, 'off'] as const)]) };
}

async function carryOut(call: DemotionCall, path: string): Promise<void> {
  const { target, from, to, reason } = call;
  try {
    const { change } = await demote(path, call);
    // another process was first, or somebody decided otherwise meanwhile
    if (change === null) return;
    log().error(`${demotionText(call)}: ${reason}`);
    notify('demoted', 'high', `${targetText(target)} goes from ${from} to ${to}: ${reason}`);
  } catch (error) {
    log().error({ err: error }, `${demotionText(call)} could not be written: ${reasonOf(error)}`);
  }
}
