import type { Problem } from '../facts.js';
import { error, trailingBytes, type Container } from './container.js';

const ANIMATION_FLAG = 0x02;

/** RIFF chunks (WebP container specification): whether all are there, and what each frame's header says of time. */
export function inspectWebp(bytes: Buffer): Container {
  const end = 8 + bytes.readUInt32LE(4);
  const problems: Problem[] = [];
  if (end > bytes.length) {
    problems.push(error('truncated', bytes.length, `The WebP is cut off: it should have ${end} bytes`));
  }
  const delaysMs: number[] = [];
  let loopCount: number | null = null;
  let animated = false;
  // chunk: name, size, data, one byte of padding to an even size
  for (let at = 12; at + 8 <= Math.min(end, bytes.length);) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const data = bytes.subarray(at + 8, at + 8 + size);
    if (at + 8 + size > end) problems.push(error('bad_chunk', at, `Chunk ${name} at byte ${at} ends outside the file`));
    if (name === 'VP8X' && data.length >= 1) animated = (data[0]! & ANIMATION_FLAG) !== 0;
    if (name === 'ANIM' && data.length >= 6) loopCount = data.readUInt16LE(4);
    if (name === 'ANMF' && data.length >= 16) delaysMs.push(data.readUIntLE(12, 3));
    at += 8 + size + (size % 2);
  }
  if (animated && delaysMs.length === 0) problems.push(error('no_image', null, 'The animation holds no frame'));
  problems.push(...trailingBytes(end, bytes.length));
  return { problems, animation: animated ? { delaysMs, loopCount } : null };
}
