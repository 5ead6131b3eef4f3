import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/engine-run.js';
import { expectAsJudged, startCaller, told, type Call, type End } from './calls.js';

test('when nothing is judged any more, shadow mode drops what its queue does not hold, counts it, and blocks nobody', async () => {
  const folder = temporaryFolder();
  const config = join(folder, 'pressproof.json');
  writeFileSync(config, JSON.stringify({ mode: 'shadow', logLevel: 'info', shadow: { maxPending: 3 } }));
  // what is killed leaves its copies
  const env = { PRESSPROOF_CONFIG: config, TMPDIR: folder };
  const outputs = Array.from({ length: 10 }, (_, index) => `${index}.gif`);
  // the only worker takes the first subject and is never done with it
  const worker = new URL('./workers/hang.mjs', import.meta.url).href;
  const dropped = 'pressproof_dropped_total{reason="queue_full"} 7';
  const program = startCaller({ folder, outputs, env, worker, awaits: dropped });
  const calls: Call[] = [];
  while (calls.length < outputs.length) calls.push(await program.next<Call>());
  expectAsJudged(calls, 'shadow');
  const { metrics } = await program.next<End>();
  expect(metrics).toContain(`${dropped}\n`);
  expect(metrics).toContain('pressproof_validations_total{suite="image",mode="shadow",verdict="skipped"} 7');
  program.child.kill('SIGKILL');
  const { log } = await program.end();
  expect(told(log, /^validation: skipped/)).toHaveLength(7);
});
