import { NumberList } from '../number-list.js';
import type { Outline } from '../reader.js';
import { timelineOf } from '../timeline.js';
import type { BlockReader } from './blocks.js';
import { checkLength } from './data-bound.js';
import { checkDescriptor } from './image-problems.js';
import type { ProblemLog } from './problems.js';

/** Walks all blocks, no code of any image's data read. */
export function outlineOf(blocks: BlockReader, problems: ProblemLog): Outline {
  const delaysMs: number[] = [];
  const bytes = new NumberList(Float64Array);
  const areas = new NumberList(Float64Array);
  let [allBytes, allAreas] = [0, 0];
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
    allBytes += length;
    allAreas += image.width * image.height;
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
    weights: weightsOf(bytes.values(), areas.values(), allBytes, allAreas),
  };
}

/** In the memory of the first. */
function weightsOf(bytes: Float64Array, areas: Float64Array, allBytes: number, allAreas: number): Float64Array {
  const frames = bytes.length;
  for (let frame = 0; frame < frames; frame++) {
    bytes[frame] = overMean(bytes[frame]!, allBytes, frames) + overMean(areas[frame]!, allAreas, frames);
  }
  return bytes;
}

/** A value over the mean of all. */
function overMean(value: number, total: number, count: number): number {
  return total === 0 ? 0 : (value * count) / total;
}
