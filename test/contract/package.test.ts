import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { exports, bin, files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly files: readonly string[];
};

test('every file that the package names is one that it ships', () => {
  const paths = Object.values(exports)
    .flatMap((entry) => (typeof entry === 'string' ? [entry] : Object.values(entry)))
    .concat(Object.values(bin))
    .map((path) => path.replace(/^\.\//, ''));
  expect(paths).toContain('dist/index.js');
  expect(paths.filter((path) => !statSync(join(root, path)).isFile())).toEqual([]);
  // npm ships package.json whatever the list says
  const shipped = [...files, 'package.json'];
  expect(paths.filter((path) => !shipped.includes(path.split('/')[0] ?? ''))).toEqual([]);
});

test('the guides and pictures that the README shows are shipped', () => {
  const links = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/\]\((docs\/[^)#]+)/g)].map(
    ([, path]) => path!,
  );
  expect(links).toContain('docs/operations.md');
  expect(links.filter((path) => !statSync(join(root, path)).isFile())).toEqual([]);
  expect(files).toContain('docs');
});

test('nothing in dist points to sources that are not shipped', () => {
  const built = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' });
  expect(built).toContain('index.js');
  expect(built.filter((path) => path.endsWith('.map'))).toEqual([]);
  const scripts = built.filter((path) => /\.(js|d\.ts)$/.test(path));
  const pointing = scripts.filter((path) =>
    readFileSync(join(root, 'dist', path), 'utf8').includes('sourceMappingURL='),
  );
  expect(pointing).toEqual([]);
});
