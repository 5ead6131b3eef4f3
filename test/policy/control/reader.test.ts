import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  openSync,
  closeSync,
  constants,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  changeControl,
  ControlReader,
  disable,
  setMode,
  type ControlReaderOptions,
} from '../../../src/policy/control/index.js';
import { MAX_CONTROL_BYTES } from '../../../src/policy/control/schema.js';
import { scratchFolder } from '../../support/scratch.js';
import { alice, endOf, fakeClock, freshPath, linesOf, startScript } from './support.js';

const scratch = scratchFolder();
let path: string;
let told: (string | null)[];
let readers: ControlReader[];

beforeEach(() => {
  path = freshPath(scratch);
  told = [];
  readers = [];
});
afterEach(() => {
  vi.useRealTimers();
  for (const reader of readers) reader.close();
});

function follow(options: ControlReaderOptions = {}): ControlReader {
  const reader = new ControlReader(path, { onProblem: (problem) => told.push(problem), ...options });
  readers.push(reader);
  return reader;
}

/** The mode that the file states, after one more reading. */
async function modeAfter(reader: ControlReader): Promise<string | undefined> {
  await reader.refresh();
  return reader.current().file?.settings.mode;
}

describe('a control file', () => {
  test('that is not there yet sets no switch and is no problem', async () => {
    const reader = follow();
    expect(reader.current()).toMatchObject({ path, file: null, emergency: null, revision: null, problem: null });
    const { change } = await changeControl(path, setMode('shadow'), alice);
    expect(await modeAfter(reader)).toBe('shadow');
    expect(reader.current().revision).toBe(change?.id);
    expect(told).toEqual([]);
  });

  test('in a folder that is not there is a problem: the name is wrong, or a disk is missing', async () => {
    path = join(dirname(path), 'missing', 'control.json');
    const reader = follow();
    expect(reader.current().problem).toBe(`there is no folder ${dirname(path)}; no switch is set`);
    mkdirSync(dirname(path));
    await reader.refresh();
    expect(told).toEqual([`there is no folder ${dirname(path)}; no switch is set`, null]);
  });

  test('is followed through the link that names it', async () => {
    await changeControl(path, setMode('shadow'), alice);
    const link = `${path}.link`;
    symlinkSync(path, link);
    path = link;
    expect(follow().current().file?.settings.mode).toBe('shadow');
  });

  test('may begin with a byte order mark', () => {
    writeFileSync(path, `\ufeff${JSON.stringify(written('off'))}`);
    expect(follow().current().file?.settings.mode).toBe('off');
  });
});

const written = (mode: string) => ({
  schemaVersion: 1,
  revision: 'by-hand',
  changedAt: '2026-01-01T00:00:00Z',
  changedBy: 'carol',
  reason: '',
  settings: { mode },
  emergency: null,
});

