/** What one pass cost. */
export interface Cost {
  /** User and system time of all threads (of the whole process for programs), ms. */
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** One side of a comparison: ours or a peer, ready to do the same work again and again. */
export interface Contestant {
  readonly name: string;
  /** Does the work once untimed and tells what came out, so that both sides can be seen to agree; null = it cannot tell. */
  check(): Promise<unknown>;
  run(): Promise<Cost>;
  /** Ends its process and starts another one. */
  renew(): Promise<void>;
  /** Peak resident memory, MiB; null for programs whose memory is not watched. */
  end(): Promise<number | null>;
}

/** A contestant that cannot take part; `message` says why and what would help. */
export class AbsentError extends Error {
  override readonly name = 'AbsentError';
}
