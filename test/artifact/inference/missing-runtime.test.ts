/** What ships, in a place where the optional packages are not installed. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { buildGguf } from '../../../fixtures/artifacts/gguf.js';
import { tinyLlama } from '../../../fixtures/artifacts/gguf-llama.js';
import { classifier } from '../../../fixtures/artifacts/onnx-classifier.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const home = join(scratch, 'home');
const DIST = fileURLToPath(new URL('../../../dist', import.meta.url));
const PACKAGES = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** Every package but those that run models, and but our own compiled files. */
function linkPackages(): void {
  for (const name of readdirSync(PACKAGES)) {
    if (/^\.|^(@?node-llama-cpp|onnxruntime-(node|common))$/.test(name)) continue;
    symlinkSync(join(PACKAGES, name), join(home, 'node_modules', name));
  }
}

beforeAll(() => {
  mkdirSync(join(home, 'node_modules'), { recursive: true });
  // what runs the artifact suite
  for (const room of ['core', 'artifact']) cpSync(join(DIST, room), join(home, 'dist', room), { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'elsewhere', version: '0.0.0', type: 'module' }));
  linkPackages();
});

interface Told {
  readonly id: string;
  readonly outcome: string;
  readonly message: string;
}

/** The checks that need a runtime, run by the copy in a process of its own. */
async function run(name: string, bytes: Uint8Array): Promise<readonly Told[]> {
  const path = join(scratch, name);
  writeFileSync(path, bytes);
  const program = `
    const { runArtifactTask } = await import(${JSON.stringify(pathToFileURL(join(home, 'dist/artifact/run.js')).href)});
    const { DEFAULT_ARTIFACT_BUDGET: budget } = await import(${JSON.stringify(pathToFileURL(join(home, 'dist/artifact/task.js')).href)});
    const checks = ['format_validation', 'inference', 'response_quality', 'latency'];
    const task = { kind: 'artifact', path: ${JSON.stringify(path)}, expectation: {}, limits: {}, checks, coverage: 'full', budget };
    console.log(JSON.stringify((await runArtifactTask({ ...task, progress: null })).checks));
  `;
  const args = ['--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: home });
  return JSON.parse(stdout) as Told[];
}

test.each([
  ['tiny.gguf', () => buildGguf(tinyLlama()).bytes, 'node-llama-cpp'],
  ['classifier.onnx', () => classifier(), 'onnxruntime-node'],
])('%s is inconclusive without its runtime, with the command that installs it', async (name, build, wanted) => {
  const [format, ...others] = await run(name, build());
  expect(format).toMatchObject({ id: 'format_validation', outcome: 'passed' });
  expect(others.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['inference', 'inconclusive'],
    ['response_quality', 'inconclusive'],
    ['latency', 'inconclusive'],
  ]);
  expect(others[0]!.message).toBe(`${wanted} is not installed; npm install --ignore-scripts ${wanted}`);
});