describe('what cannot be read leaves the last good state in force, and says so once', () => {
  const bad: readonly (readonly [string, (file: string) => void, string])[] = [
    ['a file cut short', (file) => writeFileSync(file, '{"schemaVersion":1,'), 'is no JSON'],
    ['an empty file', (file) => writeFileSync(file, ''), 'is no JSON'],
    [
      'a mode that does not exist',
      (file) => writeFileSync(file, JSON.stringify(written('loud'))),
      'for settings.mode in',
    ],
    [
      'an unknown field',
      (file) => writeFileSync(file, JSON.stringify({ ...written('off'), mode: 'off' })),
      'Unknown field mode in',
    ],
    [
      'a later schema',
      (file) => writeFileSync(file, JSON.stringify({ ...written('off'), schemaVersion: 2 })),
      'Expected 1 for schemaVersion',
    ],
    ['a list', (file) => writeFileSync(file, '[]'), 'Expected an object for the control file'],
    ['a huge file', (file) => writeFileSync(file, ' '.repeat(MAX_CONTROL_BYTES + 1)), `${MAX_CONTROL_BYTES + 1} bytes`],
    ['no file any more', (file) => rmSync(file), 'is gone'],
    ['a folder', (file) => (rmSync(file), mkdirSync(file)), 'is no regular file'],
    ['a pipe that nobody writes to', (file) => (rmSync(file), execFileSync('mkfifo', [file])), 'is no regular file'],
  ];

  test.each(bad)('%s', async (_, spoil, words) => {
    await changeControl(path, setMode('enforce'), alice);
    const reader = follow();
    const { revision } = reader.current();
    spoil(path);
    expect(await modeAfter(reader)).toBe('enforce');
    expect(await modeAfter(reader)).toBe('enforce');
    expect(reader.current()).toMatchObject({ revision, problem: told[0] });
    expect(told).toEqual([expect.stringContaining(words)]);
    expect(told[0]).toContain(`its revision ${revision} stays in force`);

    rmSync(path, { recursive: true, force: true });
    writeFileSync(path, JSON.stringify(written('off')));
    expect(await modeAfter(reader)).toBe('off');
    expect(told[1]).toBeNull();
  });

  test.each(bad)('%s, for a process that starts then and has only the history to go by', async (_, spoil, words) => {
    await changeControl(path, setMode('enforce'), alice);
    const { change } = await changeControl(path, disable(null), alice);
    spoil(path);
    for (const reader of [follow(), follow()]) {
      if (reader === readers[1]) await reader.ready();
      const { file, emergency, revision, problem, ageMs } = reader.current();
      expect(file?.settings.mode).toBe('enforce');
      expect(emergency?.reason).toBe(alice.why);
      expect({ revision, ageMs }).toEqual({ revision: change?.id, ageMs: null });
      expect(problem).toContain(words);
    }
  });

  test('without any history, no switch is set', () => {
    writeFileSync(path, 'no JSON');
    expect(follow().current()).toMatchObject({ file: null, emergency: null, revision: null });
    expect(told).toEqual([expect.stringContaining('; no switch is set')]);
  });

  test('another problem is told anew', async () => {
    await changeControl(path, setMode('enforce'), alice);
    const reader = follow();
    reader.current();
    writeFileSync(path, '{');
    await reader.refresh();
    rmSync(path);
    await reader.refresh();
    expect(told).toEqual([expect.stringContaining('is no JSON'), expect.stringContaining('is gone')]);
  });

  test('settings that the configuration does not know are refused as a whole', async () => {
    const check = (settings: object) => {
      if ('checks' in settings) throw new Error('Unknown field checks.fpss');
    };
    await changeControl(path, setMode('enforce'), alice);
    const reader = follow({ check });
    reader.current();
    await changeControl(path, setMode('off', { check: 'fpss' }), alice);
    expect(await modeAfter(reader)).toBe('enforce');
    expect(reader.current().file?.settings.checks).toBeUndefined();
    expect(told).toEqual([expect.stringContaining('Unknown field checks.fpss')]);
  });
});

describe('the state', () => {
  test('is read again every 300 ms by itself', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const reader = follow();
    reader.current();
    await changeControl(path, setMode('shadow'), alice);
    vi.advanceTimersByTime(299);
    expect(reader.current().file).toBeNull();
    vi.advanceTimersByTime(1);
    // waits for the reading that the timer began
    await reader.refresh();
    expect(reader.current().file?.settings.mode).toBe('shadow');
  });

  test('that is older than a second, because the event loop stood still, is read at the call', async () => {
    const clock = fakeClock();
    const reader = follow({ clock });
    reader.current();
    await changeControl(path, disable(null), alice);
    clock.pass(1000);
    expect(reader.current().emergency).toBeNull();
    clock.pass(1);
    expect(reader.current()).toMatchObject({ emergency: { reason: alice.why }, ageMs: 0 });
  });

  test('that was read at the call is not replaced by a reading that began before', async () => {
    const clock = fakeClock();
    await changeControl(path, setMode('shadow'), alice);
    const reader = follow({ clock });
    const early = reader.refresh();
    // its content is on the way or will be; what is read now is the newer one
    writeFileSync(path, JSON.stringify(written('off')));
    expect(reader.current().file?.settings.mode).toBe('off');
    writeFileSync(path, JSON.stringify(written('enforce')));
    await early;
    expect(reader.current().file?.settings.mode).toBe('off');
  });

  test('says how long ago it was good', async () => {
    const clock = fakeClock();
    await changeControl(path, setMode('shadow'), alice);
    const reader = follow({ clock });
    expect(reader.current().ageMs).toBe(0);
    rmSync(path);
    clock.pass(400);
    await reader.refresh();
    clock.pass(500);
    expect(reader.current()).toMatchObject({ ageMs: 900, revision: expect.any(String), problem: told[0] });
  });

  test('of an emergency that ends by itself is asked for at every call', async () => {
    const clock = fakeClock();
    await changeControl(path, disable(clock.now() + 700), alice);
    const reader = follow({ clock });
    expect(reader.current().emergency).toEqual({ reason: alice.why, by: 'alice@web1', until: clock.now() + 700 });
    clock.pass(700);
    expect(reader.current()).toMatchObject({ emergency: null, problem: null });
  });
});

