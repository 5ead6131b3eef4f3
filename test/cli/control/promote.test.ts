import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Mode } from '../../../src/core/modes.js';
import type { CheckOutcome } from '../../../src/core/report.js';
import { openStore } from '../../../src/store/store.js';
import { compression, decision } from '../../observe/decisions.js';
import { check, report } from '../../report/samples.js';
import { CLI, cli, type CliResult } from '../../support/cli.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const HOUR = 3_600_000;
const PROMOTION = { minSubjects: 20, minAgeHours: 24, maxFailureRate: 0.1, maxInconclusiveRate: 0.1, maxOverhead: 0.5 };
let env: Record<string, string>;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(scratch, 'promote-'));
  env = {
    PRESSPROOF_CONTROL_FILE: join(folder, 'control.json'),
    PRESSPROOF_STORE: join(folder, 'results.db'),
    PRESSPROOF_CONFIG: join(folder, 'pressproof.json'),
    NO_COLOR: '1',
  };
  configure({});
});

function configure(more: object): void {
  writeFileSync(env['PRESSPROOF_CONFIG']!, JSON.stringify({ mode: 'shadow', promotion: PROMOTION, ...more }));
}

const promote = async (...args: string[]): Promise<CliResult> => await cli(['control', 'promote', ...args], { env });

interface Judged {
  readonly mode: Mode;
  readonly next: Mode | null;
  readonly ready: boolean;
  readonly conditions: readonly { readonly name: string; readonly value: number | null; readonly met: boolean }[];
  readonly outcome: string;
  readonly change: string | null;
}

async function promoted(...args: string[]): Promise<{ code: number | null; stderr: string } & Judged> {
  const { code, stdout, stderr } = await promote('--json', ...args);
  return { code, stderr, ...(JSON.parse(stdout) as Judged) };
}

const missing = ({ conditions }: Judged) => conditions.filter(({ met }) => !met).map(({ name }) => name);

/** Where the control file has brought it. */
async function modes(): Promise<Record<string, unknown>> {
  const { stdout } = await cli(['control', 'status', '--json'], { env });
  const { settings } = JSON.parse(stdout) as { readonly settings: Record<string, { readonly value: unknown }> };
  return Object.fromEntries(Object.entries(settings).map(([name, { value }]) => [name, value]));
}

/** Subjects of the last 30 hours, each with these checks. */
function record(count: number, mode: Mode, checks: readonly CheckOutcome[], more: { readonly ms?: number } = {}): void {
  const store = openStore(env['PRESSPROOF_STORE']!);
  const verdict = checks.some(({ outcome }) => outcome === 'failed') ? ('fail' as const) : ('pass' as const);
  const made = Array.from({ length: count }, (_, index) =>
    decision({
      id: randomUUID(),
      at: Date.now() - 30 * HOUR + index * 1000,
      report: report({ mode, verdict, checks: [...checks] }),
      validationMs: more.ms ?? 10,
      compression: compression({ durationMs: 100 }),
    }),
  );
  expect(store.record(made)).toBe(count);
  store.close();
}

const passed = [check('fps', 'passed'), check('duration', 'passed')];

