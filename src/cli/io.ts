import { once } from 'node:events';
import type { WriteStream } from 'node:tty';
import { plain } from '../report/terminal/text.js';

/** Where a command reads its settings and writes what it found. Results go to stdout, everything for people to stderr. */
export interface Io {
  readonly env: NodeJS.ProcessEnv;
  /** Fires on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** For a command that runs until a signal: that is its end, and no interruption. */
  expectStop(): void;
  /** Writes a result; resolves when the stream takes more, so that results do not pile up in memory. */
  out(text: string): Promise<void>;
  /** Writes a line for people; what a terminal would obey (file names may hold anything) is made visible. */
  tell(text: string): void;
  readonly outColor: boolean;
  /** Columns of the terminal, or what fits most screens. */
  readonly outWidth: number;
  /** Whether a person watches stderr and does not see the results themselves come in. */
  readonly watched: boolean;
  /** Whether a person watches stderr. */
  readonly attended: boolean;
}

/** Columns where stdout is no terminal: wide enough for paths, narrow enough for mail and CI pages. */
const WIDTH_OF_PIPES = 120;

/** @param expectStop - see Io */
export function processIo(signal: AbortSignal, expectStop: () => void): Io {
  const { env, stdout, stderr } = process;
  return {
    env,
    signal,
    expectStop,
    async out(text) {
      if (!stdout.write(text)) await once(stdout, 'drain');
    },
    tell: (text) => void stderr.write(`${text.split('\n').map(plain).join('\n')}\n`),
    outColor: colored(stdout, env),
    outWidth: stdout.isTTY ? stdout.columns : WIDTH_OF_PIPES,
    watched: stderr.isTTY && !stdout.isTTY,
    attended: stderr.isTTY,
  };
}

/** https://no-color.org: any value that is not empty turns colour off. */
function colored(stream: WriteStream, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}
