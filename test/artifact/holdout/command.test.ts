/** Metrics by a program of the user's own: no shell, a time limit, and nothing but numbers is a number. */
import { describe, expect, test } from 'vitest';
import { commandNumbers, type Prediction } from '../../../src/artifact/holdout/command.js';

const predictions: readonly Prediction[] = [
  { line: 1, input: 'a', expected: ['b'], answer: 'b', error: null },
  { line: 2, input: 'c', expected: ['d'], answer: null, error: 'it broke' },
];

/** A program of Node that has the predictions as `all`. */
const node = (script: string) => [
  process.execPath,
  '-e',
  `const all = require('fs').readFileSync(0, 'utf8').trim().split('\\n').map(JSON.parse); ${script}`,
];
const run = (command: readonly string[], timeoutMs = 20_000) => commandNumbers(command, predictions, timeoutMs);

describe('a metric command', () => {
  test('reads the predictions and prints one number for all of them', async () => {
    expect(
      await run(node(`console.log(all.filter((one) => one.answer === one.expected[0]).length / all.length)`)),
    ).toEqual([0.5]);
  });

  test('may print a number for each', async () => {
    expect(await run(node(`for (const one of all) console.log(one.error ? 0 : 1)`))).toEqual([1, 0]);
  });

  test('is not run by a shell, and sees PATH and LANG only', async () => {
    process.env.PRESSPROOF_SECRET = 'x';
    const [count] = await run(
      node(`console.log(Object.keys(process.env).filter((key) => !['PATH', 'LANG'].includes(key)).length)`),
    );
    delete process.env.PRESSPROOF_SECRET;
    expect(count).toBe(0);
    await expect(run(['echo 1'])).rejects.toThrow(/echo 1 cannot be started/);
  });

  test.each([
    ['says nothing', node(''), /printed 0 numbers/],
    ['prints what is no number', node(`console.log('NaN')`), /printed "NaN", which is no number/],
    ['prints too few numbers', node(`console.log('1\\n2\\n3')`), /printed 3 numbers; one, or one for each of 2/],
    ['fails', node(`console.error('no such column'); process.exit(3)`), /exited with code 3: no such column/],
    ['is not there', ['/nowhere/metric'], /cannot be started/],
    ['has a name that none can have', ['a\0b'], /cannot be started/],
    ['is empty', [], /the metric command is empty/],
    ['does not stop talking', ['yes'], /printed more than/],
  ])('that %s is no measurement', async (_, command, message) => {
    await expect(run(command)).rejects.toThrow(message);
  });

  test('that takes too long is ended, with what it started', async () => {
    // either keeps the output open, and a run that waits for it, for longer than this test may take
    const script = `require('child_process').spawn('sleep', ['600'], { stdio: 'inherit' }); setTimeout(() => {}, 600000)`;
    await expect(run(node(script), 500)).rejects.toThrow(/was ended after its time limit of 500 ms/);
  });

  // setsid comes with Linux
  test.runIf(process.platform === 'linux')('is not waited for by what it left running elsewhere', async () => {
    const [left] = await run(['sh', '-c', `setsid sleep 600 & sleep 0.3; cat > /dev/null; echo $!`]);
    // what it left is there still
    expect(process.kill(left!)).toBe(true);
  });

  test('that has read enough may end early', async () => {
    const many = Array.from({ length: 50_000 }, () => predictions[0] as Prediction);
    expect(await commandNumbers([process.execPath, '-e', 'console.log(7)'], many, 20_000)).toEqual([7]);
  });
});
