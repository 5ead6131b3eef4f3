import { execFile, type ExecFileException } from 'node:child_process';
import { reasonOf } from '../../core/errors.js';

export interface GraphicsCard {
  readonly name: string;
  /** Bytes free now. */
  readonly freeBytes: number;
}

export interface GraphicsCards {
  readonly cards: readonly GraphicsCard[];
  /** How that is known, or why no card was seen. */
  readonly from: string;
}

const PROGRAM = 'nvidia-smi';
const QUERY = ['--query-gpu=name,memory.free', '--format=csv,noheader,nounits'];
// a driver that wakes its card takes seconds
const TIMEOUT_MS = 10_000;

/** The cards that the driver's own program names. Without one that answers no card was seen; nothing is assumed. */
export function graphicsCards(program = PROGRAM): Promise<GraphicsCards> {
  return new Promise((resolve) => {
    execFile(program, QUERY, { timeout: TIMEOUT_MS, killSignal: 'SIGKILL' }, (error, stdout) => {
      if (error) return resolve({ cards: [], from: whyNone(program, error) });
      const cards = stdout.split('\n').flatMap((line) => cardOf(line) ?? []);
      resolve({ cards, from: cards.length > 0 ? program : `no GPU seen: ${program} named none` });
    });
  });
}

/** MiB, as the program writes them without their unit. */
function cardOf(line: string): GraphicsCard | null {
  const [, name, mebibytes] = /^(.+), *(\d+)\s*$/.exec(line) ?? [];
  return name === undefined ? null : { name, freeBytes: Number(mebibytes) * 2 ** 20 };
}

function whyNone(program: string, error: ExecFileException): string {
  if (error.code === 'ENOENT') return `no GPU seen: there is no program ${program}`;
  return `no GPU seen: ${program} did not answer: ${reasonOf(error).split('\n')[0]}`;
}
