/** The arithmetic against what llama.cpp says that it takes, for the same model and contexts. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';
import { expect, test } from 'vitest';
import { buildGguf, scalar, withKey } from '../../../fixtures/artifacts/gguf.js';
import { tinyLlama } from '../../../fixtures/artifacts/gguf-llama.js';
import type { MemoryTerm } from '../../../src/artifact/memory/terms.js';
import { runArtifactSuite } from '../../support/run-artifact.js';
import { scratchFolder } from '../../support/scratch.js';

const MOST = 32_768;

test('the cache has the bytes that llama.cpp takes for it, and a batch hardly fewer than are counted', async () => {
  const path = join(scratchFolder(), 'long.gguf');
  writeFileSync(path, buildGguf(withKey(tinyLlama(), scalar('llama.context_length', 'u32', MOST))).bytes);
  for (const [contextSize, taken] of await takenBy(path, [4096, MOST])) {
    const { check } = await runArtifactSuite(path, {
      checks: ['memory_requirements'],
      limits: { memoryContextTokens: contextSize },
    });
    const { details = {} } = check('memory_requirements');
    const counted = (what: string) =>
      (details.terms as unknown as MemoryTerm[]).find((term) => term.what === what)!.bytes / 2 ** 20;
    expect(counted('key-value cache')).toBeCloseTo(taken.cache, 2);
    expect(taken.batch / counted('work on one batch')).toBeGreaterThan(0.9);
    expect(taken.batch / counted('work on one batch')).toBeLessThanOrEqual(1);
  }
});

/** By length of the context; MiB, from its log. */
async function takenBy(modelPath: string, contextSizes: readonly number[]) {
  let log = '';
  const logger = (_: LlamaLogLevel, line: string) => {
    log += `${line}\n`;
  };
  const llama = await getLlama({ gpu: false, build: 'never', logLevel: LlamaLogLevel.debug, logger });
  const model = await llama.loadModel({ modelPath });
  const sizeOf = (what: string) => Number(new RegExp(`${what} buffer size += +([\\d.]+) MiB`).exec(log)?.[1]);
  const taken = new Map<number, { readonly cache: number; readonly batch: number }>();
  for (const contextSize of contextSizes) {
    log = '';
    await (await model.createContext({ contextSize, batchSize: 512 })).dispose();
    taken.set(contextSize, { cache: sizeOf('CPU KV'), batch: sizeOf('CPU compute') });
  }
  await llama.dispose();
  return taken;
}
