import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describeEnd } from '../../../src/artifact/inference/process/end.js';
import { startSandboxed, type Sandboxed } from '../../../src/artifact/inference/process/sandbox.js';
import type { RuntimeName } from '../../../src/artifact/inference/session.js';
import { endGroup } from '../../../src/core/process-group.js';

/** What a real runtime made of a file: it answers, refuses to load it, fails to answer, dies of it, or never comes back. */
export interface RealOutcome {
  readonly kind: 'answers' | 'refuses' | 'fails' | 'dies' | 'hangs';
  /** Of the product's own errors; null: of none. */
  readonly code: string | null;
  readonly reason: string;
}

const PROGRAM = fileURLToPath(new URL('./loading.mjs', import.meta.url));
/** What small models need, MiB; those that ask for more than this and what the kernel allows beside it get none. */
const MEMORY_MB = 128;
/** A small model takes below a second; the start of its process before it was seen to take 16 s on a busy machine. */
const PATIENCE_MS = 100_000;
/** Models are not given back one by one: a new process after so many. */
const MOST_LOADS = 200;
const WORDS_BYTES = 2 ** 14;

/** Gives files to a real runtime, in a process that is started anew whenever it died. */
export class RealLoader {
  readonly #runtime: RuntimeName;
  #process: LoadingProcess | null = null;
  #loads = 0;

  constructor(runtime: RuntimeName) {
    this.#runtime = runtime;
  }

  async load(path: string): Promise<RealOutcome> {
    if (this.#loads >= MOST_LOADS) await this.close();
    this.#process ??= new LoadingProcess(this.#runtime);
    this.#loads += 1;
    const outcome = await this.#process.load(path);
    if (outcome.kind === 'dies' || outcome.kind === 'hangs') await this.close();
    return outcome;
  }

  async close(): Promise<void> {
    await this.#process?.end();
    this.#process = null;
    this.#loads = 0;
  }
}

class LoadingProcess {
  readonly #sandboxed: Sandboxed;
  readonly #exit: Promise<RealOutcome>;
  readonly #lines: AsyncIterator<string>;
  #words = Buffer.alloc(0);

  constructor(runtime: RuntimeName) {
    this.#sandboxed = startSandboxed(PROGRAM, [runtime], MEMORY_MB);
    const { child } = this.#sandboxed;
    this.#exit = this.#watch();
    child.stderr!.on('data', (bytes: Buffer) => {
      this.#words = Buffer.concat([this.#words, bytes]).subarray(-WORDS_BYTES);
    });
    for (const pipe of child.stdio) pipe?.on('error', () => undefined);
    this.#lines = createInterface({ input: child.stdio[3] as Readable })[Symbol.asyncIterator]();
  }

  async load(path: string): Promise<RealOutcome> {
    this.#words = Buffer.alloc(0);
    this.#sandboxed.child.stdin!.write(`${path}\n`);
    const line = this.#lines.next().then(({ value, done }) => (done ? this.#exit : (JSON.parse(value) as RealOutcome)));
    const late = new AbortController();
    const patience = sleep(PATIENCE_MS, 'late' as const, { signal: late.signal }).catch(() => 'late' as const);
    const outcome = await Promise.race([line, patience]);
    late.abort();
    return outcome === 'late' ? { kind: 'hangs', code: null, reason: `It took over ${PATIENCE_MS} ms` } : outcome;
  }

  async end(): Promise<void> {
    const { child, clear } = this.#sandboxed;
    if (child.exitCode === null && child.signalCode === null) endGroup(child.pid!);
    await this.#exit;
    clear();
  }

  async #watch(): Promise<RealOutcome> {
    const [code, signal] = (await once(this.#sandboxed.child, 'close')) as [number | null, NodeJS.Signals | null];
    return { kind: 'dies', ...reasoned(describeEnd(code, signal, this.#words.toString('utf8'))) };
  }
}

function reasoned({ code, message }: ReturnType<typeof describeEnd>): Omit<RealOutcome, 'kind'> {
  return { code, reason: message };
}
