import { hostname } from 'node:os';
import { changeControl, type Changed, type ChangeOptions } from '../control/change.js';
import type { DemotionCall } from './demotion.js';
import { moveMode } from './move.js';
import { targetText } from './target.js';

/** As the history names who changed a mode without being asked. */
const AUTOMATIC = 'pressproof (automatic)';

/**
 * Makes a mode milder in the control file, which every process that follows it then has. Several processes that see the
 * same breach make one change together: whoever comes later finds another mode than the one it wants to leave.
 * @returns with `change` null where that is so
 * @throws UsageError for a control file that cannot be read; what the operating system refuses. Then nothing was changed
 */
export async function demote(path: string, call: DemotionCall, check?: ChangeOptions['check']): Promise<Changed> {
  const intent = moveMode(call, demotionText(call));
  const by = { name: AUTOMATIC, host: hostname(), pid: process.pid };
  return await changeControl(path, intent, { by, why: call.reason, check });
}

/** In the words of the history. */
export function demotionText({ target, from, to }: DemotionCall): string {
  return `demote ${targetText(target)} from ${from} to ${to}`;
}
