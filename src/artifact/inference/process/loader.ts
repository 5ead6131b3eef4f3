import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { abortReason } from '../../../core/errors.js';
import { endGroup } from '../../../core/process-group.js';
import { shippedModule } from '../../../core/shipped.js';
import { InferenceError } from '../errors.js';
import { describeEnd, isOfMemory } from './end.js';
import { Lines } from './lines.js';
import { replyOn, MAX_MESSAGE_BYTES, type Asked, type LoaderStart, type Reply, type Request } from './messages.js';
import { startSandboxed, type Sandboxed } from './sandbox.js';

export interface LoaderOptions {
  readonly start: LoaderStart;
  /** That it may write to, MiB. */
  readonly memoryMb: number;
  readonly signal?: AbortSignal | undefined;
  /** Its program; default is the one that ships. */
  readonly module?: string | undefined;
}

/** Last words kept: an assertion and the stack below it. */
const WORDS_BYTES = 2 ** 14;
/** What it wrote before its end is in the pipes already; a second also covers a machine that is short of time. */
const DRAIN_MS = 1000;

/** Of a runtime and of its model it tells unasked. */
const MOST_WAITING = 2;
const UNASKED = 'The loader answers what nobody asked';

/** A process that holds one model. Whatever becomes of it is an answer or an InferenceError, within the time that is given. */
export class Loader {
  readonly #sandboxed: Sandboxed;
  readonly #child: ChildProcess;
  readonly #ended: Promise<InferenceError>;
  readonly #memoryMb: number;
  #lastWords = Buffer.alloc(0);
  /** Why it was ended from here. */
  #sentence: InferenceError | null = null;
  readonly #replies: Reply[] = [];
  #wake: () => void = () => undefined;
  #asked = 0;

  /** @throws InferenceError `runtime_unusable` without its program */
  constructor({ start, memoryMb, signal, module = programOf() }: LoaderOptions) {
    this.#memoryMb = memoryMb;
    this.#sandboxed = startSandboxed(module, [JSON.stringify(start)], memoryMb);
    this.#child = this.#sandboxed.child;
    this.#ended = this.#watch();
    const onAbort = (): void => {
      this.#condemn('aborted', abortReason(signal!).message);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    void this.#ended.then(() => signal?.removeEventListener('abort', onAbort));
    if (signal?.aborted) onAbort();
  }

  /**
   * The next reply, and whatever kind is wanted.
   * @param what - it is to do, as errors say it: "load the model"
   * @throws InferenceError
   */
  async next<Kind extends Reply['kind']>(
    kind: Kind,
    withinMs: number,
    what: string,
  ): Promise<Extract<Reply, { kind: Kind }>> {
    const timer = setTimeout(() => {
      this.#condemn('time_limit', `It did not ${what} within the ${withinMs} ms`);
    }, withinMs);
    try {
      const reply = await this.#reply();
      if (reply.kind === kind) return reply as Extract<Reply, { kind: Kind }>;
      if (reply.kind === 'refused') {
        const code = isOfMemory(reply.reason) ? 'memory_limit' : reply.code;
        throw new InferenceError(code, this.#withLimit(code, reply.reason));
      }
      throw this.#condemn('loader_garbled', `The loader was to ${what} and said something else`);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Asks for an answer; one at a time. @throws InferenceError */
  async ask(request: Request, withinMs: number): Promise<unknown> {
    this.#asked += 1;
    const asked: Asked = { id: this.#asked, request };
    this.#child.stdin!.write(`${JSON.stringify(asked)}\n`);
    const { id, value } = await this.next('answer', withinMs, 'answer');
    if (id !== asked.id) throw this.#condemn('loader_garbled', UNASKED);
    return value;
  }

  /** Breaks off with a reason of the caller's, who could make nothing of an answer. */
  garbled(message: string): InferenceError {
    return this.#condemn('loader_garbled', message);
  }

  /** Ends it and all that it started; resolves when they are gone. */
  async close(): Promise<void> {
    this.#condemn('loader_died', 'It was closed');
    await this.#ended;
  }

  async #reply(): Promise<Reply> {
    for (;;) {
      // what it said before its end counts
      const reply = this.#replies.shift();
      if (reply) return reply;
      if (this.#sentence !== null) throw this.#sentence;
      const heard = new Promise<null>((resolve) => {
        this.#wake = () => resolve(null);
      });
      const end = await Promise.race([heard, this.#ended]);
      if (end !== null && this.#replies.length === 0) throw end;
    }
  }

  #condemn(code: string, message: string): InferenceError {
    this.#sentence ??= new InferenceError(code, this.#withLimit(code, message));
    if (this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null) {
      endGroup(this.#child.pid);
    }
    return this.#sentence;
  }

  #withLimit(code: string, message: string): string {
    return code === 'memory_limit'
      ? `It needs more memory than its limit of ${this.#memoryMb} MiB: ${message}`
      : message;
  }

  async #watch(): Promise<InferenceError> {
    const child = this.#child;
    // without a process there are no pipes either
    const failure = new Promise<InferenceError>((resolve) => {
      child.once('error', ({ message }) => {
        resolve(new InferenceError('runtime_unusable', `The loader could not be started: ${message}`));
      });
    });
    const end = child.pid === undefined ? await failure : await Promise.race([failure, this.#exit()]);
    this.#sandboxed.clear();
    return this.#sentence ?? end;
  }

  async #exit(): Promise<InferenceError> {
    const child = this.#child;
    const [, , errors, replies, lifeline] = child.stdio as [unknown, unknown, Readable, Readable, Readable];
    const lines = new Lines(MAX_MESSAGE_BYTES);
    replies.on('data', (bytes: Buffer) => this.#hear(lines, bytes));
    errors.on('data', (bytes: Buffer) => {
      this.#lastWords = Buffer.concat([this.#lastWords, bytes]).subarray(-WORDS_BYTES);
    });
    lifeline.on('data', () => this.#condemn('memory_limit', 'it was ended'));
    // pipes of a process that is gone have errors of their own, which say nothing that its end does not
    for (const pipe of child.stdio) pipe?.on('error', () => undefined);
    const closed = new Promise((resolve) => child.once('close', resolve));
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    // what it started is still there, without anybody to tell of it
    endGroup(child.pid!);
    await Promise.race([closed, sleep(DRAIN_MS, null, { ref: false })]);
    for (const pipe of child.stdio) pipe?.destroy();
    const { code: kind, message } = describeEnd(code, signal, this.#lastWords.toString('utf8'));
    return new InferenceError(kind, this.#withLimit(kind, message));
  }

  #hear(lines: Lines, bytes: Buffer): void {
    if (this.#sentence !== null) return;
    for (const line of lines.push(bytes)) {
      const reply = line === null ? null : replyOn(line);
      if (reply === null) {
        this.#condemn('loader_garbled', 'The loader wrote what is no message of a loader');
        return;
      }
      this.#replies.push(reply);
    }
    // a loader that talks on would fill our memory
    if (this.#replies.length > MOST_WAITING) this.#condemn('loader_garbled', UNASKED);
    this.#wake();
  }
}

function programOf(): string {
  const { module, remedy } = shippedModule('artifact/inference/process', 'root', import.meta.url);
  const path = fileURLToPath(module);
  if (remedy === null) return path;
  throw new InferenceError('runtime_unusable', `The loader cannot start: ${path} is missing; ${remedy}`);
}
