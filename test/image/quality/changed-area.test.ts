import { expect, test } from 'vitest';
import { ChangedArea } from '../../../src/image/quality/changed-area.js';

test('a changed area holds all frames that went by since it was taken, and nothing after', () => {
  const changed = new ChangedArea();
  changed.add({ left: 10, top: 20, width: 5, height: 5 });
  changed.add({ left: 0, top: 0, width: 0, height: 0 });
  changed.add({ left: 12, top: 3, width: 30, height: 2 });
  expect(changed.take()).toEqual({ left: 10, top: 3, width: 32, height: 22 });
  expect(changed.take()).toMatchObject({ width: 0, height: 0 });
  changed.add({ left: 1, top: 2, width: 3, height: 4 });
  expect(changed.take()).toEqual({ left: 1, top: 2, width: 3, height: 4 });
});
