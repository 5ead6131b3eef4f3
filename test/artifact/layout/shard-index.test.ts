import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { floats, GOOD_TENSORS, safetensorsOf } from '../../../fixtures/artifacts/safetensors.js';
import type { PickledTensor } from '../../../fixtures/artifacts/pickle.js';
import { TORCH_TENSORS, torchMembers, zipOf } from '../../../fixtures/artifacts/zip.js';
import { artifactFolder, structureAt, type Files } from '../../support/artifact-folder.js';
import { places } from '../../support/read-artifact.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const INDEX = 'model.safetensors.index.json';
const FIRST = 'model-00001-of-00002.safetensors';
const SECOND = 'model-00002-of-00002.safetensors';
const [embeddings, ...others] = GOOD_TENSORS;
const TOTAL = GOOD_TENSORS.reduce((sum, { data }) => sum + data.length, 0);
const MAP = Object.fromEntries(GOOD_TENSORS.map(({ name }) => [name, name === embeddings!.name ? FIRST : SECOND]));

/** Two shards and their index; what is given replaces a part. */
function sharded({ map = MAP, total = TOTAL, files = {} }: { map?: object; total?: unknown; files?: Files } = {}) {
  const index = JSON.stringify({ metadata: { total_size: total }, weight_map: map });
  const shards = { [FIRST]: safetensorsOf([embeddings!]), [SECOND]: safetensorsOf(others) };
  return { index, folder: artifactFolder(scratch, { ...shards, [INDEX]: index, ...files }) };
}

const found = (folder: string): string[] => places(structureAt(folder).problems);

test('shards that are as the index says are fine', () => {
  const { folder } = sharded();
  expect(structureAt(folder)).toMatchObject({ problemCount: 0, formats: ['safetensors'], parameters: 53 });
});

