/** What a model needs against what is there: all of it counted, or said not to be. */
import { describe, expect, test } from 'vitest';
import { memoryRequirements } from '../../../src/artifact/checks/memory-requirements.js';
import { DEFAULT_ENVIRONMENTS, type EnvironmentProfile } from '../../../src/artifact/environments.js';
import type { FreeMemory } from '../../../src/artifact/memory/free-memory.js';
import type { ModelSize } from '../../../src/artifact/memory/size.js';

const GIB = 2 ** 30;
const [development, , production] = DEFAULT_ENVIRONMENTS as [
  EnvironmentProfile,
  EnvironmentProfile,
  EnvironmentProfile,
];

/** An 8B llama at 4 bits: 4.5 GiB of weights, 1 GiB of cache, 259 MiB of work on a batch. */
const LLAMA: ModelSize = {
  format: 'gguf',
  others: [],
  tensors: 291,
  weightBytes: 4.5 * GIB,
  dtypes: { Q4_K: 4.5 * GIB },
  sequence: {
    layers: 32,
    keptPerToken: 65_536,
    arithmetic: '32 layers x 8 heads x (128 + 128)',
    contextLength: 8192,
    vocabulary: 128_256,
    from: 'the metadata of the GGUF file',
  },
  unknown: [],
};
const GRAPH: ModelSize = { ...LLAMA, format: 'onnx', sequence: null, unknown: ['activations'] };
const FREE: FreeMemory = { ramBytes: 5 * GIB, ramFrom: 'here', cards: [], vramFrom: 'no GPU seen: none' };

interface Asked {
  readonly environment?: EnvironmentProfile;
  readonly limits?: Readonly<Record<string, number>>;
  readonly free?: FreeMemory;
}

function judge(modelSize: ModelSize | null, { environment, limits = {}, free }: Asked = {}) {
  const facts = { structure: { problems: [] }, modelSize, ...(free && { freeMemory: free }) };
  const input = { facts, operation: 'validate', expectation: { environment } };
  // the check reads these facts only
  return memoryRequirements.run(input as never, limits);
}

describe('a model of which everything is known', () => {
  test('fits development, with every summand in the report', () => {
    const finding = judge(LLAMA, { environment: development });
    expect(finding).toMatchObject({
      outcome: 'passed',
      expected: { maxBytes: 8 * GIB, of: 'RAM' },
      actual: { bytes: 4.5 * GIB + GIB + 512 * (128_256 * 4 + 8192 * 2) + 103 * 2 ** 20, lowerBound: false },
      details: { vram: { availableBytes: 4 * GIB }, unknown: [] },
    });
    const terms = finding.details?.terms as { what: string; bytes: number }[];
    expect(terms.map(({ what }) => what)).toEqual(['weights', 'key-value cache', 'work on one batch', 'runtime']);
    expect(terms.reduce((sum, { bytes }) => sum + bytes, 0)).toBe((finding.actual as { bytes: number }).bytes);
  });

  test('is too large where the context that is served makes it so', () => {
    const served = judge(LLAMA, { environment: development, limits: { memoryContextTokens: 32_768 } });
    expect(served.outcome).toBe('failed');
    expect(served.message).toMatch(/^Needs .* of 8\.59\u00a0GB \(8 GiB declared for development\)$/);
  });

  test('has to fit the card where a GPU is required, whatever RAM there is', () => {
    expect(judge(LLAMA, { environment: production })).toMatchObject({ outcome: 'passed', expected: { of: 'VRAM' } });
    const small = { ...production, vramGb: 4 };
    expect(judge(LLAMA, { environment: small })).toMatchObject({ outcome: 'failed', expected: { maxBytes: 4 * GIB } });
    expect(judge(LLAMA, { environment: { ...production, ramGb: 1 } }).outcome).toBe('passed');
  });

  test('is held to what this machine has free where no environment is named, and no card is made up', () => {
    expect(memoryRequirements.asks({ facts: {}, operation: 'validate', expectation: {} } as never, {})).toEqual([
      'freeMemory',
    ]);
    const finding = judge(LLAMA, { free: FREE });
    expect(finding).toMatchObject({
      outcome: 'failed',
      details: {
        ram: { availableBytes: 5 * GIB, from: 'free now: here' },
        vram: { availableBytes: null, from: 'no GPU seen: none' },
      },
    });
    expect(judge(LLAMA, { free: { ...FREE, ramBytes: 9 * GIB } }).outcome).toBe('passed');
  });
});

describe('a model of which a part is unknown', () => {
  const within = (ramGb: number) => judge(GRAPH, { environment: { ...development, ramGb } });

  test('passes only with room for it, and it is named', () => {
    expect(within(16)).toMatchObject({
      outcome: 'passed',
      actual: { lowerBound: true },
      details: { unknown: ['activations'] },
    });
    expect(within(16).message).toMatch(/at least 4\.92\u00a0GB.*not counted: activations$/);
  });

  test('is inconclusive where the known part leaves little room, and fails where it leaves none', () => {
    expect(within(8)).toMatchObject({
      outcome: 'inconclusive',
      message: expect.stringMatching(/whether all of it fits is open/),
    });
    expect(within(4).outcome).toBe('failed');
    expect(judge(GRAPH, { environment: development, limits: { memoryKnownShare: 0.9 } }).outcome).toBe('passed');
  });

  test('of a format whose runtime nobody measured is one, until somebody says what that takes', () => {
    const tensors: ModelSize = { ...GRAPH, format: 'safetensors', unknown: [] };
    expect(judge(tensors, { environment: development }).actual).toMatchObject({ lowerBound: true });
    const stated = { environment: development, limits: { memoryRuntimeMb: 900 } };
    expect(judge(tensors, stated).actual).toEqual({ bytes: 4.5 * GIB + 900 * 2 ** 20, lowerBound: false });
  });
});

test('a pickle without tensors has no memory to be counted', () => {
  expect(judge(null)).toEqual({
    outcome: 'skipped',
    message: 'It holds no tensors, so there is no model to be loaded',
  });
});
