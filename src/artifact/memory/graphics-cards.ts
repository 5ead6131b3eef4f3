import { ProgramError, runProgram } from '../../core/run-program.js';

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
// a line a card; hundreds of them fit
const KEPT_BYTES = 2 ** 16;

/** The cards that the driver's own program names. Without one that answers no card was seen; nothing is assumed. */
export async function graphicsCards(program = PROGRAM): Promise<GraphicsCards> {
  const options = { timeoutMs: TIMEOUT_MS, environment: libraries(), keptBytes: KEPT_BYTES, beyond: 'cut' } as const;
  try {
    const { stdout } = await runProgram(program, QUERY, options);
    const cards = stdout.split('\n').flatMap((line) => cardOf(line) ?? []);
    return { cards, from: cards.length > 0 ? program : `no GPU seen: ${program} named none` };
  } catch (error) {
    if (error instanceof ProgramError) return { cards: [], from: whyNone(program, error) };
    throw error;
  }
}

/** In containers the driver's libraries often lie where only this variable leads. */
function libraries(): Readonly<Record<string, string>> {
  const { LD_LIBRARY_PATH } = process.env;
  return LD_LIBRARY_PATH === undefined ? {} : { LD_LIBRARY_PATH };
}

/** MiB, as the program writes them without their unit. */
function cardOf(line: string): GraphicsCard | null {
  const [, name, mebibytes] = /^(.+), *(\d+)\s*$/.exec(line) ?? [];
  return name === undefined ? null : { name, freeBytes: Number(mebibytes) * 2 ** 20 };
}

function whyNone(program: string, { code, message }: ProgramError): string {
  if (code === 'missing') return `no GPU seen: there is no program ${program}`;
  return `no GPU seen: ${message.split('\n')[0]}`;
}
