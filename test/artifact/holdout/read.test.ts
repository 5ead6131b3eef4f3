/** A holdout file is read strictly: what is wrong in it is named with its line, and never becomes a wrong answer. */
import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readHoldout } from '../../../src/artifact/holdout/read.js';
import { scratchFolder } from '../../support/scratch.js';

const home = scratchFolder();

function written(content: string | Uint8Array): string {
  const path = join(mkdtempSync(join(home, 'holdout-')), 'holdout.jsonl');
  writeFileSync(path, content);
  return path;
}
const read = (...lines: readonly string[]) => readHoldout(written(lines.join('\n')));

describe('a holdout file', () => {
  test('has texts with one or several right answers, or none', () => {
    const { examples } = read(
      '{"input":"a","expected":"b"}',
      '',
      '{"input":"c","expected":["d","e"]}\r',
      '{"input":"f"}',
      '',
    );
    expect(examples).toEqual([
      { kind: 'text', line: 1, input: 'a', expected: ['b'] },
      { kind: 'text', line: 3, input: 'c', expected: ['d', 'e'] },
      { kind: 'text', line: 4, input: 'f', expected: null },
    ]);
  });

  test('has numbers or images with labels, an image beside the file', () => {
    const path = written('{"values":[0.5,1],"label":0}\n{"image":"cats/a.png","label":2}');
    expect(readHoldout(path).examples).toEqual([
      { kind: 'class', line: 1, values: [0.5, 1], label: 0 },
      { kind: 'class', line: 2, values: join(path, '..', 'cats/a.png'), label: 2 },
    ]);
  });

  test('begins with a header where it wants to', () => {
    const { header, examples } = read(
      '{"holdout":1,"metric":"f1","maxTokens":8,"stop":["\\n"]}',
      '{"input":"a","expected":"b"}',
    );
    expect(header).toEqual({ holdout: 1, metric: 'f1', maxTokens: 8, stop: ['\n'] });
    expect(examples).toHaveLength(1);
  });

  test.each([
    ['what is no JSON', '{"input":', /line 2: Expected JSON/],
    ['an unknown field', '{"input":"a","expcted":"b"}', /line 2: .*expcted/],
    ['a label that is no class', '{"values":[1],"label":-1}', /line 2: label/],
    ['a label that is a text', '{"values":[1],"label":"1"}', /line 2: label/],
    [
      'both values and an image',
      '{"values":[1],"image":"a.png","label":1}',
      /line 2: Expected either values or an image/,
    ],
    ['neither values nor an image', '{"label":1}', /line 2: Expected either values or an image/],
    ['a number that JSON does not have', '{"values":[NaN],"label":1}', /line 2: Expected JSON/],
    ['a list', '[1]', /line 2/],
    ['no right answer of several', '{"input":"a","expected":[]}', /line 2: expected/],
    ['a header that comes late', '{"holdout":1}', /line 2/],
    ['another kind of example', '{"values":[1],"label":0}', /line 2: Expected the same kind of example as in line 1/],
  ])('is refused for %s, with the line', (_, line, message) => {
    expect(() => read('{"input":"a","expected":"b"}', line)).toThrow(message);
  });

  test('is refused for a header with a field that is unknown, or out of range', () => {
    expect(() => read('{"holdout":1,"metrics":"f1"}')).toThrow(/line 1: .*metrics/);
    expect(() => read('{"holdout":2}')).toThrow(/line 1: holdout/);
    expect(() => read('{"holdout":1,"normalise":{"std":[0]}}')).toThrow(/line 1: normalise.std/);
  });

  test('is refused where it is empty, missing, too large or not UTF-8', () => {
    const refusal = (code: string) => expect.objectContaining({ code });
    expect(() => read('', ' ', '{"holdout":1}')).toThrow(refusal('holdout_empty'));
    expect(() => readHoldout(join(home, 'none.jsonl'))).toThrow(refusal('holdout_not_found'));
    const large = written('');
    truncateSync(large, 2 ** 28 + 1);
    expect(() => readHoldout(large)).toThrow(refusal('holdout_too_large'));
    expect(() => readHoldout(written(Uint8Array.of(0x22, 0xff, 0x22)))).toThrow(/line 1: Expected UTF-8/);
  });

  test('is refused for a line of more than 32 MiB, before it is held whole', () => {
    const path = written('{"input":"a"}\n');
    truncateSync(path, 2 ** 26);
    expect(() => readHoldout(path)).toThrow(/line 2: Expected at most 33554432 bytes/);
  });
});

test('a field that is not known is told with those that are', () => {
  expect(() => read('{"input":[0.5],"label":0}')).toThrow('Unrecognized key: "input"; known are values, image, label');
});
