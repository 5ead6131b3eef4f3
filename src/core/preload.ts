import { createRequire } from 'node:module';

/**
 * Has Node read a module of ours and all that it imports at once, so that the `import()` after it finds them evaluated.
 * By itself `import()` takes each file through Node's thread pool four times: with the 170 files of a plain validation,
 * 1,300 of 1,600 changes of context and a tenth of its CPU time on Node 20. Does nothing where Node cannot
 * (`--no-experimental-require-module`), or while others import the same (`--import`).
 * @param name - relative to `from`; nothing in it or below it may wait at its top
 * @param from - `import.meta.url` of the built module that asks
 */
export function preload(name: string, from: string): void {
  if (!process.features.require_module) return;
  try {
    createRequire(from)(name);
  } catch (error) {
    // a module that is being imported has an error of its own in every Node, 20 a TypeError; all else `import()` says too
    if ((error as NodeJS.ErrnoException).code === 'ERR_REQUIRE_ASYNC_MODULE') throw error;
  }
}
