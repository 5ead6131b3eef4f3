import { createRequire } from 'node:module';

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
