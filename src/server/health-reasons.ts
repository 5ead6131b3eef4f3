import type { Settings } from '../config/index.js';
import type { LiveState } from '../core/state.js';
import { rulesOf } from '../observe/alerts/rules/index.js';
import type { Seen } from '../observe/alerts/tally.js';
import type { HealthReason } from './schemas/answer.js';

export interface HealthInput {
  readonly state: LiveState | null;
  readonly settings: Settings | null;
  /** Why there are none. */
  readonly unreadable: string | null;
  readonly seen: Seen;
  readonly inFlight: number;
  readonly maxInFlight: number;
  readonly stopping: boolean;
  readonly storeProblems: readonly string[];
}

/** Where more than half of the subjects come to no judgement, the validator is broken, not some file. */
const BROKEN_SHARE = 0.5;
/** Half of a queue is as much as comes in while people look. */
const QUEUE_SHARE = 0.5;

/** What keeps the server from being healthy, worst first. Rates and thresholds are those of alerts. */
export function healthReasons(input: HealthInput): HealthReason[] {
  const all = [...ofServer(input), ...ofSwitches(input), ...ofSubjects(input), ...ofStore(input)];
  const worst = (reason: HealthReason) => (reason.status === 'unhealthy' ? 0 : 1);
  return all.toSorted((a, b) => worst(a) - worst(b));
}

function ofServer({ unreadable, stopping, inFlight, maxInFlight, state, settings, seen }: HealthInput): HealthReason[] {
  const reasons: HealthReason[] = [];
  if (unreadable !== null) {
    reasons.push(
      unhealthy('configuration_unreadable', unreadable, 'Repair the configuration; it is read at every call.'),
    );
  }
  if (stopping) reasons.push(unhealthy('stopping', 'The server is stopping', 'Send requests to another one.'));
  if (inFlight >= maxInFlight) {
    const detail = `${inFlight} requests are at work, the most that server.maxInFlight allows; more get 503`;
    reasons.push(degraded('busy', detail, 'Send less at once, or start another server.'));
  }
  const maxQueue = settings?.pool.maxQueue ?? Infinity;
  if (state && state.queueDepth > 0 && state.queueDepth >= maxQueue * QUEUE_SHARE) {
    const detail = `${state.queueDepth} subjects wait for a worker, of pool.maxQueue ${maxQueue}`;
    reasons.push(degraded('queue', detail, 'More workers (pool.threads), another server, or degradation.enabled.'));
  }
  const mostMiB = settings?.degradation.memoryMiB.degraded ?? Infinity;
  const memoryMiB = Math.round((seen.memoryBytes ?? 0) / 2 ** 20);
  if (memoryMiB > mostMiB) {
    const detail = `The process holds ${memoryMiB} MiB, over degradation.memoryMiB.degraded, ${mostMiB} MiB`;
    reasons.push(
      degraded('memory', detail, 'Fewer workers (pool.threads) or smaller canvases (budget.maxCanvasPixels).'),
    );
  }
  return reasons;
}

function ofSwitches({ state, storeProblems }: HealthInput): HealthReason[] {
  if (!state) return [];
  const { emergency, degradation, control, problems } = state;
  const reasons: HealthReason[] = [];
  if (emergency.disabled) {
    const detail = `Nothing is validated. ${emergency.reason ?? 'emergency disable'}`;
    reasons.push(
      degraded(
        'emergency_disabled',
        detail,
        'Switch it on again with pressproof control enable, or unset the variable.',
      ),
    );
  }
  if (degradation !== 'normal') {
    const detail = `Less is looked at than was asked for: degradation is at ${degradation}`;
    reasons.push(degraded('degradation', detail, 'It returns by itself when validation is fast again.'));
  }
  if (control?.problem) {
    reasons.push(
      degraded(
        'control_file',
        control.problem,
        'The last good state holds. Repair the file, or pressproof control rollback.',
      ),
    );
  }
  for (const problem of problems) {
    // said above or below, and an emergency warns of itself
    if (problem === control?.problem || storeProblems.includes(problem) || emergency.disabled) continue;
    reasons.push(degraded('problem', problem, 'See the log of the server.'));
  }
  return reasons;
}

function ofSubjects({ settings, seen }: HealthInput): HealthReason[] {
  if (!settings) return [];
  return rulesOf(settings.alerts).flatMap((rule) => {
    const value = rule.value(seen);
    // large files are slow and take memory: that is for alerts to tell, and for degradation to do something about
    if (rule.concerns === 'process' || value === null || !rule.isOver(value)) return [];
    const isBroken = rule.name === 'inconclusiveRate' && value > BROKEN_SHARE;
    const make = isBroken ? unhealthy : degraded;
    return [make(snakeCase(rule.name), `${rule.text(value, seen)}${mostOf(rule.concerns, seen)}`, rule.advice)];
  });
}

/** Where to look first. */
function mostOf(concerns: 'failures' | 'judgements', seen: Seen): string {
  const checks = (concerns === 'failures' ? seen.failedByCheck : seen.inconclusiveByCheck).ranked();
  const engines = concerns === 'failures' ? seen.failedByEngine.ranked() : [];
  const list = [...checks.slice(0, 3), ...engines.slice(0, 1)].map(([name, count]) => `${name} (${count})`);
  return list.length === 0 ? '' : ` Most often: ${list.join(', ')}.`;
}

function ofStore({ storeProblems }: HealthInput): HealthReason[] {
  const advice = 'Files are validated all the same. See the disk and the rights of the folder.';
  return storeProblems.map((problem) => degraded('store', `Decisions are not recorded: ${problem}`, advice));
}

function degraded(code: string, detail: string, advice: string): HealthReason {
  return { status: 'degraded', code, detail, advice };
}

function unhealthy(code: string, detail: string, advice: string): HealthReason {
  return { status: 'unhealthy', code, detail, advice };
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
