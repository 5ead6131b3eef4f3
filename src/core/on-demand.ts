import { createRequire } from 'node:module';
import { reasonOf } from './errors.js';

const require = createRequire(import.meta.url);

/**
 * A package that is loaded at its first use. For those whose loading costs a one-shot command more than its own work
 * (CPU time on Node 20: zod 35 ms, yaml 30, pino 18, piscina 15), and that have a build for `require`, so that their
 * users can stay synchronous.
 */
export function onDemand<Module>(name: string): () => Module {
  let loaded: Module | undefined;
  return () => (loaded ??= require(name) as Module);
}

/** Why optional packages cannot be used: one is not there, and how to get it; or what went wrong while one was loaded. */
export function whyUnusable(error: unknown, packages: readonly string[]): string {
  const { code } = error as NodeJS.ErrnoException;
  // of `require` and of `import`
  if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_MODULE_NOT_FOUND') return reasonOf(error);
  return `${packages.join(' or ')} is not installed; npm install ${packages.join(' ')}`;
}
