import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/store.js';
import { fixture, temporaryFolder } from '../support/engine-run.js';

const library = (file: string) => JSON.stringify(new URL(`../../src/guard/${file}.ts`, import.meta.url).href);
const preamble = `
  import { readFileSync, writeFileSync } from 'node:fs';
  import { guard } from ${library('guard')};
  const [input, output] = process.argv.slice(1);
  const cutting = { name: 'cutting', compress: async (from, to) => {
    writeFileSync(to, readFileSync(from).subarray(0, 9000));
    return { engine: 'cutting' };
  } };`;

let folder: string;
let output: string;
beforeEach(() => {
  folder = temporaryFolder();
  output = join(folder, 'out.gif');
});

/** Runs a program of its own with the library's sources. */
function run(script: string, env: Record<string, string> = {}, stderr: 'pipe' | number = 'pipe') {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', `${preamble}\n${script}`, fixture('ball'), output];
  // an empty variable is an absent one
  return spawnSync(process.execPath, args, {
    env: { ...process.env, PRESSPROOF_LOG_LEVEL: '', PRESSPROOF_STORE: 'none', ...env },
    encoding: 'utf8',
    // below the test's own limit, so that it is told which program did not end
    timeout: 100_000,
    stdio: ['ignore', 'pipe', stderr],
  });
}

describe('a program that guards a compressor', () => {
  test('in shadow ends by itself once the judgement is recorded, whatever its recorder throws', () => {
    const { status, stdout, stderr } = run(`
      const onReport = () => { throw new Error('the recorder is down'); };
      const result = await guard(cutting, { mode: 'shadow', onReport })(input, output);
      process.stdout.write(JSON.stringify(result));`);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '{"engine":"cutting"}' });
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchObject([
      { level: 40, verdict: 'fail', mode: 'shadow', output, checks: [{ id: 'file_integrity', outcome: 'failed' }] },
      { level: 50, msg: 'onReport failed' },
    ]);
    expect(readFileSync(output)).toHaveLength(9000);
  });

  test('may close as often as it likes, and leaves nothing at its end unrecorded', () => {
    const store = join(folder, 'store.db');
    const { status, stderr } = run(
      `import { close } from ${library('close')};
       for (let time = 0; time < 12; time++) {
         await guard(cutting, { mode: 'shadow' })(input, output);
         await close();
       }
       await guard(cutting, { mode: 'shadow' })(input, output);`,
      { PRESSPROOF_STORE: store, PRESSPROOF_LOG_LEVEL: 'silent' },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const recorded = openStore(store);
    expect(recorded.stats().decisions).toBe(13);
    recorded.close();
  });

  test.each(['shadow', 'alert'])('in %s goes on when its log cannot be written', (mode) => {
    const readOnly = openSync(fixture('ball'), 'r');
    const { status, stdout } = run(
      `await guard(cutting, { mode: '${mode}' })(input, output);
       await guard(cutting, { mode: '${mode}' })(input, output);
       process.stdout.write('done');`,
      {},
      readOnly,
    );
    closeSync(readOnly);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'done' });
  });

  test('says once that an environment was named that no configuration file knows', () => {
    const call = `for (let i = 0; i < 3; i++) await guard(cutting)(input, output);`;
    const { stderr } = run(call, { PRESSPROOF_ENV: 'green' });
    expect(stderr.match(/PRESSPROOF_ENV is \\"green\\", but no configuration file is named/g)).toHaveLength(1);
    expect(run(call, { PRESSPROOF_ENV: 'green', PRESSPROOF_LOG_LEVEL: 'silent' }).stderr).toBe('');
  });

  test('says once that the emergency switch is on', () => {
    const { stderr } = run(`for (let i = 0; i < 3; i++) await guard(cutting)(input, output);`, {
      PRESSPROOF_EMERGENCY_DISABLE: '1',
    });
    expect(stderr.match(/PRESSPROOF_EMERGENCY_DISABLE is set/g)).toHaveLength(1);
  });

  test('does not need close to exit', () => {
    const { status, stderr } = run(`await guard(cutting)(input, output);`, { PRESSPROOF_LOG_LEVEL: 'silent' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('says loudly, and once, that an emergency value means nothing', () => {
    const { stderr } = run(`for (let i = 0; i < 3; i++) await guard(cutting)(input, output);`, {
      PRESSPROOF_EMERGENCY_DISABLE: 'ture',
    });
    expect(stderr.match(/PRESSPROOF_EMERGENCY_DISABLE but received/g)).toHaveLength(1);
    expect(stderr.match(/"verdict":"fail"/g)).toHaveLength(3);
  });

  test('leaves the older file whole and a recognisable name when it is killed half-way', () => {
    writeFileSync(output, 'older');
    const { signal } = run(`
      const dying = { name: 'dying', compress: async (from, to) => {
        writeFileSync(to, 'half');
        process.kill(process.pid, 'SIGKILL');
        await new Promise(() => setInterval(() => {}, 1000));
      } };
      await guard(dying)(input, output);`);
    expect(signal).toBe('SIGKILL');
    expect(readFileSync(output, 'utf8')).toBe('older');
    const [leftover, ...others] = readdirSync(folder).filter((name) => name !== 'out.gif');
    expect(leftover).toMatch(/^\.pressproof-\d+-[0-9a-f]{16}\.gif$/);
    expect(others).toEqual([]);
  });

  test('reads in the log of a compression that failed, since there is no decision of it', () => {
    const { stderr } = run(`
      const failing = { name: 'failing', compress: async () => { throw new Error('no memory left'); } };
      await guard(failing)(input, output).catch(() => undefined);`);
    expect(JSON.parse(stderr)).toMatchObject({
      engine: 'failing',
      reason: 'no memory left',
      msg: 'compression failed',
    });
  });
});
