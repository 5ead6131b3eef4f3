import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { reasonOf } from '../core/errors.js';
import type { Decision, Sink } from '../core/decision.js';
import { changeControl } from '../policy/control/index.js';
import { Demotion, type DemotionCall } from '../policy/promotion/demotion.js';
import { moveMode } from '../policy/promotion/move.js';
import { targetText } from '../policy/promotion/target.js';
import { inBackground } from './background.js';
import { log } from './log.js';
import { notify } from './notify.js';
import type { SinkSettings } from './plan.js';

/** As the history names who changed a mode without being asked. */
const AUTHOR = 'pressproof (automatic)';

/** Makes modes milder in the control file when too much fails or cannot be judged in them, and says so. */
export function demotionSink({ demote }: SinkSettings['promotion'], controlFile: string): Sink {
  const demotion = new Demotion({
    settings: demote,
    now: () => performance.now(),
    demote: (call) => inBackground('Demotion', () => carryOut(call, controlFile)),
  });
  return {
    name: 'demotion',
    // what was only judged has nobody whose files would be kept from him
    accept: (decision: Decision) => {
      if (decision.action !== null) demotion.accept(decision);
    },
    flush: async () => undefined,
    close: async () => undefined,
  };
}

async function carryOut(call: DemotionCall, path: string): Promise<void> {
  const { target, from, to, reason } = call;
  const action = `demote ${targetText(target)} from ${from} to ${to}`;
  const by = { name: AUTHOR, host: hostname(), pid: process.pid };
  try {
    const { change } = await changeControl(path, moveMode(call, action), { by, why: reason });
    // another process was first, or somebody decided otherwise meanwhile
    if (change === null) return;
    log().error(`${action}: ${reason}`);
    notify('demoted', 'high', `${targetText(target)} goes from ${from} to ${to}: ${reason}`);
  } catch (error) {
    log().error({ err: error }, `${action} could not be written: ${reasonOf(error)}`);
  }
}
