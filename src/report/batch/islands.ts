import { html, jsonIsland, raw, type Markup } from '../html/markup.js';
import { pack } from './columns.js';
import type { ItemRecord } from './record.js';

/** Frames of equal size in rows of `columns`. */
export interface PageSprite {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly lossless: boolean;
  /** Of the file, pixels; absent for the difference map. */
  readonly canvas?: readonly [number, number];
  readonly webp: Uint8Array;
}

export type Role = 'original' | 'output' | 'difference';

/** original frame, output frame, ms, SSIM, ΔE, largest difference, mean difference */
export type PageFrame = readonly [number, number, number, number | null, number | null, number | null, number | null];

/** What the viewer of an item needs. */
export interface PagePictures {
  readonly shown: readonly PageFrame[];
  readonly places: number;
  readonly sprites: Readonly<Partial<Record<Role, PageSprite>>>;
  readonly thumb: Uint8Array | null;
  readonly missing: readonly string[];
}

/** Data in script elements that are none: nothing runs, nothing is laid out, and base64 cannot end its element. */
export function rowsIsland(packed: string): string {
  return island('class="rows"', packed);
}

/** @param items - ordinals, one a record */
export function recordsIsland(items: readonly number[], records: readonly ItemRecord[]): string {
  return island(`class="reports" data-items="${items.join(' ')}"`, pack(records));
}

export function picturesIslands(ordinal: number, pictures: PagePictures): string {
  const { sprites, thumb, ...rest } = pictures;
  const entries = Object.entries(sprites) as [Role, PageSprite][];
  const described = Object.fromEntries(entries.map(([role, { webp: _, ...sprite }]) => [role, sprite]));
  return [
    jsonElement(`pictures-${ordinal}`, { ...rest, sprites: described }).text,
    ...entries.map(([role, { webp }]) => island(`id="${role}-${ordinal}"`, base64(webp))),
    thumb === null ? '' : island(`id="thumb-${ordinal}"`, base64(thumb)),
  ].join('');
}

export function jsonElement(id: string, value: unknown): Markup {
  return html`<script type="application/json" id="${id}">
    ${jsonIsland(value)}
  </script>`;
}

function island(attributes: string, text: string): string {
  return `${
    html`<script type="text/plain" ${raw(attributes)}>
      ${raw(text)}
    </script>`.text
  }\n`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
