/**
 * A batch that is killed at random moments and resumed has the results of one that is left alone, item for item.
 * PRESSPROOF_KILLS says how many times it is killed, PRESSPROOF_KILL_SEED when.
 */
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openRun } from '../../src/batch/journal/reader.js';
import type { ResultRow } from '../../src/batch/results/row.js';
import { CLI } from '../support/cli.js';
import { fixture, FIXTURES, GIFSICLE } from '../support/engine-run.js';
import { randomFrom } from '../support/random.js';
import { scratchFolder } from '../support/scratch.js';

const KILLS = Number(process.env['PRESSPROOF_KILLS'] ?? 4);
const SEED = Number(process.env['PRESSPROOF_KILL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** More than any process needs that is to end by itself on a machine with other things to do. */
const PATIENCE_MS = 120_000;

const scratch = scratchFolder();
const corpus = join(scratch, 'corpus');
const plan = join(scratch, 'plan.yaml');

/** Our own animations, and real ones that packages ship. */
function makeCorpus(): void {
  mkdirSync(join(corpus, 'packages'), { recursive: true });
  for (const name of FIXTURES) copyFileSync(fixture(name), join(corpus, `${name}.gif`));
  const example = join(dirname(createRequire(import.meta.url).resolve('js-binary-schema-parser')), '../example');
  for (const name of ['box.gif', 'dog.gif']) copyFileSync(join(example, name), join(corpus, 'packages', name));
  // what cannot be compressed has to have its error once, too
  writeFileSync(join(corpus, 'damaged.gif'), readFileSync(fixture('ball')).subarray(0, 900));
  const recipes = [
    '{engine: gifsicle, parameters: {colors: [64, 8], lossy: 40}}',
    '{engine: gifenc, parameters: {colors: 32}}',
    '{engine: sharp, parameters: {colors: 16}}',
    '{engine: gifsicle, parameters: {frameRatio: 0.5}}',
  ];
  writeFileSync(plan, ['inputs: [corpus]', 'recipes:', ...recipes.map((recipe) => `  - ${recipe}`), ''].join('\n'));
}

function start(out: string): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PRESSPROOF|GIFLAB)/.test(name));
  const path = `${dirname(GIFSICLE)}:${process.env['PATH'] ?? ''}`;
  const args = ['batch', '--plan', plan, '--resume', '--out', out, '--concurrency', '2', '--quiet', '--no-progress'];
  return spawn(process.execPath, [CLI, ...args], {
    // a group of its own, which is killed whole, as by a terminal, a service manager or an out-of-memory killer
    detached: true,
    env: { ...Object.fromEntries(inherited), PATH: path, TMPDIR: temporaryOf(out) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function temporaryOf(out: string): string {
  const folder = `${out}.tmp`;
  mkdirSync(folder, { recursive: true });
  return folder;
}

async function endOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

/** What of a row may differ between two runs: when, where and under which name it was recorded. */
function comparable(row: ResultRow, out: string): object {
  const { compressMs, validateMs, totalMs, worker, attempts, finishedAt, decision, output, ...same } = row;
  const given = [compressMs, validateMs, totalMs, worker, decision].map((value) => value !== null);
  expect([attempts >= 1, Date.parse(finishedAt) > 0]).toEqual([true, true]);
  return { ...same, given, output: output === null ? null : relative(out, output) };
}

function resultsOf(out: string): object[] {
  const reader = openRun(out);
  try {
    return [...reader.rows()].map((row) => {
      expect(reader.decision(row.item)?.id ?? null).toBe(row.decision);
      expect(row.output === null ? null : sha256(row.output)).toBe(row.outputSha256);
      return comparable(row, out);
    });
  } finally {
    reader.close();
  }
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** Every file of a run, but for those whose names are as they should be: outputs, and what a run ends with. */
function filesOf(out: string): string[] {
  return readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(out, join(entry.parentPath, entry.name)))
    .toSorted();
}

const timeout = PATIENCE_MS + KILLS * 20_000;
test(
  `a batch killed ${KILLS} times at random has the results of one left alone (seed ${SEED})`,
  { timeout },
  async () => {
    makeCorpus();
    const random = randomFrom(SEED);
    const alone = join(scratch, 'alone');
    const began = performance.now();
    expect(await endOf(start(alone))).toBe(1);
    const wholeMs = performance.now() - began;
    const expected = resultsOf(alone);
    expect(expected).toHaveLength(50);

    let kills = 0;
    while (kills < KILLS) {
      const out = mkdtempSync(join(scratch, 'killed-'));
      let code: number | null = null;
      while (code === null) {
        const child = start(out);
        const ended = endOf(child);
        // once all are killed, and every few times at random, it may go on to its end
        const moment = kills < KILLS ? random() * wholeMs : PATIENCE_MS;
        code = await Promise.race([ended, sleep(moment, null, { ref: false })]);
        if (code === null) {
          process.kill(-child.pid!, 'SIGKILL');
          await ended;
          kills += 1;
        }
      }
      console.info(`${basename(out)}: ended with ${code} after ${kills} kills`);
      expect(code).toBe(1);
      expect(resultsOf(out)).toEqual(expected);
      expect(filesOf(out)).toEqual(filesOf(alone));
      expect(existsSync(join(out, '.staging'))).toBe(false);
    }
  },
);
