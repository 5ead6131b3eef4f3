import { rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Capability, Compressed, CompressParameters, Engine, EngineVersion } from './engine.js';
import { EngineError } from './errors.js';
import { honour, honourHere } from './honour.js';
import { renameDurably } from '../core/rename-durably.js';
import { temporaryBeside } from '../core/temporary.js';

/** What a run may take; a checkpoint throws when it may not go on. */
export interface RunLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly checkpoint: () => void;
}

export interface EncodeJob {
  /** Absolute paths, so that no name can be taken for an option. `output` is a temporary file beside the real one. */
  readonly input: string;
  readonly output: string;
  readonly parameters: CompressParameters;
  /** The program that version() found; the engine's name for an embedded one. */
  readonly program: string;
  readonly limits: RunLimits;
}

export interface Encoded {
  readonly command?: readonly string[];
  readonly warnings: readonly string[];
}

export interface EngineDefinition {
  readonly name: string;
  readonly capabilities: readonly Capability[];
  readonly install: string;
  readonly timeoutMs: number;
  version(): Promise<EngineVersion>;
  encode(job: EncodeJob): Promise<Encoded>;
}

/** 2 minutes: -O3 of the largest corpus animation takes 4 s on one slow core. */
export const DEFAULT_TIMEOUT_MS = 120_000;

// every engine that was made, so that a refusal can name one that can
const KNOWN = new Map<string, Engine>();

/** What every engine does around its encoder: checks parameters, times, writes beside and renames, cleans up. */
export function defineEngine(definition: EngineDefinition): Engine {
  const engine: Engine = {
    name: definition.name,
    capabilities: definition.capabilities,
    install: definition.install,
    version: () => definition.version(),
    async compress(input, output, raw = {}, signal) {
      const parameters = honour(engine, raw, KNOWN.values());
      const version = await definition.version();
      if (!version.available) {
        throw new EngineError('engine_missing', `${definition.name}: ${version.reason}. ${definition.install}`);
      }
      honourHere(engine, parameters, version);
      const started = performance.now();
      const limits = limitsOf(definition, started, signal);
      limits.checkpoint();
      const { size: inputBytes } = await stat(input);
      const target = resolve(output);
      const temporary = temporaryBeside(target, '.tmp');
      try {
        const program = version.path ?? definition.name;
        const job = { input: resolve(input), output: temporary, parameters, program, limits };
        const { command = null, warnings } = await definition.encode(job);
        limits.checkpoint();
        const outputBytes = await sizeWritten(definition.name, temporary);
        await ((await holdsBytes(target)) ? renameDurably : rename)(temporary, target);
        return {
          engine: definition.name,
          engineVersion: version.version,
          parameters,
          inputBytes,
          outputBytes,
          durationMs: performance.now() - started,
          command,
          warnings,
        } satisfies Compressed;
      } finally {
        await rm(temporary, { force: true });
      }
    },
  };
  KNOWN.set(engine.name, engine);
  return engine;
}

/** Some programs report success for a full disk or a picture they skipped. */
async function sizeWritten(name: string, path: string): Promise<number> {
  const size = await sizeOf(path);
  if (size) return size;
  const what = size === null ? 'no file' : 'an empty file';
  throw new EngineError('engine_failed', `${name} ended without an error but wrote ${what}`);
}

/** What is replaced must not be lost to a power cut; nothing is lost where nothing is, or a place that a guard reserved. */
async function holdsBytes(target: string): Promise<boolean> {
  return await stat(target).then(
    ({ size }) => size > 0,
    // what else is the matter renaming will say
    () => false,
  );
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function limitsOf({ name, timeoutMs }: EngineDefinition, started: number, signal: AbortSignal | undefined): RunLimits {
  return {
    timeoutMs,
    signal,
    checkpoint() {
      if (signal?.aborted)
        throw new EngineError('aborted', `${name} was stopped by the caller`, { cause: signal.reason });
      if (performance.now() - started > timeoutMs) {
        throw new EngineError('engine_timeout', `${name} was ended after its time limit of ${timeoutMs} ms`);
      }
    },
  };
}
