import { since } from '../words.js';
import type { RuleFor } from './rule.js';

/** Failures without a pass between them: what stopped working altogether shows here before a rate has its subjects. */
export const consecutiveFailures: RuleFor = ({ rules }) => {
  const { atLeast, severity } = rules.consecutiveFailures;
  if (atLeast === null) return null;
  return {
    name: 'consecutiveFailures',
    label: 'Consecutive failures',
    severity,
    threshold: atLeast,
    unit: 'subjects',
    concerns: 'failures',
    pendingMs: 0,
    // a run that ended with the traffic says nothing about now
    value: ({ streak, judged }) => (judged === 0 ? null : streak),
    isOver: (value) => value >= atLeast,
    isClear: (value) => value === 0,
    title: (value) =>
      value === 0 ? 'Subjects pass again' : `${value} failures without a pass between them, limit ${atLeast}`,
    text(value, { judged, failed, windowMinutes }) {
      const run = value === 0 ? 'The last subject passed.' : `The last ${value} subjects that could be judged failed.`;
      return `${run} In the last ${since(windowMinutes)}: ${failed} failures among ${judged}.`;
    },
    advice:
      'Something stopped working as a whole: take back the last change of the compressor or its settings ' +
      '("pressproof control history" shows those of pressproof, "pressproof control rollback" takes one back).',
  };
};
