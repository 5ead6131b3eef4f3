const ACTIVE = 0;
const STOPPED = 1;

/**
 * How much two threads know of each other's work: one begins and ends pieces, the other stops it between them. libsql
 * ends the whole process (SIGABRT) if its thread is terminated while it is inside a call, as the end of a process does.
 */
export class Activity {
  /** To be handed to the other thread. */
  readonly shared: Int32Array<SharedArrayBuffer>;

  constructor(shared = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))) {
    this.shared = shared;
  }

  /** A piece begins, or was asked for. Ended in either thread. */
  begin(): void {
    Atomics.add(this.shared, ACTIVE, 1);
  }

  end(): void {
    Atomics.sub(this.shared, ACTIVE, 1);
    Atomics.notify(this.shared, ACTIVE);
  }

  /** Asked after `begin`, so that either this sees the other thread stop, or the other sees the piece and waits for it. */
  get isStopped(): boolean {
    return Atomics.load(this.shared, STOPPED) === 1;
  }

  /** No piece begins from now on; waits for those at work, and blocks its thread meanwhile. */
  stop(patienceMs: number): void {
    Atomics.store(this.shared, STOPPED, 1);
    const until = performance.now() + patienceMs;
    for (;;) {
      const active = Atomics.load(this.shared, ACTIVE);
      const left = until - performance.now();
      if (active <= 0 || left <= 0) return;
      Atomics.wait(this.shared, ACTIVE, active, left);
    }
  }
}
