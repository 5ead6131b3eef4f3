/** Case 25: models in several files. */
import { describe, expect, test } from 'vitest';
import { scalar, withTensor } from '../../../../fixtures/artifacts/gguf.js';
import { partName, splitGguf, type SplitOptions } from '../../../../fixtures/artifacts/gguf-split.js';
import { tinyLlama } from '../../../../fixtures/artifacts/gguf-llama.js';
import { artifactFolder, structureAt } from '../../../support/artifact-folder.js';
import { places } from '../../../support/read-artifact.js';
import { scratchFolder } from '../../../support/scratch.js';

const scratch = scratchFolder();
const [FIRST, SECOND, THIRD] = [0, 1, 2].map((no) => partName(no, 3)) as [string, string, string];

/** The parts of a model on disk, some of them changed. @returns also where their fields are */
function split({ options = {}, file = tinyLlama(), without = [] as readonly string[] } = {}) {
  const parts = splitGguf(file, options as SplitOptions);
  const files = Object.entries(parts).filter(([name]) => !without.includes(name));
  return {
    parts,
    folder: artifactFolder(scratch, Object.fromEntries(files.map(([name, { bytes }]) => [name, bytes]))),
  };
}

const found = (folder: string): string[] => places(structureAt(folder).problems);

/** Another value of a key in one part. */
const changed = (part: number, key: string, value: number): SplitOptions => ({
  keys: (no, usual) =>
    usual.map((one) =>
      no === part && one.key === key ? scalar(key, key.includes('tensors') ? 'i32' : 'u16', value) : one,
    ),
});

test('a model in three files is one model', () => {
  const structure = structureAt(split().folder);
  expect(places(structure.problems)).toEqual([]);
  expect(structure).toMatchObject({ architecture: 'llama', formats: ['gguf'] });
  expect(structure.tensors).toHaveLength(12);
});

test('the first part may be metadata alone, another one is warned of', () => {
  const first = structureAt(split({ options: { empty: 0 } }).folder);
  expect(places(first.problems)).toEqual([]);
  expect(first.tensors).toHaveLength(12);
  expect(structureAt(split({ options: { empty: 1 } }).folder).problems).toMatchObject([
    { rule: 'gguf_no_tensors', severity: 'warning', file: SECOND },
  ]);
});

test('a file whose parts were joined again is whole', () => {
  const joined = splitGguf(tinyLlama(), { parts: 1, keys: (_, usual) => [...usual] });
  const folder = artifactFolder(scratch, { 'model.gguf': Object.values(joined)[0]!.bytes });
  expect(found(folder)).toEqual([]);
});

describe('case 25: parts that do not make a model', () => {
  test.each([
    ['first', FIRST, SECOND],
    ['second', SECOND, FIRST],
    ['last', THIRD, FIRST],
  ])('the %s one is missing', (_, missing, named) => {
    const { folder, parts } = split({ without: [missing] });
    const { problems } = structureAt(folder);
    expect(places(problems)).toEqual([
      `gguf_split_part_missing@${parts[named]!.at('key:split.count:value')} split.count`,
    ]);
    expect(problems[0]!.file).toBe(named);
  });

  test('one part alone', () => {
    const { folder, parts } = split({ without: [SECOND, THIRD] });
    const place = `gguf_split_part_missing@${parts[FIRST]!.at('key:split.count:value')} split.count`;
    expect(found(folder)).toEqual([place]);
  });

  test('parts say different counts', () => {
    const { folder, parts } = split({ options: changed(1, 'split.count', 4) });
    const at = parts[SECOND]!.at('key:split.count:value');
    expect(found(folder)).toEqual([`gguf_split_name@${at} split.no`, `gguf_split_count@${at} split.count`]);
  });

  test('two parts say the same number', () => {
    const { folder } = split({ options: changed(2, 'split.no', 1) });
    expect(found(folder).map((place) => place.replace(/@.*/, ''))).toEqual([
      'gguf_split_name',
      'gguf_split_part_missing',
      'gguf_split_no',
    ]);
  });

  test('a number past the count', () => {
    const { folder, parts } = split({ options: changed(2, 'split.no', 3) });
    expect(found(folder)).toContain(`gguf_split_no@${parts[THIRD]!.at('key:split.no:value')} split.no`);
  });

  test('a count without a number', () => {
    const options: SplitOptions = { keys: (no, usual) => usual.filter(({ key }) => no !== 1 || key !== 'split.no') };
    const { folder, parts } = split({ options });
    expect(found(folder)).toContain(`gguf_split_no@${parts[SECOND]!.at('key:split.count')} split.no`);
  });

  test('a number of another type', () => {
    const options: SplitOptions = {
      keys: (_, usual) => usual.map((one) => (one.key === 'split.no' ? scalar('split.no', 'u32', 0) : one)),
    };
    const { folder, parts } = split({ options });
    expect(found(folder)).toContain(`gguf_split_type@${parts[FIRST]!.at('key:split.no:type')} split.no`);
  });

  test('fewer tensors than the first part says', () => {
    const { folder, parts } = split({ options: changed(0, 'split.tensors.count', 13) });
    const at = parts[FIRST]!.at('key:split.tensors.count:value');
    expect(found(folder)).toEqual([`gguf_split_tensor_count@${at} split.tensors.count`]);
  });

  test('a tensor in two parts', () => {
    const file = withTensor(tinyLlama(), 'output_norm.weight', { name: 'blk.0.attn_norm.weight' });
    const { folder, parts } = split({ file });
    const at = parts[THIRD]!.at('tensor:blk.0.attn_norm.weight:data');
    expect(found(folder)).toContain(`gguf_split_tensor_repeated@${at} blk.0.attn_norm.weight`);
  });

  test('a tensor that the architecture needs in none of them', () => {
    const { folder, parts } = split({ file: withTensor(tinyLlama(), 'blk.0.ffn_up.weight', null) });
    const at = parts[FIRST]!.at('key:split.tensors.count:value');
    expect(found(folder)).toEqual([`gguf_tensor_missing@${at} blk.0.ffn_up.weight`]);
  });

  test('a tensor of another shape than the metadata of the first part say', () => {
    const file = withTensor(tinyLlama(), 'output_norm.weight', { dims: [16, 2] });
    const { folder, parts } = split({ file });
    const at = parts[THIRD]!.at('tensor:output_norm.weight:data');
    expect(found(folder)).toEqual([`gguf_tensor_shape@${at} output_norm.weight`]);
  });

  test('a part that is not called as one', () => {
    const parts = Object.values(splitGguf(tinyLlama(), { parts: 2 }));
    const folder = artifactFolder(scratch, { 'a.gguf': parts[0]!.bytes, 'b.gguf': parts[1]!.bytes });
    const places = parts.map((part) => `gguf_split_name@${part.at('key:split.count:value')} split.count`);
    expect(found(folder)).toEqual(expect.arrayContaining(places));
  });
});
