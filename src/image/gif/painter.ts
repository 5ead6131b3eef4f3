import type { Canvas } from './canvas.js';
import { passesOf, rowsBelow, type Pass } from './interlace.js';
import type { ImageJob } from './kernel.js';
import type { IndexSink } from './lzw.js';
import { setDrawnColors } from './palette.js';

/** Draws an image's indices onto a canvas: interlace, palette, transparency, clipping at the canvas' edges. */
export class Painter implements IndexSink {
  wantedFrom = Infinity;
  wantedTo = Infinity;
  readonly #canvas: Canvas;
  /** What each index draws; 0 leaves the canvas alone. */
  readonly #colors = new Uint32Array(256);
  #passes: readonly Pass[] = [];
  #pass = 0;
  #wantedPass = -1;
  #width = 0;
  #visibleWidth = 0;
  #visibleHeight = 0;
  #left = 0;
  #top = 0;

  constructor(canvas: Canvas) {
    this.#canvas = canvas;
  }

  begin(job: ImageJob): void {
    setDrawnColors(job.palette, job.transparent, this.#canvas.black, this.#colors);
    this.#passes = passesOf(job.height, job.interlaced);
    this.#width = job.width;
    const visible = this.#canvas.clip(job);
    this.#visibleWidth = visible.width;
    this.#visibleHeight = visible.height;
    this.#left = job.left;
    this.#top = job.top;
    this.#pass = 0;
    this.#wantedPass = -1;
    this.wantNext();
  }

  /** Of each pass, the rows above the canvas' lower edge are wanted. */
  wantNext(): void {
    const pass = this.#passes[++this.#wantedPass];
    this.wantedFrom = pass ? pass.before * this.#width : Infinity;
    this.wantedTo = pass ? (pass.before + rowsBelow(this.#visibleHeight, pass)) * this.#width : Infinity;
  }

  write(position: number, indices: Uint8Array, count: number): void {
    for (let at = 0; at < count;) {
      const storedRow = Math.floor((position + at) / this.#width);
      while (this.#pass + 1 < this.#passes.length && storedRow >= this.#passes[this.#pass + 1]!.before) this.#pass++;
      const pass = this.#passes[this.#pass]!;
      const column = position + at - storedRow * this.#width;
      const run = Math.min(this.#width - column, count - at);
      this.#drawRun(pass.first + (storedRow - pass.before) * pass.step, column, indices, at, run);
      at += run;
    }
  }

  #drawRun(row: number, column: number, indices: Uint8Array, at: number, run: number): void {
    if (row >= this.#visibleHeight) return;
    const { pixels, touched, width } = this.#canvas;
    const colors = this.#colors;
    const visible = Math.min(run, this.#visibleWidth - column);
    const [x, y] = [this.#left + column, this.#top + row];
    const target = y * width + x;
    for (let i = 0; i < visible; i++) {
      const color = colors[indices[at + i]!]!;
      if (color === 0 || color === pixels[target + i]) continue;
      pixels[target + i] = color;
      touched.add(x + i, y);
    }
  }
}
