import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, fixture } from '../support/cli.js';
import { temporaryFolder } from '../support/engine-run.js';
import {
  cleanEnvironment,
  expectAsJudged,
  MODES,
  startCaller,
  threeCalls,
  told,
  type Call,
  type End,
} from './calls.js';
import { CAN_MOUNT, smallDisk } from './places.js';

/** KiB: less than one copy of the original, which has 27. */
const TOO_SMALL = 16;

describe.runIf(CAN_MOUNT)('a full disk', () => {
  test('for temporary files costs shadow mode its verdict, and its caller nothing', async () => {
    const [folder, disk] = [temporaryFolder(), smallDisk(TOO_SMALL)];
    const env = { TMPDIR: disk, PRESSPROOF_MODE: 'shadow' };
    const { calls, log, metrics } = await threeCalls({ folder, env });
    expectAsJudged(calls, 'shadow');
    expect(told(log, /^validation: inconclusive/)).toHaveLength(3);
    expect(log[0]).toMatchObject({ reason: expect.stringContaining('ENOSPC') as unknown });
    expect(metrics).toContain('pressproof_validations_total{suite="image",mode="shadow",verdict="inconclusive"} 3');
    expect(readdirSync(disk)).toEqual([]);
  });

  test.each(['alert', 'enforce'] as const)('for temporary files is nothing to %s, which needs none', async (mode) => {
    const [folder, disk] = [temporaryFolder(), smallDisk(TOO_SMALL)];
    const { calls } = await threeCalls({ folder, env: { TMPDIR: disk, PRESSPROOF_MODE: mode } });
    expectAsJudged(calls, mode);
    expect(readdirSync(disk)).toEqual([]);
  });

  test('for rejected files costs the evidence, not the rejection', async () => {
    const [folder, disk] = [temporaryFolder(), smallDisk(TOO_SMALL)];
    const options = { mode: 'enforce', quarantineDir: join(disk, 'rejected') };
    const program = startCaller({ folder, outputs: ['0-bad.gif', '1.gif'], options });
    const [bad, good] = [await program.next<Call>(), await program.next<Call>()];
    expectAsJudged([bad, good], 'enforce');
    expect(bad.thrown).toMatchObject({ quarantined: null, cause: 'ENOSPC' });
    await program.next<End>();
    const { code, log } = await program.end();
    expect(code).toBe(0);
    expect(told(log, /^the rejected file could not be kept/)).toHaveLength(1);
    // half of the evidence would pass for all of it
    expect(readdirSync(join(disk, 'rejected'))).toEqual([]);
  });

  test('for the results of a batch names the run and what helps, and leaves no half of them', async () => {
    const [folder, disk] = [temporaryFolder(), smallDisk(4096)];
    const inputs = join(folder, 'in');
    mkdirSync(inputs);
    // some 300 KiB of rows
    for (let n = 0; n < 200; n += 1) copyFileSync(fixture('ball'), join(inputs, `${n}.gif`));
    const out = join(disk, 'run');
    expect((await cli(['batch', inputs, '--job', 'scan', '--out', out, '--quiet'])).code).toBe(0);
    const results = () => readdirSync(out).filter((name) => /^(results|summary|\.pressproof)/.test(name));
    for (const name of results()) rmSync(join(out, name));
    const { bavail, bsize } = statfsSync(disk);
    // the database needs some to be opened
    writeFileSync(join(disk, 'fill'), Buffer.alloc(bavail * bsize - 96 * 1024));
    const resumed = await cli(['batch', '--resume', '--out', out]);
    expect(resumed.code).toBe(1);
    expect(resumed.stderr).toContain(
      `There is no room left on the disk of ${out}. What is done is kept. Make room. Go on with: pressproof batch --resume`,
    );
    expect(results()).toEqual([]);
    rmSync(join(disk, 'fill'));
    expect((await cli(['batch', '--resume', '--out', out, '--quiet'])).code).toBe(0);
    expect(results()).toContain('results.jsonl');
  });

  test.each(MODES)('for the output fails the compression in %s, and leaves what was there whole', async (mode) => {
    const disk = smallDisk(TOO_SMALL);
    const output = join(disk, 'out.gif');
    writeFileSync(output, 'older');
    const engine = ['--engine', 'sharp', '--colors', '256'];
    const env = cleanEnvironment({ PRESSPROOF_MODE: mode });
    const { code, stderr } = await cli(['compress', fixture('plasma'), '-o', output, ...engine], { env });
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/pressproof: .*(ENOSPC|no space left|write)/i);
    expect(readFileSync(output, 'utf8')).toBe('older');
    expect(readdirSync(disk)).toEqual(['out.gif']);
  });

  test.each(MODES)('for the output of a foreign compressor fails as it does without a guard in %s', async (mode) => {
    const disk = smallDisk(TOO_SMALL);
    const program = startCaller({ folder: disk, outputs: ['0.gif'], options: { mode } });
    expect(await program.next<Call>()).toMatchObject({ thrown: { code: 'ENOSPC' } });
    await program.next<End>();
    expect((await program.end()).code).toBe(0);
    // what shadow mode leaves is what the compressor itself leaves
    expect(readdirSync(disk)).toEqual(mode === 'shadow' ? ['0.gif'] : []);
  });
});
