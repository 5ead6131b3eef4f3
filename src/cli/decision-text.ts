import type { Decision } from '../core/decision.js';
import { plain } from '../report/terminal/text.js';
import { durationText, percentText, valueText } from '../report/units.js';
import { minuteText } from '../report/times.js';

/** What was recorded of a decision beside its report, which names it: a line each. */
export function decisionLines(decision: Decision): string[] {
  const { at, action, skipped, compression, arm, sampleRate, degradation, validationMs, queueWaitMs, addedMs } =
    decision;
  const made =
    compression === null
      ? 'by somebody else'
      : `by ${[compression.engine, compression.engineVersion ?? []].flat().join(' ')} with ${valueText(compression.parameters)} in ${durationText(compression.durationMs)}`;
  const waited = queueWaitMs === null ? '' : `, of which ${durationText(queueWaitMs)} in the queue`;
  return [
    `  recorded  ${minuteText(at)} UTC`,
    `  made      ${made}`,
    `  action    ${action ?? 'none'}${skipped === null ? '' : `, skipped: ${skipped}`}`,
    `  cost      ${durationText(validationMs)}${waited}; the caller waited ${durationText(addedMs)} for it`,
    `  policy    ${percentText(sampleRate)} sampled, degradation ${degradation}${arm === null ? '' : `, experiment ${arm.experiment}, arm ${arm.arm}`}`,
  ].map(plain);
}
