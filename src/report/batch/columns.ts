import { deflateRawSync } from 'node:zlib';
import { STATUSES_BY_URGENCY, type PageRow } from './model.js';

/** Rows compressed together: larger ones gain 2 % in size, and are longer in the way of the first paint. */
export const ROWS_PER_CHUNK = 4096;

/** SSIM to a ten-thousandth and the rest to a hundredth: what the table shows, and half the bytes. */
const DECIMALS = { ssim: 4, other: 2 } as const;

/** Positions of what rows name often; in the page they stand once. */
export interface RowNames {
  readonly recipes: readonly string[];
  readonly checks: readonly string[];
}

/** Columns of one length; texts are positions in `texts`, null is null. Names are the page script's. */
interface Columns {
  readonly texts: readonly string[];
  readonly ordinal: readonly number[];
  readonly [column: string]: readonly (number | null)[] | readonly string[];
}

/** Rows as the page holds them: columns as JSON, deflated, in base64, which no text of theirs can leave. */
export function packRows(rows: readonly PageRow[], { recipes, checks }: RowNames): string {
  const texts = new Map<string, number>();
  const recipeAt = positions(recipes);
  const checkAt = positions(checks);
  const text = (value: string | null): number | null => {
    if (value === null) return null;
    const known = texts.get(value);
    if (known !== undefined) return known;
    texts.set(value, texts.size);
    return texts.size - 1;
  };
  // a set of checks is one number, bit by bit
  const bits = (ids: readonly string[]): number =>
    ids.reduce((sum, id) => sum | (1 << (checkAt.get(id) ?? 31)), 0) >>> 0;
  const numbers = (of: (row: PageRow) => number | null, digits: number = DECIMALS.other) =>
    rows.map((row) => rounded(of(row), digits));
  const columns: Omit<Columns, 'texts'> = {
    ordinal: rows.map(({ ordinal }) => ordinal),
    status: rows.map(({ status }) => STATUSES_BY_URGENCY.indexOf(status)),
    name: rows.map(({ name }) => text(name)),
    recipe: rows.map(({ recipe }) => (recipe === null ? null : (recipeAt.get(recipe) ?? null))),
    operation: rows.map(({ operation }) => text(operation)),
    inputBytes: rows.map(({ inputBytes }) => inputBytes),
    outputBytes: rows.map(({ outputBytes }) => outputBytes),
    inputFrames: rows.map(({ inputFrames }) => inputFrames),
    outputFrames: rows.map(({ outputFrames }) => outputFrames),
    ssimMin: numbers(({ ssimMin }) => ssimMin, DECIMALS.ssim),
    ssimMean: numbers(({ ssimMean }) => ssimMean, DECIMALS.ssim),
    deltaEMax: numbers(({ deltaEMax }) => deltaEMax),
    compressMs: numbers(({ compressMs }) => compressMs),
    failed: rows.map(({ failedChecks }) => bits(failedChecks)),
    other: rows.map(({ otherChecks }) => bits(otherChecks)),
    reason: rows.map(({ reason }) => text(reason)),
  };
  return pack({ ...columns, texts: [...texts.keys()] });
}

/** Any JSON as the page unpacks it: see script/unpack.ts. */
export function pack(value: unknown): string {
  return deflateRawSync(JSON.stringify(value), { level: 9 }).toString('base64');
}

function positions(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, index) => [name, index]));
}

function rounded(value: number | null, digits: number): number | null {
  return value === null ? null : Number(value.toFixed(digits));
}
