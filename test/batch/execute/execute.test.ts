import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { execute } from '../../../src/batch/execute/execute.js';
import { workSettings, type WorkSettings } from '../../../src/batch/execute/settings.js';
import { imagesBelow } from '../../../src/batch/inputs/folder.js';
import type { Outcome, Task } from '../../../src/batch/task.js';
import { resolveSettings } from '../../../src/config/index.js';
import type { Decision } from '../../../src/core/decision.js';
import { close } from '../../../src/guard/close.js';
import { compressTask, GIFENC, judgeTask, work } from '../../support/batch-task.js';
import { collected } from '../../support/collected.js';
import { fixture, temporaryFolder } from '../../support/engine-run.js';
import { hash } from '../../support/guarded.js';
import '../../support/quiet.js';

afterAll(close);

async function outcomeOf(task: Task, settings: WorkSettings = work()): Promise<Outcome> {
  const { outcome } = await execute(task, settings, new AbortController().signal);
  return outcome;
}

async function decisionOf(task: Task, settings?: WorkSettings): Promise<Decision> {
  const outcome = await outcomeOf(task, settings);
  if (outcome.kind !== 'judged') throw new Error(`${outcome.code}: ${outcome.message}`);
  return outcome.decision;
}

/** Two colours where plasma needs hundreds: unfit by its pictures. */
const RUINOUS = { engine: 'gifenc', parameters: { colors: 2 } };

