import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The built product and the compiled contestants, in a folder of this run's own. */
export interface Snapshot {
  /** Compiled contestant, to be run by plain node: a TypeScript loader would show in the figures of memory. */
  readonly contestant: (name: string) => string;
  /** The command line as it is shipped. */
  readonly cli: string;
  remove(): void;
}

/**
 * Copies dist/ and compiles the contestants.
 * @throws Error when there is no dist/
 */
export function takeSnapshot(): Snapshot {
  const dist = join(root, 'dist');
  if (!existsSync(dist)) throw new Error('Expected the built product in dist/ but found nothing: npm run build');
  // inside node_modules, which every tool ignores, and from where the packages are found
  const folder = join(root, 'node_modules', `.pressproof-bench-${process.pid}`);
  cpSync(dist, join(folder, 'dist'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  const typescript = createRequire(import.meta.url).resolve('typescript/package.json');
  const { bin } = JSON.parse(readFileSync(typescript, 'utf8')) as { bin: { tsc: string } };
  const tsc = join(dirname(typescript), bin.tsc);
  execFileSync(process.execPath, [tsc, '-p', join(root, 'bench'), '--outDir', folder, '--noCheck'], {
    stdio: 'inherit',
  });
  return {
    contestant: (name) => join(folder, 'bench', 'contestants', `${name}.js`),
    cli: join(folder, 'dist', 'cli', 'index.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
