import type { ResultRow } from '../row.js';
import { frontOf, type Point } from './front.js';
import { isFit } from './fit.js';

/** Of one input: its outputs that are worth having, the smallest first. A line of fronts.jsonl. */
export interface InputFront {
  readonly schemaVersion: 1;
  readonly input: string;
  readonly name: string;
  readonly inputBytes: number | null;
  /** Recipes that were tried. */
  readonly recipes: number;
  /** Of them, those whose output is fit. */
  readonly fit: number;
  /** Fit outputs that no other beats in size and SSIM (mean). */
  readonly front: readonly FrontOutput[];
}

export interface FrontOutput {
  readonly item: string;
  readonly recipe: string;
  readonly outputBytes: number;
  readonly sizeRatio: number;
  readonly ssimMean: number;
}

/** @param rows - of one input, each of another recipe */
export function inputFrontOf(rows: readonly [ResultRow, ...ResultRow[]]): InputFront {
  const fit = rows.filter(isFit);
  const [{ input, name }] = rows;
  return {
    schemaVersion: 1,
    input,
    name,
    inputBytes: rows.find(({ inputBytes }) => inputBytes !== null)?.inputBytes ?? null,
    recipes: rows.length,
    fit: fit.length,
    front: frontOf(fit.flatMap(pointOf)).map(({ output }) => output),
  };
}

/** None where a figure was not measured: nobody knows where it belongs. */
function pointOf(row: ResultRow): (Point & { readonly output: FrontOutput })[] {
  const { item, recipe, outputBytes, sizeRatio, ssimMean } = row;
  if (recipe === null || outputBytes === null || sizeRatio === null || ssimMean === null) return [];
  return [{ size: outputBytes, quality: ssimMean, output: { item, recipe, outputBytes, sizeRatio, ssimMean } }];
}