describe('promoting a suite', () => {
  test('from off needs nothing, not even a database, and one step is one step', async () => {
    configure({ mode: 'off' });
    expect(await promoted('--yes')).toMatchObject({ code: 0, mode: 'off', next: 'shadow', conditions: [] });
    expect(await modes()).toMatchObject({ 'suites.image.mode': 'shadow' });
    expect(existsSync(env['PRESSPROOF_STORE']!)).toBe(false);
  });

  test('shows every condition with its value and its threshold, and moves when all are met', async () => {
    record(25, 'shadow', passed);
    const { code, stdout, stderr } = await promote('--yes', '--reason', 'quiet');
    expect(stdout).toMatch(/^suite image: shadow → alert  \(shadow: file .*pressproof\.json\)$/m);
    expect(stdout).toContain('✓ 25 subjects were judged in shadow, at least 20 are wanted');
    expect(stdout).toMatch(/✓ It has been in shadow for 30 h, at least 24 h are wanted/);
    expect(stdout).toContain('✓ 0 of 25 subjects failed (0 %), at most 10 % may');
    expect(stdout).toContain('✓ Validation took 10 % of the time of compression');
    expect(stderr).toMatch(/^promote suite image to alert: done, change [0-9a-f]{8} of /);
    expect(code).toBe(0);
    const history = await cli(['control', 'history', '--json'], { env });
    const { changes } = JSON.parse(history.stdout) as { readonly changes: readonly Record<string, unknown>[] };
    expect(changes).toMatchObject([{ action: 'promote suite image to alert', why: 'quiet' }]);
  });

  test('counts anew in the new mode', async () => {
    record(25, 'shadow', passed);
    expect(await promoted('--yes')).toMatchObject({ outcome: 'promoted', mode: 'shadow', next: 'alert' });
    // recorded before the change, so they say nothing of it
    record(25, 'alert', passed);
    const again = await promoted('--yes');
    expect(again).toMatchObject({ code: 1, mode: 'alert', next: 'enforce', ready: false, change: null });
    expect(missing(again)).toEqual(['subjects', 'age_hours', 'failure_rate', 'inconclusive_rate', 'overhead']);
    expect(again.conditions.map(({ name, value }) => (name === 'age_hours' ? 'hours' : value))).toEqual([
      0,
      'hours',
      null,
      null,
      null,
    ]);
    expect(await modes()).toMatchObject({ 'suites.image.mode': 'alert' });
  });

  test('is refused with 1, naming what is missing and when it can be met', async () => {
    configure({ promotion: { ...PROMOTION, minAgeHours: 40, minSubjects: 50 } });
    record(20, 'shadow', passed);
    record(5, 'shadow', [check('fps', 'failed')]);
    const { code, stdout, stderr } = await promote('--yes');
    expect(code).toBe(1);
    expect(stderr).toBe('Not ready for alert: subjects, age_hours, failure_rate, overhead. Nothing was changed\n');
    const flat = stdout.replace(/\s+/g, ' ');
    expect(flat).toContain('✗ 25 subjects were judged in shadow, at least 50 are wanted (1 d 6 h more at this rate');
    expect(flat).toMatch(/✗ It has been in shadow for 30 h, at least 40 h are wanted \((10 h|9 h 59 min) more/);
    expect(flat).toContain('✗ 5 of 25 subjects failed (20 %), at most 10 % may (1 d 6 h more');
    expect(flat).toContain('only 25 of 50 compressions');
    expect(existsSync(env['PRESSPROOF_CONTROL_FILE']!)).toBe(false);
  });

  test('with too dear a validation is refused', async () => {
    record(25, 'shadow', passed, { ms: 60 });
    expect(missing(await promoted('--yes'))).toEqual(['overhead']);
  });

  test('leaves checks alone that have modes of their own', async () => {
    configure({ mode: 'alert', checks: { fps: { mode: 'shadow' } } });
    record(25, 'alert', [check('fps', 'passed', { mode: 'shadow' }), check('duration', 'passed')]);
    expect(await promoted('--yes')).toMatchObject({ outcome: 'promoted', next: 'enforce', keep: { fps: 'shadow' } });
    expect(await modes()).toMatchObject({ 'suites.image.mode': 'enforce', 'checks.fps.mode': 'shadow' });
  });

  test('has an end', async () => {
    configure({ mode: 'enforce' });
    expect(await promoted('--yes')).toMatchObject({ code: 0, next: null, ready: false, outcome: 'nothing_stricter' });
  });
});

describe('promoting a check', () => {
  test('rests on its own outcomes in its own mode', async () => {
    configure({ mode: 'enforce', checks: { fps: { mode: 'alert' }, duration: { mode: 'alert' } } });
    record(25, 'enforce', [check('fps', 'passed', { mode: 'alert' }), check('duration', 'failed', { mode: 'alert' })]);
    expect(missing(await promoted('--check', 'duration', '--yes'))).toEqual(['failure_rate']);
    expect(await promoted('--check', 'fps', '--yes')).toMatchObject({
      mode: 'alert',
      next: 'enforce',
      outcome: 'promoted',
    });
    expect(await modes()).toMatchObject({
      'checks.fps.mode': 'enforce',
      'checks.duration.mode': 'alert',
      mode: 'enforce',
    });
  });

  test('that is not run is refused', async () => {
    configure({ checks: { fps: { enabled: false } } });
    const { code, stderr } = await promote('--check', 'fps');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('checks.fps.enabled is false') });
  });
});