test('a disk that does not answer holds nobody up, is stated, and is forgiven when it answers', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  await changeControl(path, setMode('enforce'), alice);
  const clock = fakeClock();
  const reader = follow({ clock });
  reader.current();
  // every thread that could read waits for a writer to these pipes, as on a mount whose server is gone
  const pipes = Array.from(
    { length: Number(process.env['UV_THREADPOOL_SIZE'] ?? 4) },
    (_, index) => `${path}.pipe${index}`,
  );
  for (const pipe of pipes) execFileSync('mkfifo', [pipe]);
  const waiting = pipes.map(async (pipe) => (await open(pipe, 'r')).close());
  writeFileSync(path, JSON.stringify(written('off')));
  for (let interval = 0; interval < 20; interval += 1) {
    clock.pass(300);
    vi.advanceTimersByTime(300);
    expect(reader.current().file?.settings.mode).toBe('enforce');
  }
  expect(told).toEqual([`${path} does not answer; what was read last stays in force`]);
  expect(reader.current().ageMs).toBe(6000);

  for (const pipe of pipes) closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
  await Promise.all(waiting);
  await reader.refresh();
  // what came late is not taken for old, or this call would wait for the same disk
  writeFileSync(path, JSON.stringify(written('shadow')));
  expect(reader.current().file?.settings.mode).toBe('off');
  expect(await modeAfter(reader)).toBe('shadow');
  expect(told[1]).toBeNull();
});

test('the first reading may be awaited, and then no call reads', async () => {
  await changeControl(path, setMode('shadow'), alice);
  const reader = follow({ clock: fakeClock() });
  await reader.ready();
  writeFileSync(path, JSON.stringify(written('off')));
  expect(reader.current().file?.settings.mode).toBe('shadow');
});

test('a file that is replaced again and again is always seen whole', async () => {
  const reader = follow();
  const wide = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`suite_${index}`, { mode: 'alert' }]));
  for (let round = 0; round < 50; round += 1) {
    const settings = { mode: 'shadow', suites: round % 2 === 0 ? wide : {} };
    writeFileSync(`${path}.next`, JSON.stringify({ ...written('off'), revision: `r${round}`, settings }));
    renameSync(`${path}.next`, path);
    await reader.refresh();
    expect(reader.current().revision).toBe(`r${round}`);
  }
  expect(told).toEqual([]);
});

test('a damaged history does not hide the last change in it', async () => {
  await changeControl(path, setMode('enforce'), alice);
  appendFileSync(`${path}.history.jsonl`, 'no JSON\n{"half":');
  rmSync(path);
  expect(follow().current().file?.settings.mode).toBe('enforce');
});

describe('two processes', () => {
  const followScript = `
    const reader = new control.ControlReader(path);
    let last;
    const look = setInterval(() => {
      const { emergency, file } = reader.current();
      const now = \`\${file?.settings.mode} \${emergency?.reason}\`;
      if (now !== last) process.stdout.write(now + '\\n');
      last = now;
    }, 10);
    process.stdin.on('data', () => { clearInterval(look); process.stdin.destroy(); });`;

  test('one changes, the other follows, and ends by itself without being told to stop following', async () => {
    const child = startScript(followScript, path);
    const end = endOf(child);
    const lines = linesOf(child);
    expect((await lines.next()).value).toBe('undefined undefined');
    await changeControl(path, setMode('shadow'), alice);
    expect((await lines.next()).value).toBe('shadow undefined');
    await changeControl(path, disable(null), { ...alice, why: 'noise' });
    expect((await lines.next()).value).toBe('shadow noise');
    child.stdin!.write('stop');
    expect(await end).toBe(0);
  });

  test('an emergency reaches a process whose event loop stands still at its next call', async () => {
    const child = startScript(
      `const reader = new control.ControlReader(path);
       const seen = () => process.stdout.write(\`\${reader.current().emergency?.reason}\\n\`);
       seen();
       process.stdin.once('data', () => {
         const end = performance.now() + 1200;
         while (performance.now() < end);
         seen();
         process.stdin.destroy();
       });`,
      path,
    );
    const lines = linesOf(child);
    expect((await lines.next()).value).toBe('undefined');
    await changeControl(path, disable(null), { ...alice, why: 'noise' });
    child.stdin!.write('block');
    expect((await lines.next()).value).toBe('noise');
  });
});
