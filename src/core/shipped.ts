import { existsSync } from 'node:fs';

/**
 * The module that a thread starts with. Threads cannot load TypeScript: from src, as tests run, it is the built file, so
 * what is tested is what ships.
 * @param room - folder of the module, and of the one that looks for it; below src, e.g. `batch/crew`
 * @param from - URL of the one that looks for it
 * @returns where it is, or where it should be and the remedy
 */
export function shippedModule(
  room: string,
  name: string,
  from: string,
): { readonly module: URL; readonly remedy: string | null } {
  const source = from.endsWith('.ts');
  const root = '../'.repeat(room.split('/').length + 1);
  const module = new URL(source ? `${root}dist/${room}/${name}.js` : `./${name}.js`, from);
  if (existsSync(module)) return { module, remedy: null };
  const remedy = source
    ? 'build the project first'
    : 'install pressproof beside your program and keep it out of its bundle';
  return { module, remedy };
}
