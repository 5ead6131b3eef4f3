import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { cli, fixture } from '../support/cli.js';
import { scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();
const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const pair = [fixture('held'), fixture('held')];

interface Loaded {
  /** Packages, by name. */
  readonly packages: readonly string[];
  /** Files of ours by their path below dist, of the main thread and of the others. */
  readonly main: readonly string[];
  readonly threads: readonly string[];
}

/** What a command loads. V8's coverage lists every script of every thread, whoever loaded it and however. */
async function loadedBy(args: readonly string[]): Promise<Loaded> {
  const folder = mkdtempSync(join(scratch, 'coverage-'));
  await cli(args, { env: { NODE_V8_COVERAGE: folder } });
  const threads = readdirSync(folder).map((file) => {
    const { result } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { result: { url: string }[] };
    return result.flatMap(({ url }) => (url.startsWith('file:') ? [fileURLToPath(url)] : []));
  });
  const ours = threads.map((files) =>
    files.flatMap((file) => (file.startsWith(dist) ? [file.slice(dist.length)] : [])),
  );
  const packages = threads
    .flat()
    .flatMap((file) => /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1] ?? []);
  return {
    packages: [...new Set(packages)].toSorted(),
    main: ours.find((files) => files.includes(join('cli', 'index.js'))) ?? [],
    threads: ours.filter((files) => !files.includes(join('cli', 'index.js'))).flat(),
  };
}

const below = (files: readonly string[], ...folders: readonly string[]) =>
  files.filter((file) => folders.some((folder) => file.startsWith(join(...folder.split('/')))));

test('a plain validation of GIFs loads no package but the one that reads its arguments, in no thread', async () => {
  const { packages, main, threads } = await loadedBy(['validate', ...pair]);
  expect(packages).toEqual(['commander']);
  // what looks at pixels is in the thread, and only there
  expect(threads).toContain(join('image', 'run.js'));
  expect(below(main, 'image/gif', 'image/quality', 'image/run', 'image/checks').toSorted()).toEqual([
    // names only
    join('image', 'checks', 'ids.js'),
    join('image', 'quality', 'metric-names.js'),
  ]);
  const notAsked = [
    'config/schema',
    'engines',
    'report/html',
    'report/sarif',
    'report/junit',
    'report/json',
    'pool/worker',
  ];
  // each file takes a quarter of a millisecond, in whichever thread
  const notConfigured = ['store', 'observe', 'policy/control', 'policy/sampling', 'policy/degradation', 'guard/cache'];
  expect(below(main, ...notAsked, ...notConfigured)).toEqual([]);
  expect(below(threads, 'image/raster', 'image/second-opinion', 'image/probe', 'config', 'guard', 'cli')).toEqual([]);
});

test('a Node that cannot require modules of its own kind loads them all the same', async () => {
  const env = { NODE_OPTIONS: '--no-experimental-require-module' };
  const answers = [await cli(['validate', ...pair, '--json'], { env }), await cli(['validate', ...pair, '--json'])];
  const [without, usual] = answers.map(({ code, stdout }) => {
    const { verdict, checks } = JSON.parse(stdout) as { verdict: string; checks: { outcome: string }[] };
    return { code, verdict, outcomes: checks.map(({ outcome }) => outcome) };
  });
  expect(without).toEqual(usual);
  expect(usual).toMatchObject({ code: 0, verdict: 'warn' });
});

test('a command runs whose modules somebody else is importing', async () => {
  const early = join(scratch, 'early.mjs');
  const modules = ['cli/main.js', 'cli/validate.js', 'image/run.js'].map(
    (name) => pathToFileURL(join(dist, name)).href,
  );
  // not awaited: the modules are still being read when the command and its thread ask for them
  writeFileSync(early, modules.map((href) => `import(${JSON.stringify(href)});\n`).join(''));
  const env = { NODE_OPTIONS: `--import ${pathToFileURL(early).href}` };
  const { code, stdout, stderr } = await cli(['validate', ...pair, '--json'], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'warn' });
});

test('--version loads no command', async () => {
  const { packages, main, threads } = await loadedBy(['--version']);
  expect(packages).toEqual(['commander']);
  expect(below(main, 'cli/validate', 'cli/compress', 'image', 'config')).toEqual([]);
  expect(threads).toEqual([]);
});

test('probing a GIF loads the pool, and neither sharp nor the checks', async () => {
  const { packages, threads } = await loadedBy(['probe', ...pair]);
  expect(packages).toEqual(['commander', 'piscina']);
  expect(below(threads, 'image/checks', 'image/quality/kernels', 'image/raster')).toEqual([]);
});

test('a configuration knows the limits of every check, and loads nothing that measures', async () => {
  const { main } = await loadedBy(['validate', ...pair, '--set', 'limits.maxFps=70']);
  expect(main).toContain(join('artifact', 'checks', 'index.js'));
  expect(below(main, 'image/gif', 'image/run', 'artifact/formats', 'artifact/run', 'artifact/weights')).toEqual([]);
  expect(below(main, 'artifact/source', 'artifact/layout', 'artifact/inference/process')).toEqual([]);
});

// what is asked for is loaded, so the assertions above are about something
test.each([
  ['--cross-check', ['--cross-check'], ['gifuct-js', 'sharp']],
  ['a limit', ['--set', 'limits.maxFps=70'], ['yaml', 'zod']],
  ['a report of problems', ['--format', 'sarif'], ['zod']],
])('%s loads what it needs', async (_, flags, expected) => {
  const { packages } = await loadedBy(['validate', ...pair, ...flags]);
  expect(packages).toEqual(expect.arrayContaining(expected));
});
