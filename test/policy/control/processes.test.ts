import { appendFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { changeControl, history, rollback, setMode, type ControlFile } from '../../../src/policy/control/index.js';
import { scratchFolder } from '../../support/scratch.js';
import { alice, endOf, freshPath, linesOf, startScript } from './support.js';

const scratch = scratchFolder();
let path: string;
beforeEach(() => {
  path = freshPath(scratch);
});

function read(): ControlFile {
  return JSON.parse(readFileSync(path, 'utf8')) as ControlFile;
}

/** Each change that is not withdrawn begins where the one before ended, and the last one is what the file holds. */
async function expectUnbroken(): Promise<void> {
  const { changes, problems } = await history(path);
  expect(problems).toEqual([]);
  const inForce = changes.filter(({ withdrawn }) => withdrawn === null);
  for (const [index, { old }] of inForce.entries()) {
    expect(old).toEqual(inForce[index - 1]?.new ?? { settings: {}, emergency: null });
  }
  const { settings, emergency, revision } = read();
  expect(inForce.at(-1)).toMatchObject({ id: revision, new: { settings, emergency } });
}

test('four processes at once lose no change, and the history has them all', async () => {
  const each = 8;
  const children = [0, 1, 2, 3].map((number) =>
    startScript(
      `for (let i = 0; i < ${each}; i += 1) {
         const suite = \`suite_${number}_\${i}\`;
         await control.changeControl(path, control.setMode('shadow', { suite }), { by, why: suite });
       }`,
      path,
    ),
  );
  expect(await Promise.all(children.map(endOf))).toEqual([0, 0, 0, 0]);
  const suites = [0, 1, 2, 3].flatMap((number) => Array.from({ length: each }, (_, i) => `suite_${number}_${i}`));
  expect(Object.keys(read().settings.suites ?? {}).toSorted()).toEqual(suites.toSorted());
  expect((await history(path)).changes.map(({ why }) => why).toSorted()).toEqual(suites.toSorted());
  await expectUnbroken();
});

describe('a process that is killed', () => {
  /** The steps of a change as `changeControl` takes them, up to the given one. */
  const dieAfter = (steps: string) => `
    const where = await place.placeOf(path);
    await lock.withLock(where.lock, async (held) => {
      const old = { settings: { mode: 'shadow' }, emergency: null };
      const next = { settings: { mode: 'off' }, emergency: null };
      const line = { id: 'dead0001', at: '2026-01-01T00:00:00.000Z', by, action: 'mode off', why: '', old, new: next };
      const file = { schemaVersion: 1, revision: line.id, changedAt: line.at, changedBy: 'bob@web2', reason: '', ...next };
      const prepared = await place.prepare(where, JSON.stringify(file));
      ${steps}
      process.kill(process.pid, 'SIGKILL');
    });`;

  beforeEach(async () => {
    await changeControl(path, setMode('shadow'), alice);
  });

  test('before it wrote the change down has changed nothing, and its leavings are removed', async () => {
    expect(await endOf(startScript(dieAfter(''), path))).toBe('SIGKILL');
    expect(readdirSync(dirname(path))).toHaveLength(4);
    expect(read().settings.mode).toBe('shadow');
    await changeControl(path, setMode('enforce'), alice);
    expect(readdirSync(dirname(path)).toSorted()).toEqual(['control.json', 'control.json.history.jsonl']);
    expect((await history(path)).changes.map(({ action }) => action)).toEqual(['mode shadow', 'mode enforce']);
    await expectUnbroken();
  });

  test('between the history and the file has changed nothing, and the history says so from then on', async () => {
    expect(await endOf(startScript(dieAfter('await past.appendLine(where.history, line);'), path))).toBe('SIGKILL');
    expect(read().settings.mode).toBe('shadow');
    const { notes } = await changeControl(path, setMode('enforce'), alice);
    expect(notes).toEqual([expect.stringContaining('Change dead0001 is not in force')]);
    expect((await history(path)).changes).toMatchObject([
      { action: 'mode shadow', withdrawn: null },
      { id: 'dead0001', withdrawn: expect.stringContaining('before it took effect') },
      { action: 'mode enforce', withdrawn: null },
    ]);
    await expectUnbroken();
    // who wants it after all can have it
    await rollback(path, 'dead0001', alice);
    expect(read().settings.mode).toBe('off');
  });

  test('between the history and the file is not what the next rollback undoes', async () => {
    await changeControl(path, setMode('alert'), alice);
    const steps = `line.old.settings.mode = 'alert'; await past.appendLine(where.history, line);`;
    await endOf(startScript(dieAfter(steps), path));
    await rollback(path, undefined, alice);
    expect(read().settings.mode).toBe('shadow');
    await expectUnbroken();
  });

  test('after the file took its place has made its change', async () => {
    const steps = 'await past.appendLine(where.history, line); await prepared.commit();';
    expect(await endOf(startScript(dieAfter(steps), path))).toBe('SIGKILL');
    expect(read().settings.mode).toBe('off');
    const { notes } = await changeControl(path, setMode('enforce'), alice);
    expect(notes).toEqual([]);
    await expectUnbroken();
  });

  test('half-way through a line of the history has changed nothing, and the half line goes', async () => {
    appendFileSync(`${path}.history.jsonl`, '{"id":"dead0001","at":"2026-01-0');
    await changeControl(path, setMode('enforce'), alice);
    expect((await history(path)).changes.map(({ action }) => action)).toEqual(['mode shadow', 'mode enforce']);
    await expectUnbroken();
  });

  test('at any moment leaves a file that can be read and a history that can be mended', async () => {
    for (let round = 0; round < 4; round += 1) {
      const child = startScript(
        `for (let i = 0; ; i += 1) {
           const { change } = await control.changeControl(path, control.setMode(i % 2 ? 'off' : 'enforce'), { by, why: '' });
           if (i === 1) process.stdout.write('busy\\n');
         }`,
        path,
      );
      await linesOf(child).next();
      // some other moment of a change each time, which takes a few ms
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
      const end = endOf(child);
      child.kill('SIGKILL');
      await end;
      expect(() => read()).not.toThrow();
      await changeControl(path, setMode(round % 2 ? 'shadow' : 'alert'), alice);
      await expectUnbroken();
    }
    expect(existsSync(`${path}.lock`)).toBe(false);
  });
});

test('a disk that fills up half-way through changes nothing, and leaves nothing', async () => {
  await changeControl(path, setMode('shadow'), { ...alice, why: 'x'.repeat(400) });
  const before = readFileSync(path, 'utf8');
  // the history may grow to 1 KiB, which the next line crosses
  const script = `process.stdin.destroy();
    await control.changeControl(path, control.setMode('off'), { by, why: 'y'.repeat(400) }).catch(({ code }) => process.stdout.write(code + '\\n'));`;
  const child = startScript(script, path, ['bash', '-c', `trap '' XFSZ; ulimit -f 1; exec "$@"`, 'bash']);
  expect((await linesOf(child).next()).value).toBe('EFBIG');
  expect(await endOf(child)).toBe(0);
  expect(readFileSync(path, 'utf8')).toBe(before);
  expect(statSync(`${path}.history.jsonl`).size).toBe(1024);
  expect(readdirSync(dirname(path))).toHaveLength(2);
  await changeControl(path, setMode('enforce'), alice);
  await expectUnbroken();
  expect((await history(path)).changes).toHaveLength(2);
});
