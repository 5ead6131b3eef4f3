import type * as Pino from 'pino';
import type { Decision } from '../../core/decision.js';
import { reasonOf } from '../../core/errors.js';
import { onDemand } from '../../core/on-demand.js';
import type { CheckOutcome, SubjectRef } from '../../core/report.js';
import { ARTIFACT } from '../../artifact/checks/ids.js';

type Line = 'info' | 'warn' | 'error';
type Fields = Readonly<Record<string, unknown>>;
/** What of pino's is used. */
type Log = Readonly<Record<Line, { (message: string): void; (fields: object, message: string): void }>>;

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
export function log(): Log {
  try {
    return (shared ??= pinoModule().pino({ name: 'pressproof', level }, standardError()));
  } catch (error) {
    return bareLog(reasonOf(error));
  }
}

/** Where no file can be opened any more pino is none that can be loaded; least of all then may trouble go unsaid. */
function bareLog(unloaded: string): Log {
  const saying = (line: Line) => (fields: object | string, message?: string) => {
    if (!isLogged(line)) return;
    const said: Fields = typeof fields === 'string' ? { msg: fields } : { ...fields, msg: message };
    const reason = 'err' in said ? { err: reasonOf(said['err']) } : {};
    process.stderr.write(`${JSON.stringify({ level: line, ...said, ...reason, unloaded })}\n`);
  };
  return { info: saying('info'), warn: saying('warn'), error: saying('error') };
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

/** As pino orders them; nothing is silent. */
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Of a message: what a line of a log can hold beside the rest; the whole is in the report. */
const MAX_MESSAGE = 200;

/** One line a subject, with paths and without payloads; paths are for logs, never for metric labels. */
export function logDecision({ id, report, action, skipped, compression, arm, queueWaitMs, addedMs }: Decision): void {
  const { verdict, suite, mode, operation, subject, checks, coverage, reason, durationMs } = report;
  const heard = verdict === 'fail' || verdict === 'inconclusive' ? 'warn' : 'info';
  if (!isLogged(heard)) return;
  log()[heard](
    {
      id,
      verdict,
      suite,
      mode,
      action,
      operation,
      engine: compression?.engine,
      experiment: arm?.experiment,
      arm: arm?.arm,
      ...namesOf(subject),
      coverage: coverage.level,
      checks: checks.filter(isTrouble).map((check) => ({
        id: check.id,
        outcome: check.outcome,
        mode: check.mode,
        message: check.message.slice(0, MAX_MESSAGE),
      })),
      skipped: skipped ?? undefined,
      reason,
      durationMs,
      queueWaitMs: queueWaitMs ?? undefined,
      addedMs,
    },
    `validation: ${verdict}`,
  );
}

/** What was judged: the label `output` is that of images, of whatever they were made. */
function namesOf({
  kind,
  name,
  version,
  output,
  file,
}: SubjectRef): Readonly<Record<string, string | null | undefined>> {
  const path = (output ?? file)?.path ?? null;
  return kind === ARTIFACT ? { artifact: path, name, version } : { output: path };
}

/** Known without pino, which a command that has nothing to say need not load. */
export function isLogged(line: Line): boolean {
  return LEVELS.indexOf(line) >= LEVELS.indexOf(level);
}

function isTrouble({ outcome }: CheckOutcome): boolean {
  return outcome === 'failed' || outcome === 'inconclusive';
}

const told = new Set<string>();

/** Warnings for the operator, each once a process: they concern settings that are read at every call. */
export function warnOnce(warnings: readonly string[]): void {
  for (const warning of warnings) {
    if (!told.has(warning)) log().warn(warning);
    told.add(warning);
  }
}