describe('what is asked for wrongly ends with 2', () => {
  test.each([
    [['--to', 'enforce'], 'Expected alert for --to but received "enforce": from shadow it becomes stricter one step'],
    [['--to', 'off'], 'pressproof control mode makes it milder'],
    [['--to', 'loud'], 'Expected one of off, shadow, alert, enforce for --to'],
    [['--suite', 'image', '--check', 'fps'], 'Expected --suite or --check, but received both'],
    [['--yes', '--store', '/nonexistent/results.db'], 'nothing was recorded there yet'],
  ])('%j', async (args, said) => {
    record(25, 'shadow', passed);
    const { code, stderr } = await promote(...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(said) as string });
    expect(existsSync(env['PRESSPROOF_CONTROL_FILE']!)).toBe(false);
  });

  test('a control file that cannot be read', async () => {
    record(25, 'shadow', passed);
    writeFileSync(env['PRESSPROOF_CONTROL_FILE']!, '{');
    const { code, stderr } = await promote('--yes');
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('is no JSON') as string });
  });
});

/** The command on a pseudo-terminal on which somebody types; both its outputs come together. */
async function onTerminal(typed: string, ...args: string[]): Promise<{ code: number | null; shown: string }> {
  const run = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';
  const child = spawn('python3', ['-c', run, process.execPath, CLI, 'control', 'promote', ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const shown = text(child.stdout);
  // typed when it is asked: before that nobody reads
  child.stdout.on('data', (chunk: Buffer) => {
    if (chunk.toString().includes('[y/N]')) child.stdin.write(typed);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, shown: await shown };
}

describe('confirmation', () => {
  test.each(['y\r', 'YES\r'])('%j on a terminal moves it', async (typed) => {
    record(25, 'shadow', passed);
    const { code, shown } = await onTerminal(typed);
    expect(shown).toContain('Move suite image from shadow to alert? [y/N]');
    expect({ code, shown }).toEqual({ code: 0, shown: expect.stringContaining('done, change') as string });
    expect(await modes()).toMatchObject({ 'suites.image.mode': 'alert' });
  });

  // Ctrl-D and Ctrl-C last
  test.each([
    ['\r', 1],
    ['n\r', 1],
    ['yeah\r', 1],
    ['\u0004', 1],
    ['\u0003', 130],
  ])('%j on a terminal does not, and ends with %i', async (typed, expected) => {
    record(25, 'shadow', passed);
    const { code, shown } = await onTerminal(typed);
    expect(shown).toContain('[y/N]');
    expect(shown).not.toContain('done, change');
    expect(code).toBe(expected);
    expect(existsSync(env['PRESSPROOF_CONTROL_FILE']!)).toBe(false);
  });

  test('is not asked for what is not ready', async () => {
    record(5, 'shadow', passed);
    const { code, shown } = await onTerminal('y\r');
    expect(shown).not.toContain('[y/N]');
    expect(code).toBe(1);
  });

  test('without a terminal needs --yes, whatever comes in by a pipe', async () => {
    record(25, 'shadow', passed);
    const { code, stderr } = await promote();
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('Expected --yes') as string });
    expect(existsSync(env['PRESSPROOF_CONTROL_FILE']!)).toBe(false);
  });

  test('is not needed to look', async () => {
    record(25, 'shadow', passed);
    const { code, stderr } = await promote('--dry-run', '--to', 'alert');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'Would move suite image from shadow to alert. Nothing was changed\n',
    });
    expect(existsSync(env['PRESSPROOF_CONTROL_FILE']!)).toBe(false);
  });
});
