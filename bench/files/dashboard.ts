import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { gifenc, type Color } from '../../src/engines/gifenc-library.js';
import { Painter } from './painter.js';

export interface DashboardSize {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
}

/** Frames of one round; the next begins as the first did. */
const ROUND = 60;
const DELAY_MS = 50;
/** Entries of the one palette: as many as soft edges need. */
const COLORS = 200;

const PAPER = [245, 246, 248] as const;
const PANEL = [226, 230, 238] as const;
const INK = [40, 44, 52] as const;
const WHITE = [255, 255, 255] as const;
const BLUE = [64, 120, 242] as const;
const LIGHTS = [
  [255, 95, 86],
  [255, 189, 46],
  [39, 201, 63],
] as const;

/** A recording of a program's window: flat areas, soft edges, a pointer, a few changes a frame. */
export async function writeDashboard({ width, height, frames }: DashboardSize, path: string): Promise<void> {
  const round: Buffer[] = [];
  for (let frame = 0; frame < Math.min(frames, ROUND); frame++) round.push(await soften(draw(width, height, frame)));
  const palette = gifenc.quantize(withAlpha(round[round.length >> 1]!), COLORS);
  const nearest = new Map<number, number>();
  const indexed = round.map((rgb) => indexesOf(rgb, palette, nearest));
  const encoder = gifenc.GIFEncoder();
  for (let frame = 0; frame < frames; frame++) {
    encoder.writeFrame(indexed[frame % ROUND]!, width, height, {
      ...(frame === 0 && { palette }),
      transparent: false,
      transparentIndex: 0,
      delay: DELAY_MS,
      repeat: 0,
      colorDepth: 8,
      dispose: 1,
    });
  }
  encoder.finish();
  writeFileSync(path, encoder.bytes());
}

function draw(width: number, height: number, frame: number): Painter {
  const painter = new Painter(width, height, PAPER);
  painter.box(0, 0, width, 24, [32, 40, 56]);
  painter.text(8, 7, 'Dashboard - Project validation', WHITE);
  for (const [k, color] of LIGHTS.entries()) painter.disc(width - 45 + 15 * k, 12, 5, color);
  painter.box(0, 25, 70, height - 25, PANEL);
  for (let k = 0; k < 7; k++) {
    const selected = Math.floor(frame / 9) % 7 === k;
    if (selected) painter.box(4, 32 + 22 * k, 62, 18, BLUE);
    painter.text(9, 36 + 22 * k, `Item ${k}`, selected ? WHITE : INK);
  }
  painter.box(82, 36, 226, 94, [200, 204, 212]);
  painter.box(83, 37, 224, 92, WHITE);
  for (let k = 0; k < 18; k++) {
    const bar = Math.round(40 + 30 * Math.sin(0.7 * k + 0.12 * frame));
    painter.box(90 + 12 * k, 124 - bar, 8, bar, k % 3 === 0 ? [120, 86, 255] : BLUE);
  }
  painter.box(82, 145, 226, 12, PANEL);
  painter.box(82, 145, Math.floor((226 * frame) / (ROUND - 1)), 12, [39, 174, 96]);
  painter.text(82, 162, `Step ${frame} of ${ROUND}  ${Math.floor((100 * frame) / ROUND)}%`, INK);
  for (let line = 0; line < 4; line++) {
    const entry = 4 * Math.floor(frame / 5) + line;
    painter.text(82, 180 + 13 * line, `log ${entry}: frame ${entry} ok`, [110, 118, 130]);
  }
  painter.pointer(90 + Math.floor(100 * (1 + Math.sin(frame / 9))), 60 + Math.floor(60 * (1 + Math.cos(frame / 7))));
  return painter;
}

/** Turns the picture by a third of a degree at twice its size, which gives every edge its own in-between colours. */
async function soften({ rgb, width, height }: Painter): Promise<Buffer> {
  const raw = { width, height, channels: 3 as const };
  const doubled = await sharp(rgb, { raw })
    .resize(2 * width, 2 * height, { kernel: 'linear' })
    .toBuffer();
  const turned = await sharp(doubled, { raw: { ...raw, width: 2 * width, height: 2 * height } })
    .rotate(0.35, { background: { r: PAPER[0], g: PAPER[1], b: PAPER[2] } })
    .toBuffer({ resolveWithObject: true });
  const { width: wide, height: high } = turned.info;
  const middle = { left: (wide - 2 * width) >> 1, top: (high - 2 * height) >> 1, width: 2 * width, height: 2 * height };
  const cut = await sharp(turned.data, { raw: { ...raw, width: wide, height: high } })
    .extract(middle)
    .toBuffer();
  return await sharp(cut, { raw: { ...raw, width: 2 * width, height: 2 * height } })
    .resize(width, height, { kernel: 'linear' })
    .raw()
    .toBuffer();
}

function indexesOf(rgb: Buffer, palette: readonly Color[], nearest: Map<number, number>): Uint8Array {
  const indexes = new Uint8Array(rgb.length / 3);
  for (let pixel = 0, at = 0; at < rgb.length; pixel++, at += 3) {
    const color = [rgb[at]!, rgb[at + 1]!, rgb[at + 2]!];
    const key = (color[0]! << 16) | (color[1]! << 8) | color[2]!;
    let index = nearest.get(key);
    if (index === undefined) nearest.set(key, (index = gifenc.nearestColorIndex(palette, color)));
    indexes[pixel] = index;
  }
  return indexes;
}

function withAlpha(rgb: Buffer): Uint8Array {
  const rgba = new Uint8Array((rgb.length / 3) * 4);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    rgba.set([rgb[from]!, rgb[from + 1]!, rgb[from + 2]!, 255], to);
  }
  return rgba;
}
