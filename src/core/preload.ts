import { createRequire } from 'node:module';

/** Flags whose code runs before ours: it may be importing the same modules, or see to how they are loaded. */
const OTHERS_FIRST = /(?:^|\s)(?:-r|--require|--import|--loader|--experimental-loader)(?:[\s=]|$)/;

/**
 * Has Node read a module of ours and all that it imports at once, so that the `import()` after it finds them evaluated.
 * By itself `import()` takes each file through Node's thread pool four times: for the 170 files of a plain validation, those
 * of its thread included, 1,100 of 1,500 changes of context and 2 to 5 % of its CPU time were measured to be that; half of
 * the files are the main thread's.
 *
 * Not for threads: Node aborts the process when one is ended while it requires (`IsGraphAsync`, seen with Node 20.20).
 * Does nothing where Node cannot (`--no-experimental-require-module`), and nothing beside code of others: what is required
 * while it is being imported is an internal error of every Node up to 24, also for the import after it.
 * @param name - relative to `from`; nothing in it or below it may wait at its top
 * @param from - `import.meta.url` of the built module that asks
 */
export function preload(name: string, from: string): void {
  const flags = [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].join(' ');
  if (process.features.require_module && !OTHERS_FIRST.test(flags)) createRequire(from)(name);
}
