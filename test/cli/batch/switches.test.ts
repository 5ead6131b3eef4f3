import { once } from 'node:events';
import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openRun } from '../../../src/batch/journal/reader.js';
import type { ResultRow } from '../../../src/batch/results/row.js';
import { fixture, startCli } from '../../support/cli.js';
import { copyingEngine } from '../../support/server.js';
import { scratchFolder } from '../../support/scratch.js';
import { until } from '../../support/until.js';

/** More than a batch does within the second in which it hears of a switch, six times over. */
const INPUTS = 3000;
const WORKERS = 2;
/** A batch of processes of this machine, on one that may have others to do. */
const PATIENCE_MS = 180_000;

const folder = mkdtempSync(join(scratchFolder(), 'switches-'));
const control = join(folder, 'control.json');

/** As a deployment tool writes it: beside its place, and then renamed. */
function set(settings: object, emergency: string | null = null): void {
  const [now, by] = [new Date().toISOString(), 'alice@web1'];
  const disabled = emergency === null ? null : { reason: emergency, by, since: now, until: null };
  const head = { schemaVersion: 1, revision: `${now} ${emergency}`, changedAt: now, changedBy: by, reason: '' };
  writeFileSync(`${control}.new`, JSON.stringify({ ...head, settings, emergency: disabled }));
  renameSync(`${control}.new`, control);
}

/** What the switches that were set at a moment make of an item whose output breaks its limits. */
const UNDER = {
  alert: { status: 'fail', mode: 'alert', published: true, reason: /color_count/ },
  enforce: { status: 'fail', mode: 'enforce', published: false, reason: /color_count/ },
  emergency: { status: 'skipped', mode: 'off', published: true, reason: /^Emergency disable: fire/ },
  off: { status: 'skipped', mode: 'off', published: true, reason: /^Mode is off/ },
  shadow: { status: 'fail', mode: 'shadow', published: true, reason: /color_count/ },
} as const;
type State = keyof typeof UNDER;

function stateOf({ status, mode, published, reason, name }: ResultRow): State {
  const states = Object.entries(UNDER) as [State, (typeof UNDER)[State]][];
  const found = states.find(
    ([, one]) =>
      one.status === status && one.mode === mode && one.published === published && one.reason.test(reason ?? ''),
  );
  if (!found) throw new Error(`${name}: ${status} ${mode} ${published} ${reason}`);
  return found[0];
}

test(
  'a switch holds for items that begin after it, and for none that is at work',
  { timeout: PATIENCE_MS },
  async () => {
    const inputs = join(folder, 'in');
    mkdirSync(inputs);
    for (let n = 0; n < INPUTS; n += 1) linkSync(fixture('ball'), join(inputs, `${String(n).padStart(4, '0')}.gif`));
    // the item that finds the order to wait takes it away, and says which it is
    const engine = copyingEngine((at) => [
      `if mv ${at}/wait ${at}/taken 2> /dev/null; then`,
      `  basename "$4" > ${at}/name && mv ${at}/name ${at}/waiting`,
      `  while [ -f ${at}/waiting ]; do sleep 0.05; done`,
      'fi',
    ]);
    const out = join(folder, 'run');
    const rows = (): ResultRow[] => {
      if (!existsSync(join(out, 'run.json'))) return [];
      const reader = openRun(out);
      try {
        return [...reader.rows()];
      } finally {
        reader.close();
      }
    };
    const args = ['--engine', 'gifsicle', '--colors', '2', '--concurrency', String(WORKERS), '--no-progress'];
    set({ mode: 'alert' });
    const child = startCli(['batch', inputs, '--out', out, ...args], {
      env: { PATH: engine.path, PRESSPROOF_CONTROL_FILE: control },
    });
    const ended = once(child, 'close') as Promise<[number | null]>;
    child.stdout?.resume();
    child.stderr?.resume();
    onTestFinished(async () => {
      child.kill('SIGTERM');
      await ended;
    });

    const steps: readonly [State, object, string | null][] = [
      ['alert', { mode: 'alert' }, null],
      ['enforce', { mode: 'enforce' }, null],
      ['off', { mode: 'off' }, null],
      ['emergency', { mode: 'enforce' }, 'fire'],
      ['shadow', { mode: 'shadow' }, null],
      ['enforce', { mode: 'enforce' }, null],
    ];
    const held: [string, State][] = [];
    let release = () => {};
    for (const [state, settings, emergency] of steps) {
      const before = new Set(rows().map(({ name }) => name));
      const heard = () =>
        new Set(rows().flatMap((row) => (!before.has(row.name) && stateOf(row) === state ? [row.worker] : []))).size;
      set(settings, emergency);
      // each worker follows the file for itself; one of them still has an item that began under the state before it
      await until(() => heard() === 1 || heard() === WORKERS);
      release();
      await until(() => heard() === WORKERS);
      writeFileSync(join(engine.folder, 'wait'), '');
      const waiting = join(engine.folder, 'waiting');
      await until(() => existsSync(waiting));
      const name = readFileSync(waiting, 'utf8').trim();
      held.push([name, state]);
      release = () => renameSync(waiting, `${waiting}-no-more`);
    }
    release();
    child.kill('SIGTERM');
    expect((await ended)[0]).toBe(130);
    const byName = new Map(rows().map((row) => [row.name, row]));
    expect(held.map(([name]) => [name, stateOf(byName.get(name)!)])).toEqual(held);
    const operations = new Set(rows().map(({ operation }) => operation));
    expect([...operations]).toEqual(['color_reduction']);
  },
);
