import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeStaleCopies } from '../../src/guard/files/stale-copies.js';
import { temporaryFolder } from '../support/engine-run.js';
import { expectAsJudged, startCaller, threeCalls, type Call } from './calls.js';

const OLD = new Date(Date.now() - 2 * 86_400_000);

/** The number of a process that is gone. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid!;
}

test('what a killed shadow validation left is removed a day later by the next process, and not before', async () => {
  const [folder, temporary] = [temporaryFolder(), temporaryFolder()];
  const env = { TMPDIR: temporary, PRESSPROOF_MODE: 'shadow' };
  // a worker that is never done: the copies are there when the process is killed
  const worker = new URL('./workers/hang.mjs', import.meta.url).href;
  const program = startCaller({ folder, outputs: ['0.gif'], env, worker, steps: true });
  await program.next();
  program.go();
  expectAsJudged([await program.next<Call>()], 'shadow');
  program.child.kill('SIGKILL');
  expect((await program.end()).signal).toBe('SIGKILL');
  const left = readdirSync(temporary);
  expect(left).toEqual([expect.stringMatching(`^pressproof-copies-${program.child.pid}-`)]);
  expect(readdirSync(join(temporary, left[0]!))).toHaveLength(2);

  expectAsJudged((await threeCalls({ folder, env })).calls, 'shadow');
  expect(readdirSync(temporary)).toEqual(left);
  utimesSync(join(temporary, left[0]!), OLD, OLD);
  expectAsJudged((await threeCalls({ folder, env })).calls, 'shadow');
  expect(readdirSync(temporary)).toEqual([]);
});

test('nothing is removed but old folders of copies whose process is gone', async () => {
  const parent = temporaryFolder();
  const dead = await deadProcess();
  const kept = [
    // of a process that lives, and of this one's own number before it had it, which is the only one to go
    `pressproof-copies-${process.ppid}-AbCdEf`,
    `pressproof-copies-${dead}-tooLongName`,
    `pressproof-${dead}-AbCdEf`,
    `somebody-else-${dead}-AbCdEf`,
  ];
  const gone = [`pressproof-copies-${dead}-AbCdEf`, `pressproof-copies-${process.pid}-AbCdEf`];
  for (const name of [...kept, ...gone]) {
    mkdirSync(join(parent, name));
    writeFileSync(join(parent, name, '1.gif'), 'x');
    utimesSync(join(parent, name), OLD, OLD);
  }
  const link = `pressproof-copies-${dead}-linked`;
  symlinkSync(join(parent, kept[3]!), join(parent, link));
  await removeStaleCopies(parent);
  expect(readdirSync(parent).toSorted()).toEqual([...kept, link].toSorted());
});
