import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { floats, GOOD_TENSORS, safetensorsOf } from '../../../fixtures/artifacts/safetensors.js';
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
  test.each([TOTAL + 1, 0])('total_size %i is wrong', (total) => {
    const { folder, index } = sharded({ total });
    expect(found(folder)).toEqual([`layout_index_total_size@${index.indexOf(String(total), 25)} total_size`]);
  });
  test.each(['1', -1, 1.5, null])('total_size %j is no size', (total) => {
    const { folder } = sharded({ total });
    expect(found(folder)).toEqual(['layout_index_type@26 total_size']);
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
