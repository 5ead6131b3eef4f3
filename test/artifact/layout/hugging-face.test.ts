/** Folders as people fetch them: a config, a tokenizer, the weights, and sometimes code. */
import { describe, expect, test } from 'vitest';
import { floats, goodSafetensors, safetensorsOf } from '../../../fixtures/artifacts/safetensors.js';
import { artifactFolder, structureAt, type Files } from '../../support/artifact-folder.js';
import { places } from '../../support/read-artifact.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const CONFIG = { model_type: 'llama', vocab_size: 8, hidden_size: 4, num_hidden_layers: 1 };
const folder = (config: object | string, files: Files = {}): string =>
  artifactFolder(scratch, {
    'config.json': typeof config === 'string' ? config : JSON.stringify(config),
    'tokenizer.json': '{}',
    'model.safetensors': goodSafetensors(),
    ...files,
  });
const found = (config: object | string, files: Files = {}): string[] =>
  places(structureAt(folder(config, files)).problems);

test('a folder as it should be is fine', () => {
  expect(structureAt(folder(CONFIG))).toMatchObject({ problemCount: 0, formats: ['safetensors'] });
});

describe('what a config claims', () => {
  const offset = (config: object, part: string): number => JSON.stringify(config).indexOf(part);
  test.each([
    [{ ...CONFIG, vocab_size: 9 }, 'vocab_size', 'config_embeddings', ':9'],
    [{ ...CONFIG, hidden_size: 8 }, 'hidden_size', 'config_embeddings', ':8,"num'],
    [{ ...CONFIG, num_hidden_layers: 2 }, 'num_hidden_layers', 'config_layers', ':2'],
  ])('%j is not what the tensors are', (config, part, rule, text) => {
    expect(found(config)).toEqual([`layout_${rule}@${offset(config, text) + 1} ${part}`]);
  });
  test.each([
    ['it is not claimed', { model_type: 'llama' }],
    ['the width is another by design', { ...CONFIG, hidden_size: 16, embedding_size: 4 }],
    ['the claims are of a part', { ...CONFIG, vocab_size: 99, text_config: {} }],
    [
      'Python wrote its infinity',
      JSON.stringify(CONFIG).replace('{', '{"time_step_limit":[0.0,Infinity,-Infinity,NaN],'),
    ],
  ])('nothing is wrong where %s', (_, config) => {
    expect(found(config)).toEqual([]);
  });
  test('of a pipeline each holds for the weights beside it', () => {
    const unet = safetensorsOf([{ name: 'a.wte.weight', dtype: 'F32', shape: [2, 2], data: floats(4) }]);
    const files = { 'unet/config.json': '{"vocab_size":2,"n_embd":3}', 'unet/m.safetensors': unet };
    const { problems } = structureAt(folder(CONFIG, files));
    expect(problems.map(({ rule, file }) => [rule, file])).toEqual([['layout_config_embeddings', 'unet/config.json']]);
  });
  test.each([
    ['{', 'layout_config_json@1'],
    ['{"a":1,"a":2}', 'layout_config_duplicate_key@7 a'],
  ])('%s is no config, and is said once', (text, problem) => {
    expect(found(text)).toEqual([problem]);
  });
});

describe('code that comes with a model', () => {
  const config = { ...CONFIG, auto_map: { AutoModel: 'modeling.Net', AutoTokenizer: ['tok.Slow', null] } };
  test('is a warning where the artifact brings it', () => {
    const { problems } = structureAt(folder(config, { 'modeling.py': 'import os' }));
    expect(problems.map(({ rule, concern, severity, part }) => [rule, concern, severity, part])).toEqual([
      ['layout_code_auto_map', 'safety', 'warning', 'AutoModel'],
      ['layout_code_auto_map', 'safety', 'warning', 'AutoTokenizer'],
      ['layout_code_file', 'safety', 'warning', null],
    ]);
  });
  test('is refused where another repository brings it', () => {
    const remote = { ...CONFIG, auto_map: { AutoModel: 'someone/else--modeling.Net' } };
    const { problems } = structureAt(folder(remote));
    const at = JSON.stringify(remote).indexOf('"someone');
    expect(problems).toEqual([
      expect.objectContaining({ rule: 'layout_code_elsewhere', severity: 'error', offset: at, part: 'AutoModel' }),
    ]);
  });
  test('in a tokenizer counts as well', () => {
    const files = { 'tokenizer_config.json': '{"auto_map":{"AutoTokenizer":["a.B",null]}}' };
    expect(found(CONFIG, files)).toEqual(['layout_code_auto_map@30 AutoTokenizer']);
  });
});

describe('a program beside a model', () => {
  const windows = Buffer.alloc(0x80);
  windows.write('MZ');
  windows.writeUInt32LE(0x40, 0x3c);
  windows.write('PE\0\0', 0x40, 'latin1');
  test.each([
    ['of Linux', Buffer.from('\x7fELF\x02\x01\x01', 'latin1')],
    ['of Windows', windows],
  ])('%s is refused, whatever it is called', (_, program) => {
    const { problems } = structureAt(folder(CONFIG, { 'vocab.txt': program }));
    expect(
      problems.map(({ rule, concern, severity, file, offset }) => [rule, concern, severity, file, offset]),
    ).toEqual([['layout_program', 'safety', 'error', 'vocab.txt', 0]]);
  });
  test('is not what a text is that begins like one', () => {
    expect(found(CONFIG, { 'vocab.txt': 'MZ\nNZ\n', 'long.txt': `MZ${'x'.repeat(200)}` })).toEqual([]);
  });
});
