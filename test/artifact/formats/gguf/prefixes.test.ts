/** Case 6: a file that ends anywhere. test/artifact/mutations.test.ts cuts a whole model; here it is every byte of a header. */
import { expect, test } from 'vitest';
import { buildGguf, floats, list, scalar, type GgufFile } from '../../../../fixtures/artifacts/gguf.js';
import { readArtifact } from '../../../support/read-artifact.js';

/** One of every kind of value, and tensors of one to four dimensions. */
const FILE: GgufFile = {
  keys: [
    scalar('general.architecture', 'string', 'hyena'),
    scalar('a.u8', 'u8', 1),
    scalar('a.i16', 'i16', -1),
    scalar('a.f32', 'f32', 0.5),
    scalar('a.bool', 'bool', true),
    scalar('a.u64', 'u64', 7n),
    scalar('a.text', 'string', 'größe'),
    list('a.numbers', 'f64', [1, 2, 3]),
    list('a.bools', 'bool', [true, false]),
    list('a.none', 'u8', []),
    list('tokenizer.ggml.tokens', 'string', ['', 'a', '▁b']),
    list('tokenizer.ggml.scores', 'f32', [0, -1, -2]),
    list('tokenizer.ggml.token_type', 'i32', [2, 1, 1]),
    scalar('tokenizer.ggml.eos_token_id', 'u32', 2),
  ],
  tensors: [[5], [2, 3], [1, 2, 4], [2, 1, 1, 2]].map((dims, index) =>
    floats(`t${index}`, dims, new Float32Array(dims.reduce((product, width) => product * width, 1)).fill(index + 1)),
  ),
};

test('case 6: a file cut at any byte has an error at that byte or before it', () => {
  const { bytes, at } = buildGguf(FILE);
  expect(readArtifact(bytes, 'model.gguf').problems).toEqual([]);
  const end = at('end');
  for (let length = 0; length < end; length += 1) {
    const { problems, errors } = readArtifact(bytes.subarray(0, length), 'model.gguf');
    expect([length, errors]).toEqual([length, 1]);
    expect(problems[0]!.offset).toBeLessThanOrEqual(length);
  }
});

test('cut within the padding at its end, as some writers leave it, a file is warned of', () => {
  const { bytes, at } = buildGguf(FILE);
  for (let length = at('end'); length < bytes.length; length += 1) {
    const { problems } = readArtifact(bytes.subarray(0, length), 'model.gguf');
    expect(problems.map(({ rule, severity }) => [rule, severity])).toEqual([['gguf_end_padding', 'warning']]);
  }
});
