import { describe, expect, test } from 'vitest';
import { Changes } from '../../../src/image/quality/changes.js';

const AREA = { left: 10, top: 20, width: 5, height: 5 };
const NONE = { left: 0, top: 0, width: 0, height: 0 };
const BELOW = { left: 12, top: 33, width: 30, height: 2 };

function tiles(...flags: number[]): Uint8Array {
  return Uint8Array.from(flags);
}

describe('what changed since it was asked last', () => {
  test('is the area around all frames that went by, and the tiles of each', () => {
    const changes = new Changes();
    changes.add({ changed: AREA, touched: tiles(1, 0, 0, 0) });
    changes.add({ changed: NONE, touched: tiles(0, 0, 0, 0) });
    changes.add({ changed: BELOW, touched: tiles(0, 0, 1, 1) });
    const area = { left: 10, top: 20, width: 32, height: 15 };
    expect(changes.take()).toEqual({ changed: area, touched: tiles(1, 0, 1, 1) });
  });

  test('is every tile of any frame, in whichever order they came', () => {
    for (let first = 0; first < 3; first++) {
      const changes = new Changes();
      for (let frame = 0; frame < 3; frame++) {
        const flags = tiles(0, 0, 0);
        flags[(first + frame) % 3] = 1;
        changes.add({ changed: AREA, touched: flags });
      }
      expect(changes.take().touched).toEqual(tiles(1, 1, 1));
    }
  });

  test('is nothing when no frame went by, and no longer what was taken', () => {
    const changes = new Changes();
    expect(changes.take()).toEqual({ changed: NONE, touched: null });
    changes.add({ changed: AREA, touched: tiles(1, 1) });
    changes.take();
    expect(changes.take().changed).toEqual(NONE);
    changes.add({ changed: BELOW, touched: tiles(0, 1) });
    expect(changes.take()).toEqual({ changed: BELOW, touched: tiles(0, 1) });
  });

  test('is the whole area when one of the frames does not tell of its tiles, whichever it is', () => {
    const frames = [
      { changed: AREA, touched: tiles(1, 0) },
      { changed: BELOW, touched: null },
    ];
    for (const order of [frames, frames.toReversed()]) {
      const changes = new Changes();
      for (const frame of order) changes.add(frame);
      expect(changes.take()).toMatchObject({ changed: { top: 20, height: 15 }, touched: null });
      changes.add({ changed: AREA, touched: tiles(0, 1) });
      expect(changes.take().touched).toEqual(tiles(0, 1));
    }
  });

  test('does not change with what the reader writes to its flags later', () => {
    const changes = new Changes();
    const own = tiles(1, 0);
    changes.add({ changed: AREA, touched: own });
    own.fill(0);
    changes.add({ changed: NONE, touched: own });
    expect(changes.take().touched).toEqual(tiles(1, 0));
  });
});
