/** What a model's memory follows from: tensors as they are, and the cache by what metadata or a config.json say. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/core/check.js';
import type { FormatName, Tensor } from '../../../src/artifact/formats/format.js';
import { layoutOf } from '../../../src/artifact/layout/layout.js';
import { modelSizeOf } from '../../../src/artifact/memory/model-size.js';
import { memoryNeed } from '../../../src/artifact/memory/terms.js';
import type { Layout, Structure } from '../../../src/artifact/contents.js';
import { DEFAULT_ARTIFACT_BUDGET } from '../../../src/artifact/task.js';
import { scratchFolder } from '../../support/scratch.js';

const home = scratchFolder();
const EMPTY: Layout = { kind: 'file', members: [], bytes: 0, problems: [] };
const ASSUMED = { contextTokens: null, cacheElementBytes: 2, overheadMb: 0 };

interface File {
  readonly format: FormatName;
  readonly tensors: readonly Partial<Tensor>[];
  readonly metadata?: Readonly<Record<string, Json>>;
}

function structureOf(files: readonly File[]): Structure {
  const whole = files.map(({ format, tensors, metadata = {} }) => ({
    format,
    version: null,
    file: 'model',
    tensors: tensors.map((tensor) => ({
      name: 't',
      dtype: 'F32',
      shape: [1],
      file: 'model',
      offset: 0,
      bytes: 4,
      ...tensor,
    })),
    external: [],
    architecture: (metadata['general.architecture'] as string | undefined) ?? null,
    metadata,
    details: {},
  }));
  const tensors = whole.flatMap((file) => file.tensors);
  return { formats: [], files: whole, tensors, parameters: 0, architecture: null, problems: [], problemCount: 0 };
}

const gguf = (metadata: Readonly<Record<string, Json>>, tensors: readonly Partial<Tensor>[] = [{}]) =>
  modelSizeOf(
    EMPTY,
    structureOf([{ format: 'gguf', tensors, metadata: { 'general.architecture': 'llama', ...metadata } }]),
  )!;

const LLAMA = {
  'llama.block_count': 32,
  'llama.embedding_length': 4096,
  'llama.attention.head_count': 32,
  'llama.attention.head_count_kv': 8,
  'llama.context_length': 8192,
  'tokenizer.ggml.tokens': { array: 'string', length: 128_256 },
};

const without = (key: keyof typeof LLAMA) => Object.fromEntries(Object.entries(LLAMA).filter(([name]) => name !== key));

describe('weights', () => {
  test('are the bytes of the tensors as they are stored, by their types', () => {
    const size = gguf(LLAMA, [
      { dtype: 'Q4_K', bytes: 144 },
      { dtype: 'F32', bytes: 16 },
      { dtype: 'Q4_K', bytes: 288 },
    ]);
    expect(size).toMatchObject({ weightBytes: 448, dtypes: { Q4_K: 432, F32: 16 }, tensors: 3 });
  });

  test('count once where a folder holds the model in several formats', () => {
    const files: File[] = [
      { format: 'safetensors', tensors: [{ bytes: 100 }, { bytes: 100 }] },
      { format: 'pytorch', tensors: [{ bytes: 150 }] },
    ];
    expect(modelSizeOf(EMPTY, structureOf(files))).toMatchObject({
      format: 'safetensors',
      others: ['pytorch'],
      weightBytes: 200,
    });
  });

  test('that are not there say nothing of memory', () => {
    expect(modelSizeOf(EMPTY, structureOf([{ format: 'pickle', tensors: [] }]))).toBeNull();
  });
});

describe('the key-value cache of a GGUF model', () => {
  test('is layers x heads x (key + value width): 1 GiB for 8192 tokens of an 8B llama', () => {
    const { terms, unknown } = memoryNeed(gguf(LLAMA), ASSUMED);
    expect(unknown).toEqual([]);
    expect(terms[1]).toEqual({
      what: 'key-value cache',
      arithmetic: '8192 tokens x 32 layers x 8 heads x (128 + 128) numbers x 2 bytes, by the metadata of the GGUF file',
      bytes: 2 ** 30,
    });
  });

  test('has as many heads as the attention where the file states none of its own', () => {
    expect(gguf(without('llama.attention.head_count_kv')).sequence?.keptPerToken).toBe(32 * 32 * 256);
  });

  test('has the widths that are stated, not those that follow from the embedding', () => {
    const stated = { ...LLAMA, 'llama.attention.key_length': 192, 'llama.attention.value_length': 64 };
    expect(gguf(stated).sequence?.arithmetic).toBe('32 layers x 8 heads x (192 + 64)');
  });

  test('is read from the weights where heads differ from layer to layer', () => {
    const lists = { ...LLAMA, 'llama.attention.head_count_kv': { array: 'i32', length: 2 } };
    const tensors = [
      { name: 'blk.0.attn_k.weight', shape: [4096, 512] },
      { name: 'blk.0.attn_v.weight', shape: [4096, 512] },
      { name: 'blk.1.attn_k.weight', shape: [4096, 1024] },
      { name: 'blk.1.attn_v.weight', shape: [4096, 1024] },
      { name: 'blk.1.attn_q.weight', shape: [4096, 4096] },
    ];
    expect(gguf(lists, tensors).sequence?.keptPerToken).toBe(3072);
  });

  test('is unknown, and the sum a lower bound, where layers or heads are not said', () => {
    expect(gguf({})).toMatchObject({ sequence: null, unknown: [expect.stringMatching(/key-value cache/)] });
    expect(gguf({ ...LLAMA, 'llama.ssm.state_size': 16 }).unknown).toEqual([expect.stringMatching(/state/)]);
  });

  test('is as long as somebody says, and unknown where nobody does', () => {
    const rest = without('llama.context_length');
    expect(memoryNeed(gguf(rest), ASSUMED).unknown).toEqual([expect.stringMatching(/how long its context is/)]);
    const stated = memoryNeed(gguf(rest), { ...ASSUMED, contextTokens: 4096, cacheElementBytes: 1.0625 });
    expect(stated).toMatchObject({ unknown: [], terms: [{}, { bytes: 4096 * 32 * 8 * 256 * 1.0625 }, {}, {}] });
  });
});

describe('the config.json of a folder', () => {
  const files = structureOf([{ format: 'safetensors', tensors: [{ bytes: 1000 }] }]);
  function sizeWith(config: string) {
    const folder = mkdtempSync(join(home, 'model-'));
    writeFileSync(join(folder, 'config.json'), config);
    return modelSizeOf(layoutOf(folder, DEFAULT_ARTIFACT_BUDGET), files)!;
  }
  const CAUSAL = {
    architectures: ['LlamaForCausalLM'],
    num_hidden_layers: 22,
    num_attention_heads: 32,
    num_key_value_heads: 4,
    hidden_size: 2048,
    max_position_embeddings: 2048,
    vocab_size: 32_000,
  };

  test('says layers, heads and context of a model that writes', () => {
    expect(sizeWith(JSON.stringify(CAUSAL)).sequence).toMatchObject({
      keptPerToken: 22 * 4 * 128,
      contextLength: 2048,
      vocabulary: 32_000,
      from: 'config.json',
    });
  });

  test('says it of the text part of a model of images and text', () => {
    const nested = { architectures: ['LlavaForConditionalGeneration'], text_config: { ...CAUSAL, head_dim: 96 } };
    expect(sizeWith(JSON.stringify(nested)).sequence?.arithmetic).toBe('22 layers x 4 heads x (96 + 96)');
  });

  test('gives a model that does not write no cache', () => {
    const { sequence, unknown } = sizeWith(JSON.stringify({ ...CAUSAL, architectures: ['BertModel'] }));
    expect(sequence).toBeNull();
    expect(unknown).toEqual([expect.stringMatching(/activations/)]);
  });

  test('that is no JSON, too large or missing leaves a lower bound, and says so', () => {
    expect(sizeWith('{').unknown).toEqual([expect.stringMatching(/cannot be read/)]);
    expect(sizeWith(`{"a":"${'x'.repeat(2 ** 20)}"}`).unknown).toEqual([expect.stringMatching(/cannot be read/)]);
    expect(modelSizeOf(EMPTY, files)!.unknown).toEqual([expect.stringMatching(/there is no config.json/)]);
  });
});
