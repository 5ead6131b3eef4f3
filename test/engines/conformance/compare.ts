import { timelineOf } from '../../../src/image/timeline.js';
import { presentation } from '../../support/engine-run.js';
import type { GifReading } from '../../support/read-gif.js';

/** What became of an animation, moment by moment. */
export interface Difference {
  /** ms, how much longer or shorter it lasts. */
  readonly durationMs: number;
  /** ms, how far the change of a picture is from the nearest one of the original; the worst. */
  readonly driftMs: number;
  /** Of one channel of a pixel that both show, 0 to 255; the worst. null: other dimensions. */
  readonly error: number | null;
  /** Share of the pixels of a moment that only one of them shows; the worst. null: other dimensions. */
  readonly transparency: number | null;
}

export function differenceOf(before: GifReading, after: GifReading): Difference {
  const [from, to] = [timelineOf(before.structure.delaysMs), timelineOf(after.structure.delaysMs)];
  const changes = presentation(before).map(({ atMs }) => atMs);
  const drifts = presentation(after).map(({ atMs }) => Math.min(...changes.map((change) => Math.abs(change - atMs))));
  const same = before.structure.width === after.structure.width && before.structure.height === after.structure.height;
  const moments = to.starts.map((start, index) =>
    same ? compare(before.frames[shownAt(from.starts, start)]!, after.frames[index]!) : null,
  );
  return {
    durationMs: to.durationMs - from.durationMs,
    driftMs: Math.max(...drifts),
    error: worst(moments.map((moment) => moment?.error)),
    transparency: worst(moments.map((moment) => moment?.transparency)),
  };
}

function worst(values: readonly (number | undefined)[]): number | null {
  const found = values.filter((value) => value !== undefined);
  return found.length === values.length ? Math.max(...found) : null;
}

function shownAt(starts: readonly number[], moment: number): number {
  return starts.findLastIndex((start) => start <= moment);
}

function compare(before: Uint8Array, after: Uint8Array): { error: number; transparency: number } {
  let [error, apart] = [0, 0];
  for (let at = 0; at < before.length; at += 4) {
    if ((before[at + 3] === 0) !== (after[at + 3] === 0)) apart++;
    else if (before[at + 3] !== 0) {
      for (let channel = at; channel < at + 3; channel++) {
        error = Math.max(error, Math.abs(before[channel]! - after[channel]!));
      }
    }
  }
  return { error, transparency: (4 * apart) / before.length };
}
