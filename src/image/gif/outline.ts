import type { Outline } from '../reader.js';
import { timelineOf } from '../timeline.js';
import type { BlockReader } from './blocks.js';
import { checkLength } from './data-bound.js';
import { checkDescriptor } from './image-problems.js';
import type { ProblemLog } from './problems.js';

/** Walks all blocks, no code of any image's data read. */
export function outlineOf(blocks: BlockReader, problems: ProblemLog): Outline {
  const delaysMs: number[] = [];
  const bytes: number[] = [];
  const areas: number[] = [];
  let allPixels = true;
  for (let image = blocks.nextImage(); image; image = blocks.nextImage()) {
    checkDescriptor(image, blocks.screen, problems);
    let length = 0;
    const whole = blocks.readData((_bytes, start, end) => {
      length += end - start;
    });
    const data = { bytes: length, truncated: !whole, endOffset: blocks.position };
    const complete = checkLength(image, data, problems);
    allPixels &&= complete;
    delaysMs.push(image.delayMs);
    bytes.push(length);
    areas.push(image.width * image.height);
  }
  if (blocks.images === 0) {
    problems.error('no_image', { frame: null, offset: blocks.position }, 'The file holds no image');
  }
  const { durationMs, fps } = timelineOf(delaysMs);
  const { width, height } = blocks.screen;
  const { images: frames, loopCount } = blocks;
  return {
    structure: { format: 'gif', width, height, frames, delaysMs, durationMs, fps, loopCount },
    integrity: { complete: blocks.sound && allPixels && frames > 0, problems: problems.list() },
    weights: sum(relative(bytes), relative(areas)),
  };
}

/** Each value over the mean of all. */
function relative(values: readonly number[]): number[] {
  const total = values.reduce((a, b) => a + b, 0);
  return values.map((value) => (total === 0 ? 0 : (value * values.length) / total));
}

function sum(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, index) => value + b[index]!);
}
