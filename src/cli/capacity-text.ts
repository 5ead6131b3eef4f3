import { bytesText } from '../core/bytes-text.js';
import {
  ASSUMED_PEAK,
  type CapacityPlan,
  type CapacityQuestion,
  type Measured,
  type Times,
  type Waiting,
} from '../observe/capacity.js';
import type { StoreStats } from '../store/stats.js';
import { inkOf } from '../report/terminal/ink.js';
import { beside, wrap } from '../report/terminal/text.js';
import { countText, durationText, percentText } from '../report/units.js';
import { minuteText } from '../report/times.js';

export interface CapacityDocument {
  readonly question: CapacityQuestion;
  readonly measured: Measured & Pick<StoreStats, 'bytesEach'>;
  readonly plan: CapacityPlan;
}

const LABEL = 12;

/** What a person sees: the answer first, then what it rests on. Ends with a newline. */
export function capacityText(document: CapacityDocument, color: boolean, width: number): string {
  const ink = inkOf(color);
  const { asked } = document.plan;
  const verdict = asked === null ? 'passed' : asked.enough ? 'passed' : 'failed';
  const lines = [
    ...wrap(answer(document), width).map((line) => ink.of(verdict, ink.bold(line))),
    '',
    ...rows(document).flatMap(([label, text]) =>
      beside(label, LABEL, text, width - LABEL - 2).map(([name, line]) => `  ${ink.dim(name)}${line}`),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function answer({ question, plan }: CapacityDocument): string {
  const { daily, maxWaitMs } = question;
  const { workersNeeded, asked } = plan;
  const goal = `${countText(daily)} subjects a day, 95 of 100 waiting at most ${durationText(maxWaitMs)} at the peak`;
  const least = `${countText(workersNeeded)} ${workersNeeded === 1 ? 'worker' : 'workers'}`;
  if (asked === null) return `${least} for ${goal}`;
  const name = workersText(asked.workers);
  return asked.enough
    ? `${name} enough for ${goal}; ${least} would do`
    : `${name} not enough for ${goal}: it takes ${least}`;
}

function rows({ question, measured, plan }: CapacityDocument): (readonly [string, string])[] {
  const { peak, asked } = plan;
  const workers = asked?.workers ?? plan.workersNeeded;
  const { utilisation } = asked?.waiting ?? plan.atNeeded;
  const peakText = peak.measured
    ? `${peak.factor.toFixed(1)} times the mean hour, measured`
    : `${ASSUMED_PEAK} times the mean, ASSUMED: too few hours or subjects are recorded to see a peak`;
  return [
    [
      'at the peak',
      `${plan.peakPerSecond.toPrecision(3)} judged subjects a second; ${workersText(workers)} ${percentText(utilisation)} busy; ${waitText(asked?.waiting ?? plan.atNeeded)}`,
    ],
    ['all day', `${plan.workerHoursPerDay.toFixed(1)} hours of workers`],
    ['peak', peakText],
    ['a subject', timesText(measured.service)],
    // one coverage is the line above once more
    ...(measured.byCoverage.length > 1 ? measured.byCoverage : []).map(
      ({ coverage, service }) => [`  ${coverage}`, timesText(service)] as const,
    ),
    ['queue', measured.queueWait === null ? 'nobody waited for a worker' : `waited ${timesText(measured.queueWait)}`],
    ['judged', `${percentText(measured.judgedShare)} of what is recorded; the rest was skipped and costs no worker`],
    ['storage', storageText(question, plan.storage)],
    ['a decision', measured.bytesEach.map(({ coverage, bytes }) => `${coverage} ${bytesText(bytes)}`).join(', ')],
    [
      'measured',
      `${countText(measured.decisions)} decisions from ${minuteText(measured.since)} to ${minuteText(measured.until)} UTC`,
    ],
    [
      'assumes',
      'workers as fast as those measured, which needs a core for each; arrivals at random; the wait by Erlang C and (1 + variability) / 2',
    ],
  ];
}

function waitText({ waits, p95Seconds }: Waiting): string {
  if (p95Seconds === null) return 'the queue grows without end';
  const most = p95Seconds === 0 ? '95 of 100 do not' : `95 of 100 at most ${durationText(p95Seconds * 1000)}`;
  return `${percentText(waits)} wait at all, ${most}`;
}

function workersText(workers: number): string {
  return `${countText(workers)} ${workers === 1 ? 'worker is' : 'workers are'}`;
}

function storageText({ bytesPerDecision, retentionDays }: CapacityQuestion, storage: CapacityPlan['storage']): string {
  const { bytesPerDay, bytesKept, daysKept } = storage;
  const full = daysKept < retentionDays;
  const days = `${daysKept.toFixed(1)} days${full ? `, not store.retentionDays (${retentionDays}): store.maxBytes is less` : ''}`;
  return `${bytesText(bytesPerDay)} a day at ${bytesText(bytesPerDecision)} a decision; ${bytesText(bytesKept)} kept, ${days}`;
}

function timesText({ count: number, mean, p95, meanAtMost }: Times): string {
  return `${durationText(mean)} on average (true mean at most ${durationText(meanAtMost)}), 95 of 100 within ${durationText(p95)}, n = ${countText(number)}`;
}
