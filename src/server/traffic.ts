import { HttpProblem } from './problem.js';

/** One request at work. */
export interface Work {
  readonly signal: AbortSignal;
  /** @param reason - what its signal fires with */
  abort(reason: Error): void;
  /** It is answered, or its client is gone. */
  leave(): void;
}

/** Counts the requests at work: bounds them, and waits for them when the server stops. */
export class Traffic {
  readonly maxInFlight: number;
  readonly #atWork = new Set<Work>();
  readonly #idle: (() => void)[] = [];
  stopping = false;

  constructor(maxInFlight: number) {
    this.maxInFlight = maxInFlight;
  }

  get inFlight(): number {
    return this.#atWork.size;
  }

  /** @throws HttpProblem 503 */
  enter(): Work {
    if (this.stopping) throw stoppingProblem();
    if (this.inFlight >= this.maxInFlight) {
      const message = `${this.maxInFlight} requests are at work already (server.maxInFlight); try again`;
      // most are done within it; a body that was not read cannot be followed by another request
      throw new HttpProblem(503, 'too_busy', message, { headers: { 'Retry-After': '1', Connection: 'close' } });
    }
    const controller = new AbortController();
    const work: Work = {
      signal: controller.signal,
      abort: (reason) => controller.abort(reason),
      leave: () => {
        this.#atWork.delete(work);
        if (this.inFlight === 0) for (const tell of this.#idle.splice(0)) tell();
      },
    };
    this.#atWork.add(work);
    return work;
  }

  /** Resolves when nothing is at work, or after so many ms. */
  async idle(patienceMs: number): Promise<void> {
    if (this.inFlight === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#idle.push(resolve);
      timer = setTimeout(resolve, patienceMs);
    });
    clearTimeout(timer);
  }

  /** Ends what is at work. */
  abortAll(): void {
    for (const work of this.#atWork) work.abort(stoppingProblem());
  }
}

function stoppingProblem(): HttpProblem {
  return new HttpProblem(503, 'stopping', 'The server is stopping; send the request to another one, or later', {
    headers: { 'Retry-After': '5', Connection: 'close' },
  });
}
