// Builds dist/: compiled in a folder of its own and swapped in whole, so a failed build leaves the last good one.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
// inside node_modules, which every tool ignores already, and on the same disk as dist, so that renaming works
const staging = join(root, 'node_modules', `.pressproof-build-${process.pid}`);
const retired = `${staging}-old`;

const typescript = createRequire(import.meta.url).resolve('typescript/package.json');
const tsc = join(dirname(typescript), JSON.parse(readFileSync(typescript, 'utf8')).bin.tsc);

try {
  execFileSync(process.execPath, [join(root, 'scripts', 'build-kernels.mjs')], { stdio: 'inherit' });
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', staging], {
    stdio: 'inherit',
  });
  chmodSync(join(staging, 'cli', 'index.js'), 0o755);
  if (existsSync(dist)) renameSync(dist, retired);
  renameSync(staging, dist);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  for (const folder of [staging, retired]) rmSync(folder, { recursive: true, force: true });
}

if (!process.exitCode) {
  const { reportJsonSchema } = await import(pathToFileURL(join(dist, 'report', 'schema.js')).href);
  writeFileSync(join(dist, 'report', 'report.schema.json'), `${JSON.stringify(reportJsonSchema(), null, 2)}\n`);
}
