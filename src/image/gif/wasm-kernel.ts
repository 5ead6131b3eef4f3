import type { Kernels } from '../wasm/kernels.js';
import type { Canvas } from './canvas.js';
import { passesOf, rowsBelow } from './interlace.js';
import type { ImageJob, ImageOutcome, Kernel } from './kernel.js';
import { setDrawnColors } from './palette.js';
import { PlainKernel } from './plain-kernel.js';
import { Unpacking } from './unpacking.js';

// 4 MiB for the indices of an image may always be had; beyond, only as many as two canvases have pixels
const KEPT_PIXELS = 2 ** 22;

/**
 * The kernel in WebAssembly. It keeps an image's indices until all are there, so that images much larger than the
 * canvas go to PlainKernel, which does the same in constant memory.
 */
export class WasmKernel implements Kernel {
  readonly #kernels: Kernels;
  readonly #canvas: Canvas | null;
  readonly #unpacking: Unpacking;
  readonly #mostPixels: number;
  #plain: PlainKernel | undefined;
  /** null while the plain kernel is at work. */
  #job: ImageJob | null = null;

  /** @param canvas - in the memory of these kernels; null to count and check only */
  constructor(kernels: Kernels, canvas: Canvas | null) {
    this.#kernels = kernels;
    this.#canvas = canvas;
    this.#unpacking = new Unpacking(kernels);
    this.#mostPixels = Math.max(KEPT_PIXELS, canvas ? 2 * canvas.width * canvas.height : 0);
  }

  begin(job: ImageJob): void {
    const total = job.width * job.height;
    if (total <= this.#mostPixels) {
      this.#job = job;
      this.#unpacking.begin(job.minCodeSize, total);
    } else {
      this.#job = null;
      this.#plain ??= new PlainKernel(this.#canvas);
      this.#plain.begin(job);
    }
  }

  push(bytes: Uint8Array, start: number, end: number, position: number): void {
    (this.#job ? this.#unpacking : this.#plain)?.push(bytes, start, end, position);
  }

  end(): ImageOutcome {
    if (!this.#job) return this.#plain!.end();
    const outcome = this.#unpacking.outcome();
    if (this.#canvas) this.#paint(this.#canvas, this.#job, outcome);
    return outcome;
  }

  free(): void {
    this.#unpacking.free();
  }

  #paint(canvas: Canvas, job: ImageJob, { pixels, used }: ImageOutcome): void {
    const { left, top, width } = job;
    const visible = canvas.clip(job);
    if (visible.width === 0 || pixels === 0) return;
    const transparent = job.transparent >= 0 && used[job.transparent] === 1 ? job.transparent : -1;
    setDrawnColors(job.palette, job.transparent, canvas.black, this.#unpacking.colors());
    const wholeRows = Math.floor(pixels / width);
    for (const pass of passesOf(job.height, job.interlaced)) {
      const { first, step, before } = pass;
      const rows = rowsBelow(visible.height, pass);
      const whole = wholeRows - before;
      const there = Math.max(0, Math.min(rows, whole));
      this.#paintRows(canvas, left, top + first, step, before * width, width, visible.width, there, transparent);
      if (whole < 0 || whole >= rows) continue;
      // the row in which the pixels break off
      const columns = Math.min(visible.width, pixels % width);
      this.#paintRows(
        canvas,
        left,
        top + first + whole * step,
        step,
        wholeRows * width,
        width,
        columns,
        1,
        transparent,
      );
    }
  }

  /**
   * @param left - column of the first pixel
   * @param top - and its row
   * @param step - rows of the canvas from one to the next
   * @param first - of the indices
   * @param width - indices between rows
   * @param transparent - -1 where no index is
   */
  #paintRows(
    { record }: Canvas,
    left: number,
    top: number,
    step: number,
    first: number,
    width: number,
    columns: number,
    rows: number,
    transparent: number,
  ): void {
    const { exports } = this.#kernels;
    const { indices, palette } = this.#unpacking;
    const source = indices + first;
    if (transparent < 0) exports.paintOpaque(record, left, top, step, source, width, columns, rows, palette);
    else exports.paintSeeThrough(record, left, top, step, source, width, columns, rows, palette, transparent);
  }
}
