import type { Canvas } from './canvas.js';
import type { ImageJob, ImageOutcome, Kernel } from './kernel.js';
import { LzwDecoder, type IndexSink } from './lzw.js';
import { Painter } from './painter.js';

/** The kernel in TypeScript. Without a canvas it only counts and checks. */
export class PlainKernel implements Kernel {
  readonly #painter: Painter | null;
  readonly #decoder: LzwDecoder;

  constructor(canvas: Canvas | null) {
    this.#painter = canvas && new Painter(canvas);
    this.#decoder = new LzwDecoder(this.#painter ?? NOTHING_WANTED);
  }

  begin(job: ImageJob): void {
    this.#painter?.begin(job);
    this.#decoder.begin(job.minCodeSize, job.width * job.height);
  }

  push(bytes: Uint8Array, start: number, end: number, position: number): void {
    for (let at = start; at < end;) {
      const from = at + 1;
      at = from + bytes[at]!;
      this.#decoder.push(bytes, from, Math.min(at, end), position + (from - start));
    }
  }

  end(): ImageOutcome {
    return this.#decoder.end();
  }

  free(): void {}
}

const NOTHING_WANTED: IndexSink = { wantedFrom: Infinity, wantedTo: Infinity, wantNext() {}, write() {} };
