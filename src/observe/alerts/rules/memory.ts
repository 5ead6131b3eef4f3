import { isClearOf, type RuleFor } from './rule.js';

/** One large picture is no news; a process that stays large for a minute is. */
const PENDING_MS = 60_000;

/** Resident memory of the process, worker threads included. */
export const memory: RuleFor = ({ rules }) => {
  const { over, severity } = rules.memoryMiB;
  if (over === null) return null;
  return {
    name: 'memoryMiB',
    label: 'Resident memory',
    severity,
    threshold: over,
    unit: 'MiB',
    concerns: 'process',
    pendingMs: PENDING_MS,
    value: ({ memoryBytes }) => (memoryBytes === null ? null : Math.round(memoryBytes / 2 ** 20)),
    isOver: (value) => value > over,
    isClear: isClearOf(over),
    title: (value) => `Resident memory ${value} MiB, limit ${over} MiB`,
    text: (value) => `The process holds ${value} MiB of resident memory, worker threads included.`,
    advice:
      'See how many workers there are (pool.threads) and how large the canvases get (budget.maxCanvasPixels). ' +
      'Memory that only ever grows is a leak: restart the process and report it.',
  };
};
