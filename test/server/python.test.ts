import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { rootFolder, testServer } from '../support/server.js';

const README = fileURLToPath(new URL('../../README.md', import.meta.url));

/** The code that the README shows under "From Python", as it stands there. */
function clientOfReadme(): string {
  const section = readFileSync(README, 'utf8').split('\n## From Python\n')[1]?.split('\n## ')[0] ?? '';
  const code = /```python\n(.*?)```/s.exec(section)?.[1];
  if (code === undefined) throw new Error('The README has no Python under "From Python"');
  return code;
}

function python(): string {
  try {
    execFileSync('python3', ['--version']);
    return 'python3';
  } catch (error) {
    throw new Error('python3 is missing, and these tests run the README with it: apt install python3', {
      cause: error,
    });
  }
}

/** Runs the client in a process of its own, beside this one, which answers it. */
async function run(env: Readonly<Record<string, string>>): Promise<string> {
  const file = join(rootFolder([]), 'client.py');
  writeFileSync(file, clientOfReadme());
  const { stdout } = await promisify(execFile)(python(), [file], { env: { PATH: process.env['PATH'] ?? '', ...env } });
  return stdout;
}

/** What the client ends with that is refused. */
async function complaint(env: Readonly<Record<string, string>>): Promise<string> {
  return await run(env).then(
    (stdout) => {
      throw new Error(`The client was not refused but printed ${stdout}`);
    },
    (error: { stderr: string }) => error.stderr,
  );
}

describe('the client that the README shows', () => {
  test('has a dozen lines at most, and asks for nothing but the standard library', () => {
    const lines = clientOfReadme()
      .split('\n')
      .filter((line) => line.trim() !== '');
    expect(lines.length).toBeLessThanOrEqual(12);
    expect(lines.filter((line) => /^(import|from) /.test(line))).toEqual([
      'import json, os, urllib.error, urllib.request',
    ]);
  });

  test('says why it is refused, by the token or by the path', async () => {
    const { url } = await testServer({ 'server.roots': [rootFolder([])] }, { PRESSPROOF_TOKEN: 'secret' });
    const wrong = await complaint({ PRESSPROOF_URL: url, PRESSPROOF_TOKEN: 'guess' });
    expect(wrong).toMatch(/^RuntimeError: .*"status":401.*The request shows another token/m);
    const absent = await complaint({ PRESSPROOF_URL: url, PRESSPROOF_TOKEN: 'secret' });
    expect(absent).toMatch(/^RuntimeError: .*"status":404.*in\.gif.* for original/m);
  });

  test.each([{}, { PRESSPROOF_TOKEN: 'secret' }])(
    'gets a verdict and its reasons, with the environment %j',
    async (env) => {
      const root = rootFolder(['ball', 'held']);
      for (const [from, to] of [
        ['ball', 'in'],
        ['held', 'out'],
      ] as const) {
        writeFileSync(join(root, `${to}.gif`), readFileSync(join(root, `${from}.gif`)));
      }
      const { url } = await testServer({ 'server.roots': [root] }, env);
      const printed = await run({ PRESSPROOF_URL: url, ...env });
      expect(printed).toMatch(/^fail \[.*The output is 80 x 60 pixels, the original 96 x 96.*\]\n$/);
    },
  );
});
