import type * as Pino from 'pino';
import { onDemand } from '../core/on-demand.js';
import type { Report } from '../core/report.js';

const pinoModule = onDemand<typeof Pino>('pino');

let shared: Pino.Logger | undefined;
let level = 'warn';

/** How much is logged from here on: the level of pino below which lines are dropped. */
export function setLogLevel(least: string): void {
  level = least;
  if (shared) shared.level = least;
}

/**
 * Lines of JSON on stderr; setting `logLevel` says which. By default only what needs attention: stdout is for results,
 * and a library that talks about every success gets silenced as a whole.
 */
export function log(): Pino.Logger {
  return (shared ??= pinoModule().pino({ name: 'pressproof', level }, standardError()));
}

function standardError(): Pino.DestinationStream {
  const stream = pinoModule().pino.destination({
    dest: 2,
    // so that the last line before an exit is written
    sync: true,
    // while nothing can be written (a full disk), no more than a MiB waits; later lines are lost
    maxLength: 2 ** 20,
  });
  // without a listener the process would end; and who else could be told?
  stream.on('error', () => undefined);
  return stream;
}

/** One line a verdict; paths are for logs, never for metric labels. */
export function logReport({ verdict, mode, operation, subject, checks, reason, durationMs }: Report): void {
  const needsAttention = verdict === 'fail' || verdict === 'inconclusive';
  log()[needsAttention ? 'warn' : 'info'](
    {
      verdict,
      mode,
      operation,
      output: (subject.output ?? subject.file)?.path ?? null,
      blame: checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'inconclusive').map(({ id }) => id),
      reason,
      durationMs,
    },
    `validation: ${verdict}`,
  );
}

const told = new Set<string>();

/** Warnings for the operator, each once a process: they concern settings that are read at every call. */
export function warnOnce(warnings: readonly string[]): void {
  for (const warning of warnings) {
    if (!told.has(warning)) log().warn(warning);
    told.add(warning);
  }
}
