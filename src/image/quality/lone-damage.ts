import { beginsAnew, type FrameList, type FrameQuality } from './comparison.js';

/**
 * How many times its frame's mean difference an area has to reach to count as damaged alone. Where a scene lasts one frame
 * and its palette suits it badly, the frame as a whole is off: the worst area of such a frame had 8 times its mean.
 */
const STANDS_OUT = 12;

/** More of the motion than this shown late or early: the frame shows another moment, which is the business of mistiming. */
const OTHER_MOMENT = 0.25;

interface Found {
  /** CIEDE2000; 0 where no frame has it, null where no three frames in a row were compared. */
  readonly value: number | null;
  /** Output frame. */
  readonly frame: number | null;
  /** Frames with both neighbours. */
  readonly count: number;
}

type Seen = Pick<FrameQuality, 'output' | 'deltaE' | 'localDeltaE' | 'late' | 'early'>;

/**
 * Damage in one place of one frame: by how much its worst area is further off than that of the frame before and of the one
 * after. A compressor's loss comes and goes with what is shown, over many frames or over a whole frame.
 */
export function loneDamage(frames: FrameList): Found {
  let [value, at, count]: [number | null, number | null, number] = [null, null, 0];
  let [before, here]: [Seen | null, Seen | null] = [null, null];
  frames.forEach((frame) => {
    if (beginsAnew(frame)) before = here = null;
    // the list may hand over one object that goes along
    const { output, deltaE, localDeltaE, late, early } = frame;
    const next = { output, deltaE, localDeltaE, late, early };
    if (before && here) {
      count++;
      const found = excess(before, here, next);
      if (value === null || found > value) [value, at] = [found, here.output];
    }
    [before, here] = [here, next];
  });
  return { value, frame: at, count };
}

function excess(before: Seen, here: Seen, next: Seen): number {
  if (here.localDeltaE < STANDS_OUT * here.deltaE) return 0;
  if ((here.late ?? 0) > OTHER_MOMENT || (next.early ?? 0) > OTHER_MOMENT) return 0;
  return Math.max(0, here.localDeltaE - Math.max(before.localDeltaE, next.localDeltaE));
}
