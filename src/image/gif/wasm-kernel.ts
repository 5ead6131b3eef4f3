import type { Kernels } from '../wasm/kernels.js';
import type { Canvas } from './canvas.js';
import { passesOf, rowsBelow } from './interlace.js';
import type { ImageJob, ImageOutcome, Kernel } from './kernel.js';
import { PlainKernel } from './plain-kernel.js';
import { Unpacking } from './unpacking.js';

// indices of that many pixels are always kept; of more only as many as two canvases have, so that memory follows the canvas
const KEPT_PIXELS = 2 ** 20;

const PALETTE_BYTES = 4 * 256;

/** The kernel in WebAssembly. Does what PlainKernel does, which takes over images that are much larger than the canvas. */
export class WasmKernel implements Kernel {
  readonly #kernels: Kernels;
  readonly #canvas: Canvas | null;
  readonly #unpacking: Unpacking;
  readonly #palette: number;
  #plain: PlainKernel | undefined;
  #job: ImageJob | undefined;

  /** @param canvas - in the memory of these kernels; null to count and check only */
  constructor(kernels: Kernels, canvas: Canvas | null) {
    this.#kernels = kernels;
    this.#canvas = canvas;
    this.#unpacking = new Unpacking(kernels);
    this.#palette = kernels.memory.allocate(PALETTE_BYTES);
  }

  begin(job: ImageJob): void {
    const canvas = this.#canvas;
    const total = job.width * job.height;
    if (canvas && total > Math.max(KEPT_PIXELS, 2 * canvas.width * canvas.height)) {
      this.#job = undefined;
      this.#plain ??= new PlainKernel(canvas);
      this.#plain.begin(job);
      return;
    }
    this.#job = job;
    this.#unpacking.begin(job.minCodeSize, total, canvas !== null);
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
    this.#kernels.memory.free(this.#palette);
  }

  #paint(canvas: Canvas, job: ImageJob, { pixels, used }: ImageOutcome): void {
    const { width } = job;
    const visible = canvas.clip(job);
    if (visible.width === 0 || pixels === 0) return;
    const seeThrough = job.transparent >= 0 && used[job.transparent] === 1;
    this.#setPalette(canvas, job);
    const storedRows = Math.floor(pixels / width);
    for (const pass of passesOf(job.height, job.interlaced)) {
      const rows = rowsBelow(visible.height, pass);
      const whole = Math.max(0, Math.min(rows, storedRows - pass.before));
      this.#paintRows(canvas, job, pass.first, pass.step, pass.before, visible.width, whole, seeThrough);
      const broken = storedRows - pass.before;
      if (broken < 0 || broken >= rows) continue;
      const columns = Math.min(visible.width, pixels % width);
      this.#paintRows(canvas, job, pass.first + broken * pass.step, 1, storedRows, columns, 1, seeThrough);
    }
  }

  #paintRows(
    canvas: Canvas,
    job: ImageJob,
    row: number,
    step: number,
    storedRow: number,
    columns: number,
    rows: number,
    seeThrough: boolean,
  ): void {
    const { paintOpaque, paintSeeThrough } = this.#kernels.exports;
    const paint = seeThrough ? paintSeeThrough : paintOpaque;
    const target = canvas.address + 4 * ((job.top + row) * canvas.width + job.left);
    const source = this.#unpacking.indices + storedRow * job.width;
    paint(target, 4 * step * canvas.width, source, job.width, columns, rows, this.#palette);
  }

  #setPalette(canvas: Canvas, job: ImageJob): void {
    const bytes = this.#kernels.memory.bytes(this.#palette, PALETTE_BYTES);
    const colors = new Uint32Array(bytes.buffer, bytes.byteOffset, 256);
    if (job.palette) colors.set(job.palette.colors);
    else colors.fill(canvas.black);
    if (job.transparent >= 0) colors[job.transparent] = 0;
  }
}
