import type { WriteStream } from 'node:tty';
import { plain } from '../report/terminal/text.js';

/** Where a command reads its settings and writes what it found. Results go to stdout, everything for people to stderr. */
export interface Io {
  readonly env: NodeJS.ProcessEnv;
  /** Fires on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** For a command that runs until a signal: that is its end, and no interruption. */
  expectStop(): void;
  /**
   * Writes a result; resolves when the stream takes more, so that results do not pile up in memory. Where nobody reads any
   * more, the next result is an interruption: a command that has more to do would do it for nobody.
   */
  out(text: string): Promise<void>;
  /** Writes a line for people; what a terminal would obey (file names may hold anything) is made visible. */
  tell(text: string): void;
  readonly outColor: boolean;
  /** Columns of the terminal, or what fits most screens. */
  readonly outWidth: number;
  /** Whether a person watches stderr, at a terminal that can redraw a line, and does not see the results come in. */
  readonly watched: boolean;
  /** Whether a person watches stderr at such a terminal. */
  readonly attended: boolean;
}

/** Columns where stdout is no terminal: wide enough for paths, narrow enough for mail and CI pages. */
const WIDTH_OF_PIPES = 120;

/** What the process does about its streams. */
interface Streams extends Pick<Io, 'expectStop'> {
  /** Whether somebody reads stdout, as far as is known. */
  readonly isRead: () => boolean;
  /** Interrupts the command. */
  readonly leave: () => void;
}

export function processIo(signal: AbortSignal, { expectStop, isRead, leave }: Streams): Io {
  const { env, stdout, stderr } = process;
  const redraws = stderr.isTTY && !isDumb(env);
  return {
    env,
    signal,
    expectStop,
    async out(text) {
      if (!isRead()) leave();
      else if (!stdout.write(text)) await drained(stdout);
    },
    tell: (text) => void stderr.write(`${text.split('\n').map(plain).join('\n')}\n`),
    outColor: colored(stdout, env),
    outWidth: stdout.isTTY ? stdout.columns : WIDTH_OF_PIPES,
    watched: redraws && !stdout.isTTY,
    attended: redraws,
  };
}

/** Resolves when a stream takes more, or will take nothing any more. */
function drained(stream: WriteStream): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('error', done);
      resolve();
    };
    stream.on('drain', done).on('error', done);
  });
}

/** https://no-color.org: any value that is not empty turns colour off. */
function colored(stream: WriteStream, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY && (env['NO_COLOR'] ?? '') === '' && !isDumb(env);
}

/** A terminal that shows what it should obey. */
function isDumb(env: NodeJS.ProcessEnv): boolean {
  return env['TERM'] === 'dumb';
}
