import {
  chmodSync,
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test, fc } from '@fast-check/vitest';
import { beforeEach, describe, expect } from 'vitest';
import {
  changeControl,
  ControlReader,
  disable,
  enable,
  history,
  INITIAL,
  pending,
  rollback,
  setMode,
  setSampling,
  type ControlFile,
  type Intent,
} from '../../../src/policy/control/index.js';
import { MODES } from '../../../src/core/modes.js';
import { scratchFolder } from '../../support/scratch.js';
import { alice, freshPath } from './support.js';

const scratch = scratchFolder();
let path: string;
beforeEach(() => {
  path = freshPath(scratch);
});

function read(): ControlFile {
  return JSON.parse(readFileSync(path, 'utf8')) as ControlFile;
}

const change = async (intent: Intent, options = {}) => await changeControl(path, intent, { ...alice, ...options });
const back = async (id?: string, options = {}) => await rollback(path, id, { ...alice, ...options });
const actions = async () => (await history(path)).changes.map(({ action }) => action);

describe('a change', () => {
  test('is in the file with who, when and why', async () => {
    const { change: made } = await change(setMode('shadow'), { why: 'new encoder' });
    expect(read()).toEqual({
      schemaVersion: 1,
      revision: made?.id,
      changedAt: '2026-01-01T00:00:00.000Z',
      changedBy: 'alice@web1',
      reason: 'new encoder',
      settings: { mode: 'shadow' },
      emergency: null,
    });
  });

  test('is in the history with what held before and after', async () => {
    await change(setMode('shadow'));
    const { change: made } = await change(setSampling({ rate: 0.5 }), { why: 'too slow' });
    const { changes, problems } = await history(path);
    expect(problems).toEqual([]);
    expect(changes[1]).toEqual({
      id: made?.id,
      at: '2026-01-01T00:00:00.000Z',
      by: { name: 'alice', host: 'web1', pid: 7 },
      action: 'sample 0.5',
      why: 'too slow',
      old: { settings: { mode: 'shadow' }, emergency: null },
      new: { settings: { mode: 'shadow', sampling: { rate: 0.5 } }, emergency: null },
      withdrawn: null,
    });
  });

  test('touches nothing but its switch', async () => {
    await change(setMode('enforce'));
    await change(setMode('shadow', { check: 'fps' }));
    await change(setMode('alert', { suite: 'image' }));
    await change(setSampling({ rate: 0.25, salt: 'a' }));
    await change(disable(Date.UTC(2026, 0, 2)), { why: 'noise' });
    await change(setMode('off', { check: 'duration' }));
    await change(setSampling({ rate: 0 }));
    const { settings, emergency } = read();
    expect(settings).toEqual({
      mode: 'enforce',
      checks: { fps: { mode: 'shadow' }, duration: { mode: 'off' } },
      suites: { image: { mode: 'alert' } },
      sampling: { rate: 0, salt: 'a' },
    });
    expect(emergency).toEqual({
      reason: 'noise',
      by: 'alice@web1',
      since: '2026-01-01T00:00:00.000Z',
      until: '2026-01-02T00:00:00.000Z',
    });
  });

  test('that takes a switch back leaves no trace of it in the file', async () => {
    await change(setMode('enforce'));
    await change(setMode('shadow', { check: 'fps' }));
    await change(setSampling({ rate: 0.25, salt: 'a' }));
    await change(setMode(null));
    await change(setMode(null, { check: 'fps' }));
    await change(setSampling({ rate: null }));
    await change(setSampling({ salt: null }));
    expect(read().settings).toEqual({});
  });

  test.each(['alert', null] as const)(
    'to mode %s for everything takes back those of suites and checks, and a rollback restores them',
    async (mode) => {
      await change(setSampling({ rate: 0.25 }));
      await change(setMode('enforce', { suite: 'image' }));
      await change(setMode('shadow', { check: 'fps' }));
      const { settings } = read();
      const { change: made } = await change(setMode(mode));
      expect(read().settings).toEqual({ ...(mode === null ? {} : { mode }), sampling: { rate: 0.25 } });
      expect(made?.old.settings).toEqual(settings);
      await back();
      expect(read().settings).toEqual(settings);
    },
  );

  test('that changes nothing is not recorded', async () => {
    await change(setMode('shadow'));
    const before = readFileSync(path);
    expect((await change(setMode('shadow'))).change).toBeNull();
    expect((await change(enable())).change).toBeNull();
    expect(readFileSync(path)).toEqual(before);
    expect(await actions()).toEqual(['mode shadow']);
  });

  test('to a file that is gone is written although nothing differs: who follows it still has the older state', async () => {
    await change(setMode('shadow'));
    await change(disable(null));
    const reader = new ControlReader(path);
    expect(reader.current().emergency).not.toBeNull();
    rmSync(path);
    await change(enable());
    await reader.refresh();
    expect(reader.current()).toMatchObject({ emergency: null, problem: null });
    reader.close();
    expect(await actions()).toEqual(['mode shadow', 'disable', 'removed by other means', 'enable']);
  });

  test('never shows in a file that somebody has open: a reader sees the older state or the newer one, whole', async () => {
    await change(setMode('shadow'));
    const before = readFileSync(path, 'utf8');
    const opened = openSync(path, 'r');
    await change(setMode('alert'));
    expect(readFileSync(opened, 'utf8')).toBe(before);
    closeSync(opened);
  });

  test('leaves nothing but the file and its history', async () => {
    await change(setMode('shadow'));
    await change(setMode('alert'));
    expect(readdirSync(dirname(path)).toSorted()).toEqual(['control.json', 'control.json.history.jsonl']);
  });

  test('keeps permissions and owner of the file: who could read it is meant to read it', async () => {
    await change(setMode('shadow'));
    chmodSync(path, 0o640);
    const { uid, gid } = statSync(path);
    await change(setMode('alert'));
    expect(statSync(path)).toMatchObject({ uid, gid, mode: 0o100640 });
  });

  test('through a link changes the file, and a link stays a link', async () => {
    await change(setMode('shadow'));
    const link = join(dirname(path), 'link.json');
    symlinkSync(path, link);
    await changeControl(link, setMode('alert'), alice);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(read().settings.mode).toBe('alert');
    expect((await history(link)).changes).toHaveLength(2);
  });

  test.each([
    [
      'a reason of 1001 characters',
      enable(),
      { why: 'x'.repeat(1001) },
      'Expected a text of at most 1000 characters for reason in',
    ],
    ['a salt of 1001 characters', setSampling({ salt: 'x'.repeat(1001) }), {}, 'for settings.sampling.salt in'],
    ['a share over 1', setSampling({ rate: 2 }), {}, 'Expected a number of at most 1 for settings.sampling.rate in'],
    ['a name that is none', enable(), { by: { name: 'x'.repeat(1000), host: 'web1', pid: 1 } }, 'for changedBy in'],
    [
      'no reason for an emergency',
      disable(null),
      { why: '' },
      'Expected a text that is not empty for emergency.reason in',
    ],
    [
      'a suite that is no name',
      setMode('off', { suite: 'Two Words' }),
      {},
      'lower case letters, digits and _ as the name',
    ],
  ])('with %s is refused: readers would refuse the file', async (_, intent, options, message) => {
    await expect(change(intent, options)).rejects.toThrow(message);
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  test('with the longest of everything can be read back', async () => {
    const salt = 'x'.repeat(1000);
    await change(setSampling({ rate: 0.123456789012345, salt }), { why: salt });
    expect(await history(path)).toMatchObject({ changes: [{ why: salt }], problems: [] });
  });

  test('in a folder that is not there, or that nobody may write to, fails with what the system says', async () => {
    path = join(dirname(path), 'missing', 'control.json');
    await expect(change(setMode('shadow'))).rejects.toMatchObject({ code: 'ENOENT' });
    // read-only for the superuser too
    await expect(changeControl('/sys/control.json', setMode('shadow'), alice)).rejects.toMatchObject({
      code: expect.stringMatching(/^(EACCES|EPERM|EROFS)$/),
    });
  });

  test('of what is no regular file is refused', async () => {
    mkdirSync(path);
    await expect(change(setMode('shadow'), { force: true })).rejects.toThrow(
      'Expected a regular file for the control file',
    );
    expect(readdirSync(dirname(path))).toEqual([basename(path)]);
  });
});

describe('a file that cannot be read', () => {
  beforeEach(async () => {
    await change(setMode('enforce'));
    await change(setMode('shadow', { check: 'fps' }));
    writeFileSync(path, '{"schemaVersion":1,"mode":"off"');
  });

  test('is not overwritten, and the error names what is wrong and the ways out', async () => {
    const attempt = change(setMode('alert'));
    await expect(attempt).rejects.toMatchObject({ code: 'invalid_control_file' });
    await expect(attempt).rejects.toThrow(/is no JSON: .*Nothing was changed\..*control rollback.*--force/);
    expect(readFileSync(path, 'utf8')).toBe('{"schemaVersion":1,"mode":"off"');
    expect(await actions()).toHaveLength(2);
  });

  test('is replaced by force, beginning with the state that was recorded last', async () => {
    await change(setMode('alert', { suite: 'image' }), { force: true });
    expect(read().settings).toEqual({
      mode: 'enforce',
      suites: { image: { mode: 'alert' } },
      checks: { fps: { mode: 'shadow' } },
    });
    expect((await actions()).at(-1)).toBe('mode alert --suite image over a file that could not be read');
  });

  test('is replaced by a rollback with the state that was recorded last', async () => {
    const last = (await history(path)).changes.at(-1);
    await back();
    expect(read().settings).toEqual(last?.new.settings);
    expect((await actions()).at(-1)).toBe(`rollback to ${last?.id}`);
  });

  test('because the configuration does not know a check is treated the same', async () => {
    await back();
    const check = (settings: object) => {
      if ('checks' in settings) throw new Error('Unknown field checks.fpss');
    };
    await expect(change(setMode('alert'), { check })).rejects.toThrow('Unknown field checks.fpss');
  });
});

describe('rollback', () => {
  test('without an id undoes the last change, and once more undoes that', async () => {
    await change(setMode('shadow'));
    await change(setMode('enforce'));
    await back();
    expect(read().settings.mode).toBe('shadow');
    await back();
    expect(read().settings.mode).toBe('enforce');
  });

  test('to an id restores the state of that change, emergency included', async () => {
    await change(setMode('shadow'));
    const { change: off, switches } = await change(disable(null), { why: 'noise' });
    await change(enable());
    await change(setMode('enforce'));
    await back(off?.id, { why: 'the noise is back' });
    expect(read()).toMatchObject({ ...switches, reason: 'the noise is back' });
    expect((await actions()).at(-1)).toBe(`rollback to ${off?.id}`);
  });

  test(`to ${INITIAL} is the state before the first change`, async () => {
    await change(setMode('shadow'));
    await change(disable(null));
    await back(INITIAL);
    expect(read()).toMatchObject({ settings: {}, emergency: null });
  });

  test('to the present state is no change', async () => {
    const { change: made } = await change(setMode('shadow'));
    expect((await back(made?.id)).change).toBeNull();
  });

  test('to a state that the configuration does not know any more is refused', async () => {
    const { change: made } = await change(setMode('off', { check: 'fpss' }));
    await change(setMode(null, { check: 'fpss' }));
    const check = (settings: object) => {
      if ('checks' in settings) throw new Error('Unknown field checks.fpss');
    };
    await expect(back(made?.id, { check })).rejects.toThrow('Unknown field checks.fpss');
    expect(read().settings).toEqual({});
  });

  test('to what was never there names the way to find out', async () => {
    await expect(back()).rejects.toThrow('There is no change of');
    await change(setMode('shadow'));
    await expect(back('12345678')).rejects.toThrow('pressproof control history lists them');
  });
});

describe('a file that was edited by hand', () => {
  const edit = (settings: object) => writeFileSync(path, JSON.stringify({ ...read(), settings }));

  test('is recorded with the next change, so that nothing that held is missing in the history', async () => {
    await change(setMode('shadow'));
    edit({ mode: 'off' });
    expect(await pending(path, read())).toEqual(['The file was edited by other means']);
    const { notes } = await change(setMode('enforce'));
    expect(notes).toEqual(['The file was edited by other means']);
    const { changes } = await history(path);
    expect(changes.map(({ by, old, new: next }) => [by?.name, old.settings.mode, next.settings.mode])).toEqual([
      ['alice', undefined, 'shadow'],
      [undefined, 'shadow', 'off'],
      ['alice', 'off', 'enforce'],
    ]);
    expect(await pending(path, read())).toEqual([]);
  });

  test('is what a rollback undoes', async () => {
    await change(setMode('shadow'));
    edit({ mode: 'off' });
    await back();
    expect(read().settings.mode).toBe('shadow');
  });

  test('before there was any history can be rolled back to', async () => {
    await change(setMode('shadow'));
    edit({ mode: 'off' });
    rmSync(`${path}.history.jsonl`);
    await change(setMode('enforce'));
    await back();
    expect(read().settings.mode).toBe('off');
  });

  test('tells in the history who it says that changed it, where it says so', async () => {
    const byDeployment = {
      schemaVersion: 1,
      revision: 'deploy-7',
      changedAt: '2026-01-01T00:00:00Z',
      changedBy: 'ansible',
      reason: 'release 7',
      settings: { mode: 'off' },
      emergency: null,
    };
    writeFileSync(path, JSON.stringify(byDeployment));
    await change(setMode('enforce'));
    expect((await history(path)).changes[0]).toMatchObject({ by: null, why: 'ansible: release 7' });
  });
});

test('a line of the history that cannot be read is named and hides no other', async () => {
  await change(setMode('shadow'));
  writeFileSync(`${path}.history.jsonl`, `no JSON\n${readFileSync(`${path}.history.jsonl`, 'utf8')}`);
  await change(setMode('alert'));
  expect(await history(path)).toMatchObject({
    changes: [{ action: 'mode shadow' }, { action: 'mode alert' }],
    problems: [`line 1 of ${path}.history.jsonl cannot be read`],
  });
});

const mode = fc.option(fc.constantFrom(...MODES));
const intent: fc.Arbitrary<Intent> = fc.oneof(
  fc
    .tuple(mode, fc.constantFrom({}, { check: 'fps' }, { check: 'duration' }, { suite: 'image' }))
    .map((args) => setMode(...args)),
  fc
    .record({
      rate: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
      salt: fc.option(fc.string({ minLength: 1, maxLength: 4 })),
    })
    .map(setSampling),
  fc.option(fc.integer({ min: 1, max: 4e12 })).map(disable),
  fc.constant(enable()),
);

test.prop([fc.array(intent, { minLength: 1, maxLength: 8 }), fc.nat()], { numRuns: 25 })(
  'after any changes, a rollback restores the very state of any of them',
  async (intents, pick) => {
    path = freshPath(scratch);
    const states: { readonly id: string; readonly content: Pick<ControlFile, 'settings' | 'emergency'> }[] = [];
    for (const each of intents) {
      const { change: made } = await change(each);
      const { settings, emergency } = made ? read() : { settings: {}, emergency: null };
      if (made) states.push({ id: made.id, content: { settings, emergency } });
    }
    const chosen = states[pick % Math.max(1, states.length)];
    if (!chosen) return;
    const reader = new ControlReader(path);
    await back(chosen.id);
    const { settings, emergency } = read();
    expect({ settings, emergency }).toEqual(chosen.content);
    expect(reader.current().file).toEqual(read());
    reader.close();
    // and the history tells the whole way: each change begins where the one before ended
    const { changes } = await history(path);
    for (const [index, { old }] of changes.entries()) {
      expect(old).toEqual(changes[index - 1]?.new ?? { settings: {}, emergency: null });
    }
  },
);