describe('case 34: an index and its shards', () => {
  test('a shard is missing', () => {
    const third = 'model-00003-of-00002.safetensors';
    const { folder, index } = sharded({ map: { ...MAP, step: third } });
    expect(found(folder)).toContain(`layout_index_shard_missing@${index.indexOf(`"${third}`)} ${third}`);
  });
  test.each(['../x.safetensors', '/etc/passwd', 'sub/x.safetensors', '..', 'C:\\x', '', 'a\nb'])(
    'a shard at %j',
    (path) => {
      const { folder, index } = sharded({ map: { ...MAP, step: path } });
      const at = index.indexOf(`:${JSON.stringify(path)}`) + 1;
      expect(found(folder)).toContain(`layout_index_shard_path@${at} ${path}`);
    },
  );
  test('a shard is a link out of the artifact', () => {
    const outside = artifactFolder(scratch, { x: safetensorsOf([{ ...embeddings!, name: 'y' }]) });
    const { folder, index } = sharded({ map: { ...MAP, y: 'link.safetensors' } });
    symlinkSync(join(outside, 'x'), join(folder, 'link.safetensors'));
    const at = index.indexOf('"link.safetensors');
    expect(found(folder)).toContain(`layout_index_shard_link@${at} link.safetensors`);
  });
  test('a tensor is in another shard', () => {
    const { folder, index } = sharded({ map: { ...MAP, step: FIRST } });
    const at = index.lastIndexOf(`"${FIRST}`);
    expect(found(folder)).toEqual([`layout_index_tensor_misplaced@${at} step`]);
  });
  test('a tensor is in no shard', () => {
    const { folder, index } = sharded({ map: { ...MAP, ghost: FIRST } });
    expect(found(folder)).toEqual([`layout_index_tensor_missing@${index.lastIndexOf(`"${FIRST}`)} ghost`]);
  });
  test('a tensor is in no index', () => {
    const map = Object.fromEntries(Object.entries(MAP).filter(([name]) => name !== 'step'));
    const { folder } = sharded({ map });
    expect(found(folder)).toEqual([expect.stringMatching(/^layout_index_tensor_unlisted@\d+ step$/)]);
  });
  test('a tensor is in two shards', () => {
    const files = { [FIRST]: safetensorsOf([embeddings!, others.at(-1)!]) };
    const { folder } = sharded({ files, total: TOTAL + 8 });
    expect(found(folder)).toEqual([expect.stringMatching(/^layout_index_tensor_repeated@\d+ step$/)]);
  });
  test.each([TOTAL + 1, 0, 1.5])('total_size %d is wrong', (total) => {
    const { folder, index } = sharded({ total });
    expect(found(folder)).toEqual([`layout_index_total_size@${index.indexOf(String(total), 25)} total_size`]);
  });
  test.each(['1', -1, null])('total_size %j is no size', (total) => {
    const { folder } = sharded({ total });
    expect(found(folder)).toEqual(['layout_index_type@26 total_size']);
  });
  test('total_size as transformers wrote it: a fraction, and an eighth of a byte for each truth value', () => {
    const mask = { name: 'mask', dtype: 'BOOL', shape: [9], data: new Uint8Array(9) };
    const files = { [SECOND]: safetensorsOf([...others, mask]) };
    for (const [added, problems] of [
      ['1.125', []],
      ['9.0', []],
      ['1.0', ['layout_index_total_size@26 total_size']],
    ] as const) {
      const { index } = sharded({ map: { ...MAP, mask: SECOND } });
      const [whole, fraction] = added.split('.');
      const stated = index.replace(`:${TOTAL}`, `:${TOTAL + Number(whole)}.${fraction}`);
      expect(found(sharded({ files: { ...files, [INDEX]: stated } }).folder)).toEqual(problems);
    }
  });
  test('a tensor is listed twice', () => {
    const { index } = sharded();
    const twice = index.replace('"weight_map":{', `"weight_map":{"step":"${FIRST}",`);
    const { folder } = sharded({ files: { [INDEX]: twice } });
    expect(found(folder)).toContain(`layout_index_duplicate_key@${twice.lastIndexOf('"step"')} step`);
  });
  test.each([
    ['no JSON', '{"weight_map":{', 'layout_index_json@15'],
    ['no map', '{}', 'layout_index_type@0 weight_map'],
    ['a list', '{"weight_map":[]}', 'layout_index_type@14 weight_map'],
    ['numbers', '{"weight_map":{"a":1}}', 'layout_index_type@19 a'],
  ])('the index is %s', (_, text, problem) => {
    const { folder } = sharded({ files: { [INDEX]: text } });
    expect(found(folder)[0]).toBe(problem);
  });
  test('a name like __proto__ is a tensor like others', () => {
    const shard = safetensorsOf([...others, { name: '__proto__', dtype: 'F32', shape: [1], data: floats(1) }]);
    const { index } = sharded({ total: TOTAL + 4 });
    const text = index.replace('"weight_map":{', `"weight_map":{"__proto__":"${SECOND}",`);
    const { folder } = sharded({ files: { [SECOND]: shard, [INDEX]: text } });
    expect(found(folder).filter((place) => place.startsWith('layout'))).toEqual([]);
  });
});

test('shards that their own numbers call for are missing', () => {
  const folder = artifactFolder(scratch, { 'm-00002-of-00003.safetensors': safetensorsOf(others) });
  expect(found(folder)).toEqual(['layout_shard_missing@-']);
  writeFileSync(join(folder, 'm-00001-of-00003.safetensors'), safetensorsOf([embeddings!]));
  writeFileSync(join(folder, 'm-00003-of-00003.safetensors'), safetensorsOf([{ ...embeddings!, name: 'x' }]));
  expect(found(folder)).toEqual([]);
});

test('shards may be counted from 0, and then none may be missing either', () => {
  const parts = ['x', 'y', 'z'].map(
    (name, number) => [`m-0000${number}-of-00003.safetensors`, safetensorsOf([{ ...embeddings!, name }])] as const,
  );
  expect(found(artifactFolder(scratch, Object.fromEntries(parts)))).toEqual([]);
  expect(found(artifactFolder(scratch, Object.fromEntries(parts.slice(0, 2))))).toEqual(['layout_shard_missing@-']);
});

describe('shards of PyTorch', () => {
  const ONE = 'pytorch_model-00001-of-00002.bin';
  const TWO = 'pytorch_model-00002-of-00002.bin';
  const [weight, bias] = TORCH_TENSORS as readonly [PickledTensor, PickledTensor];
  const shardOf = (tensor: PickledTensor) => zipOf(torchMembers([{ ...tensor, key: '0' }])).bytes;
  const folderOf = (map: object, files: Files): string => {
    const index = JSON.stringify({ metadata: { total_size: 1 }, weight_map: map });
    return artifactFolder(scratch, { 'pytorch_model.bin.index.json': index, ...files });
  };
  const map = { [weight.name]: ONE, [bias.name]: TWO };
  const rules = (folder: string) => structureAt(folder).problems.map(({ rule, severity }) => `${rule} ${severity}`);

  test('are as the index says', () => {
    expect(rules(folderOf(map, { [ONE]: shardOf(weight), [TWO]: shardOf(bias) }))).toEqual([]);
  });
  test('one is missing', () => {
    const folder = folderOf(map, { [ONE]: shardOf(weight) });
    expect(rules(folder)).toEqual(['layout_index_shard_missing error', 'layout_shard_missing error']);
  });
  test('they were swapped', () => {
    const folder = folderOf(map, { [ONE]: shardOf(bias), [TWO]: shardOf(weight) });
    expect(rules(folder)).toEqual(Array.from({ length: 2 }, () => 'layout_index_tensor_misplaced error'));
  });
  test('a path leads out', () => {
    const folder = folderOf({ ...map, [bias.name]: `../${TWO}` }, { [ONE]: shardOf(weight), [TWO]: shardOf(bias) });
    expect(rules(folder)).toEqual(['layout_index_shard_path error']);
  });
  test('a tensor is not there, or is one that is read under another name', () => {
    const other = { [ONE]: shardOf(weight), [TWO]: shardOf({ ...bias, name: 'other' }) };
    expect(rules(folderOf(map, other))).toEqual(['layout_index_tensor_missing error']);
    const tied = { ...map, tied: ONE };
    const files = { [ONE]: shardOf(weight), [TWO]: shardOf(bias) };
    expect(rules(folderOf(tied, files))).toEqual(['layout_index_tensor_missing unread']);
  });
});
