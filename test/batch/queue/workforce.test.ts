import { expect, test } from 'vitest';
import { Workforce } from '../../../src/batch/queue/workforce.js';
import { VERSION } from '../../../src/guard/tool.js';

const member = (id: string, slots: number, version = VERSION) => ({ id, name: `host:${id}`, version, slots });

test('as many tasks are wanted as keep every slot busy, some before anybody came, and never more than allowed', () => {
  const workforce = new Workforce(30, () => {});
  expect(workforce.width).toBe(4);
  workforce.see([member('1', 2), member('2', 3)]);
  expect(workforce.width).toBe(20);
  workforce.see([member('1', 2), member('2', 30)]);
  expect(workforce.width).toBe(30);
  workforce.see([]);
  expect(workforce.width).toBe(4);
});

test('who is there is said when it changes, and that nobody is with the remedy', () => {
  const lines: string[] = [];
  const workforce = new Workforce(30, (line) => lines.push(line));
  for (const members of [[], [], [member('1', 2)], [member('1', 2)], [member('1', 2), member('2', 1)]]) {
    workforce.see(members);
  }
  expect(lines).toEqual([
    'No worker is at the queue: start some with pressproof worker --queue',
    'Workers at the queue: 1 with 2 slots',
    'Workers at the queue: 2 with 3 slots',
  ]);
});

test('workers of another version count for nothing, and are named', () => {
  const lines: string[] = [];
  const workforce = new Workforce(30, (line) => lines.push(line));
  workforce.see([member('1', 8, '0.0.1'), member('2', 8, '0.0.1')]);
  expect(workforce.width).toBe(4);
  expect(lines[0]).toContain(`2 of version 0.0.1 take nothing of this run, which is of version ${VERSION}`);
});