describe('compressing an item', () => {
  test('writes what was judged where it is staged, and names the place where it will be published', async () => {
    const folder = temporaryFolder();
    const task = compressTask(fixture('ball'), folder, GIFENC);
    const outcome = await outcomeOf(task);
    const bytes = readFileSync(task.staged!);
    expect(outcome).toMatchObject({
      kind: 'judged',
      written: { bytes: bytes.length, sha256: hash(bytes) },
      decision: {
        action: 'publish',
        compression: { engine: 'gifenc' },
        report: {
          subject: { original: { path: fixture('ball') }, output: { path: task.target, sha256: hash(bytes) } },
        },
      },
    });
    expect(readdirSync(folder)).toEqual(['0-staged.gif']);
    expect(JSON.stringify(outcome)).not.toContain('staged.gif');
  });

  test('is judged by what its recipe says it is for', async () => {
    const folder = temporaryFolder();
    const asked = { engine: 'gifenc', parameters: { colors: 32 } };
    expect((await decisionOf(compressTask(fixture('plasma'), folder, asked))).report.operation).toBe('color_reduction');
    const other = compressTask(fixture('plasma'), folder, { ...asked, operation: 'recompress' });
    expect((await decisionOf(other)).report.operation).toBe('recompress');
  });

  test('in enforce mode publishes nothing that is unfit, and keeps it under a name of its own', async () => {
    const [folder, rejected] = [temporaryFolder(), join(temporaryFolder(), 'rejected')];
    const task = compressTask(fixture('plasma'), folder, RUINOUS);
    const settings = work({ mode: 'enforce', quarantineDir: rejected });
    // twice: an item that was interrupted is done again
    for (const outcome of [await outcomeOf(task, settings), await outcomeOf(task, settings)]) {
      expect(outcome).toMatchObject({ kind: 'judged', written: null, decision: { action: 'reject' } });
    }
    expect(readdirSync(folder)).toEqual([]);
    const name = `${task.item.key.slice(0, 12)}-plasma.gif`;
    expect(readdirSync(rejected)).toEqual([name, `${name}.report.json`]);
    expect(JSON.parse(readFileSync(join(rejected, `${name}.report.json`), 'utf8'))).toMatchObject({
      verdict: 'fail',
      subject: { output: { path: task.target } },
    });
  });

  test('in enforce mode keeps nothing where no folder is stated', async () => {
    const folder = temporaryFolder();
    await outcomeOf(compressTask(fixture('plasma'), folder, RUINOUS), work({ mode: 'enforce' }));
    expect(readdirSync(folder)).toEqual([]);
  });

  test('in shadow mode waits for the verdict', async () => {
    const task = compressTask(fixture('plasma'), temporaryFolder(), RUINOUS);
    const outcome = await outcomeOf(task, work({ mode: 'shadow' }));
    const sha256 = hash(readFileSync(task.staged!));
    expect(outcome).toMatchObject({
      written: { sha256 },
      decision: { report: { mode: 'shadow', verdict: 'fail', subject: { output: { path: task.target, sha256 } } } },
    });
  });

  test('in mode off is a result without a verdict', async () => {
    const task = compressTask(fixture('ball'), temporaryFolder(), GIFENC);
    const outcome = await outcomeOf(task, work({ mode: 'off' }));
    expect(outcome).toMatchObject({
      kind: 'judged',
      written: { sha256: hash(readFileSync(task.staged!)) },
      decision: { skipped: 'mode_off', action: 'publish', compression: { engine: 'gifenc' } },
    });
  });

  test.each([
    ['alert', 'copies are fit'],
    ['enforce', 'what follows is not run'],
  ])('in several stages says in %s which of them caused a failure: %s', async (mode, _what) => {
    const stages = [GIFENC, RUINOUS, { engine: 'copy', parameters: {} }];
    const outcome = await outcomeOf(compressTask(fixture('plasma'), temporaryFolder(), stages), work({ mode }));
    expect(outcome).toMatchObject({
      kind: 'judged',
      failedStage: 1,
      decision: { report: { verdict: 'fail' }, compression: { engine: 'gifenc | gifenc | copy' } },
      stages: [
        { engine: 'gifenc', verdict: 'pass', reason: null },
        { engine: 'gifenc', verdict: 'fail', reason: expect.stringContaining('quality_degradation') as string },
        { engine: 'copy', verdict: mode === 'alert' ? 'warn' : null },
      ],
    });
  });

  test('in several stages of which one cannot be done says which', async () => {
    const stages = [GIFENC, { engine: 'gifenc', parameters: { lossy: 3 } }];
    const broken = join(temporaryFolder(), 'broken.gif');
    writeFileSync(broken, 'no GIF at all');
    expect(await outcomeOf(compressTask(fixture('ball'), temporaryFolder(), stages))).toMatchObject({
      kind: 'error',
      code: 'unsupported_parameter',
    });
    expect(await outcomeOf(compressTask(broken, temporaryFolder(), [GIFENC, GIFENC]))).toMatchObject({
      kind: 'error',
      code: 'unsupported_input',
      failedStage: 0,
    });
  });

  test('that no engine can do is an error with the code of the engine, and leaves nothing', async () => {
    const folder = temporaryFolder();
    const [text, gone] = [join(folder, 'text.gif'), join(folder, 'gone.gif')];
    writeFileSync(text, 'no GIF at all');
    const errors = [
      await outcomeOf(compressTask(text, folder, GIFENC)),
      await outcomeOf(compressTask(gone, folder, GIFENC)),
      await outcomeOf(compressTask(folder, folder, GIFENC)),
      await outcomeOf(compressTask(fixture('ball'), folder, { engine: 'zip', parameters: {} })),
      await outcomeOf(compressTask(fixture('ball'), folder, { engine: 'gifenc', parameters: { lossy: 20 } })),
      await outcomeOf(compressTask(fixture('ball'), join(folder, 'nowhere'), GIFENC)),
    ];
    expect(errors.map((outcome) => (outcome.kind === 'error' ? outcome.code : outcome.kind))).toEqual([
      'unsupported_input',
      'input_missing',
      'input_unreadable',
      'unknown_engine',
      'unsupported_parameter',
      'output_unwritable',
    ]);
    expect(errors[1]).toMatchObject({ message: `${gone}: there is no such file` });
    expect(readdirSync(folder)).toEqual(['text.gif']);
  });

  test('of a file whose name is not UTF-8 says what would help', async () => {
    const folder = temporaryFolder();
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.of(0xe9), Buffer.from('.gif')]), 'GIF89a');
    const [found] = await collected(imagesBelow(folder));
    expect(await outcomeOf(compressTask(found ?? '', folder, GIFENC))).toMatchObject({
      code: 'input_missing',
      message: `${folder}/caf\\xe9.gif: there is no such file; a name that is not UTF-8 cannot be opened: rename it`,
    });
  });

  test('of a folder that cannot be read says what the system says', async () => {
    const closed = join(temporaryFolder(), 'closed');
    chmodSync(join(closed, '..'), 0o755);
    mkdirSync(closed, { mode: 0 });
    // nothing is closed to root
    const root = process.geteuid?.() === 0;
    if (root) process.seteuid?.('nobody');
    try {
      expect(await outcomeOf(compressTask(closed, closed, GIFENC))).toMatchObject({
        code: 'input_unreadable',
        message: expect.stringMatching(/closed cannot be read: EACCES/) as unknown,
      });
    } finally {
      if (root) process.seteuid?.(0);
    }
  });

  test('ends with the reason of its signal, and leaves nothing', async () => {
    const folder = temporaryFolder();
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    const run = execute(compressTask(fixture('ball'), folder, GIFENC), work(), stop.signal);
    await expect(run).rejects.toThrow('enough');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('judging an item', () => {
  test('of a corpus of pairs takes what was asked of it from its entry', async () => {
    const output = join(temporaryFolder(), 'out.gif');
    copyFileSync(fixture('ball'), output);
    const asked = { operation: 'color_reduction', expectation: { colors: 2 } } as const;
    expect((await decisionOf(judgeTask(fixture('ball'), output))).report.operation).toBe('recompress');
    expect(await decisionOf(judgeTask(fixture('ball'), output, asked))).toMatchObject({
      action: null,
      report: { operation: 'color_reduction', verdict: 'fail' },
    });
  });

  test('of a pair whose output is gone is a verdict, and of one whose original is gone an error', async () => {
    const gone = join(temporaryFolder(), 'gone.gif');
    expect((await decisionOf(judgeTask(fixture('ball'), gone))).report.verdict).toBe('fail');
    expect(await outcomeOf(judgeTask(gone, fixture('ball')))).toMatchObject({
      kind: 'error',
      code: 'input_missing',
      message: `${fixture('ball')} is an output without an original: ${gone}: there is no such file`,
    });
    expect(await outcomeOf(judgeTask(gone, null))).toMatchObject({ kind: 'error', code: 'input_missing' });
  });

  test('alone is a scan', async () => {
    const cut = join(temporaryFolder(), 'cut.gif');
    writeFileSync(cut, readFileSync(fixture('ball')).subarray(0, 500));
    const { report } = await decisionOf(judgeTask(cut, null));
    expect(report).toMatchObject({ operation: 'scan', verdict: 'fail', subject: { file: { path: cut } } });
  });
});

describe('what holds for an item', () => {
  test('is what the control file says at that moment, unless a flag states it', async () => {
    const folder = temporaryFolder();
    const control = join(folder, 'control.json');
    const set = (settings: object, emergency: object | null = null): void => {
      const [at, who] = [new Date().toISOString(), 'alice@web1'];
      const head = { schemaVersion: 1, revision: String(Math.random()), changedAt: at, changedBy: who, reason: '' };
      writeFileSync(control, JSON.stringify({ ...head, settings, emergency }));
    };
    const modeNow = async (settings: WorkSettings) =>
      (await decisionOf(judgeTask(fixture('ball'), null), settings)).report.mode;
    const file = { PRESSPROOF_CONTROL_FILE: control, PRESSPROOF_MODE: 'alert' };
    const [live, fixed] = [work({}, file), work({ mode: 'shadow' }, file)];

    expect(await modeNow(live)).toBe('alert');
    set({ mode: 'enforce' });
    await expect.poll(() => modeNow(live)).toBe('enforce');
    expect(await modeNow(fixed)).toBe('shadow');
    set({});
    await expect.poll(() => modeNow(live)).toBe('alert');
    const since = new Date().toISOString();
    set({}, { reason: 'fire', by: 'alice@web1', since, until: null });
    await expect.poll(() => modeNow(live)).toBe('off');
    expect(await decisionOf(judgeTask(fixture('ball'), null), fixed)).toMatchObject({ skipped: 'emergency' });
  });

  test('holds no address of a channel and no store, and survives JSON', () => {
    const channels = [{ type: 'webhook', url: 'https://alerts.example/secret' }];
    const resolved = resolveSettings({
      flags: Object.entries({ 'alerts.channels': channels, 'store.path': 'mine.db' }).map(([field, value]) => ({
        field,
        value,
        name: field,
        source: 'flag',
      })),
      env: {},
    });
    expect(JSON.stringify(resolved)).toContain('secret');
    const told = workSettings({ settings: resolved });
    expect(JSON.stringify(told)).not.toMatch(/secret|mine\.db/);
    expect(JSON.parse(JSON.stringify(told))).toEqual(told);
  });

  test('opens no database of its own', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'out'));
    const store = join(folder, 'results.db');
    await decisionOf(compressTask(fixture('ball'), join(folder, 'out'), GIFENC), work({}, { PRESSPROOF_STORE: store }));
    await close();
    expect(existsSync(store)).toBe(false);
  });
});
