import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A copy of the built product as installed without some of its packages. Returns its module. */
export function withoutPackages(folder: string, missing: readonly string[]): string {
  const to = join(folder, 'installed');
  mkdirSync(join(to, 'node_modules'), { recursive: true });
  for (const part of ['dist', 'package.json']) cpSync(join(root, part), join(to, part), { recursive: true });
  const packages = join(root, 'node_modules');
  for (const name of readdirSync(packages)) {
    if (!missing.includes(name)) symlinkSync(join(packages, name), join(to, 'node_modules', name));
  }
  return pathToFileURL(join(to, 'dist', 'index.js')).href;
}
