import { EventEmitter } from 'node:events';

/** Ends a task of piscina: what it asks of an AbortSignal, for a part of the time and memory that one takes to make and to hear. */
export class Stop extends EventEmitter<{ abort: [] }> {
  aborted = false;
  reason: unknown;

  /** The first reason stays. */
  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.emit('abort');
  }
}
