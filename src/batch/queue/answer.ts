import type { Decision } from '../../core/decision.js';
import type { Outcome } from '../task.js';
import type { Answer } from './protocol.js';

/** Reports are 5 to 50 KB; beyond this it is their details, which can hold figures of every frame. */
const MOST_BYTES = 2 ** 20;
/** Of an error's message, which may quote what a program printed. */
const MOST_MESSAGE = 10_000;

/**
 * An answer that Redis is not burdened with: at most 1 MiB. Beyond it the details of checks are left out, which every
 * report states; one that is too large even so becomes an error of its item.
 */
export function bounded(answer: Answer): Answer {
  if (isSmall(answer) || 'kind' in answer.result) return answer;
  const { outcome } = answer.result;
  const less = outcome.kind === 'judged' ? withoutDetails(outcome) : cut(outcome);
  const smaller: Answer = { ...answer, result: { ...answer.result, outcome: less } };
  if (isSmall(smaller)) return smaller;
  const message = `The report is larger than ${MOST_BYTES / 2 ** 20} MiB, which is what the queue carries`;
  return {
    staged: null,
    result: { ...answer.result, outcome: { kind: 'error', code: 'reply_too_large', message, failedStage: null } },
  };
}

function isSmall(answer: Answer): boolean {
  return Buffer.byteLength(JSON.stringify(answer)) <= MOST_BYTES;
}

function cut(outcome: Extract<Outcome, { kind: 'error' }>): Outcome {
  return { ...outcome, message: outcome.message.slice(0, MOST_MESSAGE) };
}

function withoutDetails(outcome: Extract<Outcome, { kind: 'judged' }>): Outcome {
  const { report } = outcome.decision;
  const checks = report.checks.map(({ details, ...check }) =>
    details === undefined ? check : { ...check, details: { leftOut: 'the queue carries reports of at most 1 MiB' } },
  );
  const decision: Decision = { ...outcome.decision, report: { ...report, checks } };
  return { ...outcome, decision };
}
