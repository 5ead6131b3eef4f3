import type { ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openRun } from '../../../src/batch/journal/reader.js';
import type { ResultRow } from '../../../src/batch/results/row.js';
import { numberOf, sqlite } from '../../../src/store/sqlite.js';
import { cli, resultOf, startCli, type CliResult } from '../../support/cli.js';
import { fixture, GIFSICLE } from '../../support/engine-run.js';
import { jobsIn } from '../../support/queue-place.js';
import { randomFrom } from '../../support/random.js';
import { REDIS_SERVER, testRedis } from '../../support/redis.js';
import { scratchFolder } from '../../support/scratch.js';
import { workerProcess, type WorkerProcess } from '../../support/worker-processes.js';

const KILLS = Number(process.env['PRESSPROOF_KILLS'] ?? 4);
const SEED = Number(process.env['PRESSPROOF_KILL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** ms between two kills, on average: a process starts and gets to work. */
const BETWEEN_MS = 1500;

const scratch = scratchFolder();
const env = { PATH: `${dirname(GIFSICLE)}:${process.env['PATH'] ?? ''}` };
const RECIPES = ['--engine', 'gifsicle', '--engine', 'gifenc', '--colors', '64,16', '--no-progress'];
const NAMES = ['ball', 'held', 'register', 'slides'] as const;

/** Commands of seconds, on a machine that may have others to do. */
const PATIENCE_MS = 180_000;

/** Workers that an item may lose; with the next one it is set aside, as on purpose. */
const LOSSES = 2;

/** Most workers lost over an item that is still to be done. None is given to another before that is written. */
function mostLosses(out: string): number {
  const path = join(out, 'run.db');
  if (!existsSync(path)) return 0;
  const database = new (sqlite())(path, { timeout: 5000 });
  try {
    if (numberOf(database, "SELECT count(*) FROM sqlite_schema WHERE name = 'losses'") === 0) return 0;
    return numberOf(database, 'SELECT coalesce(max(count), 0) FROM losses WHERE key NOT IN (SELECT key FROM items)');
  } finally {
    database.close();
  }
}

/** A folder with a corpus, in the one that workers may touch. */
function corpusFolder(): string {
  const corpus = join(scratch, 'corpus');
  mkdirSync(corpus, { recursive: true });
  for (const name of NAMES) copyFileSync(fixture(name), join(corpus, `${name}.gif`));
  return corpus;
}

/** What of a result does not depend on when and where it was made. */
function rowsOf(out: string): object[] {
  const reader = openRun(out);
  try {
    return [...reader.rows()].map((row: ResultRow) => {
      const { compressMs, validateMs, totalMs, worker, attempts, finishedAt, decision, output, ...same } = row;
      expect([typeof worker, attempts >= 1, decision === null]).toEqual(['string', true, row.status === 'error']);
      expect([typeof compressMs, typeof validateMs, typeof totalMs, typeof finishedAt]).not.toContain('undefined');
      return { ...same, output: output === null ? null : relative(out, output) };
    });
  } finally {
    reader.close();
  }
}

/** Files of a run, without those that SQLite keeps beside a database that was killed. */
function filesOf(out: string): string[] {
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files.map(({ parentPath, name }) => relative(out, join(parentPath, name)));
  return names.filter((name) => !name.startsWith('run.db-')).toSorted();
}

describe.runIf(REDIS_SERVER)('a batch over a queue', () => {
  test('has the results of an embedded one, and says who works for it', { timeout: PATIENCE_MS }, async () => {
    const redis = await testRedis();
    const corpus = corpusFolder();
    const [embedded, queued] = [join(scratch, 'embedded'), join(scratch, 'queued')];
    const worker = await workerProcess(['--queue', redis.url, '--root', scratch, '--concurrency', '2'], { env });
    const [one, other] = [
      await cli(['batch', corpus, '--out', embedded, ...RECIPES], { env }),
      await cli(['batch', corpus, '--out', queued, '--queue', redis.url, ...RECIPES], { env }),
    ];
    expect(other.code).toBe(one.code);
    expect(other.stderr).toContain('Workers at the queue: 1 with 2 slots');
    expect(rowsOf(queued)).toEqual(rowsOf(embedded));
    expect(filesOf(queued)).toEqual(filesOf(embedded));
    expect(jobsIn(redis)).toBe(0);
    expect(worker.lines.join('\n')).not.toContain('"level":50');
  });

  test(
    'Ctrl-C takes back what nobody works on, and leaves it to be gone on with',
    { timeout: PATIENCE_MS },
    async () => {
      const redis = await testRedis();
      const corpus = corpusFolder();
      const out = join(scratch, 'interrupted');
      const started = startCli(['batch', corpus, '--out', out, '--queue', redis.url, ...RECIPES], { env });
      const ended = resultOf(started);
      // nobody works for it yet
      while (jobsIn(redis) === 0) await sleep(50);
      started.kill('SIGINT');
      expect((await ended).code).toBe(130);
      expect(jobsIn(redis)).toBe(0);
      await workerProcess(['--queue', redis.url, '--root', scratch], { env });
      const resumed = await cli(['batch', '--resume', '--out', out, '--queue', redis.url, '--no-progress'], { env });
      expect([0, 1]).toContain(resumed.code);
      expect(rowsOf(out)).toHaveLength(NAMES.length * 4);
    },
  );

  test(
    `killed ${KILLS} times, itself, its workers and Redis, it has the results of one left alone (seed ${SEED})`,
    async () => {
      const random = randomFrom(SEED);
      const redis = await testRedis();
      const corpus = corpusFolder();
      const alone = join(scratch, 'alone');
      await cli(['batch', corpus, '--out', alone, ...RECIPES], { env });
      const workerArgs = ['--queue', redis.url, '--root', scratch, '--concurrency', '1', '--lease', '2s'];
      const newWorker = () => workerProcess(workerArgs, { env });
      const workers: WorkerProcess[] = await Promise.all([newWorker(), newWorker(), newWorker()]);
      const killOne = async (batch: ChildProcess, ended: Promise<CliResult>, out: string): Promise<void> => {
        const victim = Math.floor(random() * 5);
        if (victim < 2 || (victim < 4 && mostLosses(out) >= LOSSES)) {
          batch.kill('SIGKILL');
          await ended;
        } else if (victim < 4) {
          const one = Math.floor(random() * workers.length);
          workers[one]!.child.kill('SIGKILL');
          workers[one] = await newWorker();
        } else {
          await redis.kill();
          await sleep(1000 * random());
          await redis.restart();
        }
      };
      let kills = 0;
      for (let round = 0; kills < KILLS; round++) {
        const out = join(scratch, `killed-${round}`);
        let result: CliResult | null = null;
        while (result === null || result.stderr.includes('cannot be reached: ')) {
          result = null;
          const args = ['batch', corpus, '--resume', '--out', out, '--queue', redis.url, ...RECIPES];
          const batch = startCli(args, { env });
          onTestFinished(() => void batch.kill('SIGKILL'));
          const ended = resultOf(batch);
          while (result === null && batch.signalCode === null) {
            // once all are killed it may go on to its end
            const moment = kills < KILLS ? sleep(2 * BETWEEN_MS * random(), null) : ended;
            result = await Promise.race([ended, moment]);
            // one that finds no Redis at its start says so and ends
            if (result !== null && /queue at \S+ cannot be reached: /.test(result.stderr)) break;
            if (result !== null || kills >= KILLS) continue;
            await killOne(batch, ended, out);
            kills += 1;
          }
        }
        // of the corpus something fails
        expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 1, stderr: result.stderr });
        expect(rowsOf(out)).toEqual(rowsOf(alone));
        expect(filesOf(out)).toEqual(filesOf(alone));
      }
      expect(jobsIn(redis)).toBe(0);
    },
    KILLS * 20_000 + PATIENCE_MS,
  );
});
