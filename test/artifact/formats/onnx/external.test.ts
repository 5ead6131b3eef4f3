/** Case 37: data of tensors that other files hold, and where it may be. */
import { linkSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as ort from 'onnxruntime-node';
import { classifierModel, LABELS, picture, SIDE } from '../../../../fixtures/artifacts/onnx-classifier.js';
import { DTYPE, encodeOnnx, type OnnxModel, type OnnxTensor } from '../../../../fixtures/artifacts/onnx.js';
import { bytesField, concat, textField } from '../../../../fixtures/artifacts/protobuf.js';
import { layoutOf } from '../../../../src/artifact/layout/layout.js';
import { structureOf } from '../../../../src/artifact/structure.js';
import { DEFAULT_ARTIFACT_BUDGET } from '../../../../src/artifact/task.js';
import { places } from '../../../support/read-artifact.js';
import { scratchFolder } from '../../../support/scratch.js';

const scratch = scratchFolder();
const model = classifierModel();
const [weight, bias] = model.graph!.initializers!;
const data = Buffer.concat([weight!.raw!, bias!.raw!]);

type Entries = Readonly<Record<string, string>>;
const WEIGHT = { location: 'data.bin', offset: '0', length: '1024' };
const BIAS = { location: 'data.bin', offset: '1024', length: '16' };

/** The classifier with its weights elsewhere. */
function referring(first: Entries, second: Entries = BIAS): OnnxModel {
  const external = ({ raw: _, ...tensor }: OnnxTensor, entries: Entries): OnnxTensor => ({
    ...tensor,
    external: entries,
  });
  return { ...model, graph: { ...model.graph!, initializers: [external(weight!, first), external(bias!, second)] } };
}

interface Place {
  readonly folder: string;
  /** Byte of a text in the model's file. */
  at(text: string): number;
  /** Layout's and readers' problems. */
  found(path?: string): string[];
}

/** A folder with the model, and data.bin beside it unless told otherwise. */
function placed(what: OnnxModel, { withData = true, name = 'model.onnx' } = {}): Place {
  const folder = mkdtempSync(join(scratch, 'case-'));
  const bytes = Buffer.from(encodeOnnx(what));
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), bytes);
  if (withData) writeFileSync(join(folder, 'data.bin'), data);
  return {
    folder,
    at(text) {
      expect(bytes.includes(text)).toBe(true);
      return bytes.indexOf(text);
    },
    found(path = folder) {
      const layout = layoutOf(path, DEFAULT_ARTIFACT_BUDGET);
      return places(structureOf(layout, DEFAULT_ARTIFACT_BUDGET).problems);
    },
  };
}

test('data beside the model is fine, is where its tensors say, and the runtime finds it there too', async () => {
  const place = placed(referring(WEIGHT));
  expect(place.found()).toEqual([]);
  const { tensors } = structureOf(layoutOf(place.folder, DEFAULT_ARTIFACT_BUDGET), DEFAULT_ARTIFACT_BUDGET);
  expect(tensors).toMatchObject([
    { name: 'weight', file: 'data.bin', offset: 0, bytes: 1024 },
    { name: 'bias', file: 'data.bin', offset: 1024, bytes: 16 },
  ]);
  const session = await ort.InferenceSession.create(join(place.folder, 'model.onnx'));
  const { probabilities } = await session.run({ image: new ort.Tensor('float32', picture(2, 1), [1, 1, SIDE, SIDE]) });
  const scores = [...(probabilities!.data as Float32Array)];
  expect(LABELS[scores.indexOf(Math.max(...scores))]).toBe('left');
});

test('data in a folder below the model is found from where the model lies', () => {
  const location = 'parts/data.bin';
  const place = placed(referring({ ...WEIGHT, location }, { ...BIAS, location }), {
    name: 'sub/model.onnx',
    withData: false,
  });
  mkdirSync(join(place.folder, 'sub/parts'));
  writeFileSync(join(place.folder, 'sub/parts/data.bin'), data);
  expect(place.found()).toEqual([]);
});

describe('a location that leads out of the folder', () => {
  test.each([
    '/etc/passwd',
    '../data.bin',
    'a/../../data.bin',
    'a/../data.bin',
    '..\\data.bin',
    'C:\\data.bin',
    'C:/data.bin',
    '\\\\host\\data.bin',
    'data.bin\0.txt',
    '*/_ORT_MEM_ADDR_/*',
  ])('%j is refused at its first byte', (location) => {
    const place = placed(referring({ ...WEIGHT, location }));
    expect(place.found()).toEqual([`onnx_external_escape@${place.at(location)} weight`]);
  });

  test('a symbolic link is refused, also where it is a folder', () => {
    const place = placed(referring({ ...WEIGHT, location: 'link.bin' }, { ...BIAS, location: 'there/data.bin' }), {
      withData: false,
    });
    symlinkSync('/etc/passwd', join(place.folder, 'link.bin'));
    symlinkSync(place.folder, join(place.folder, 'there'));
    expect(place.found()).toEqual([
      `onnx_external_link@${place.at('link.bin')} weight`,
      `onnx_external_link@${place.at('there/data.bin')} bias`,
    ]);
  });

  test('a hard link is flagged', () => {
    const place = placed(referring(WEIGHT));
    linkSync(join(place.folder, 'data.bin'), join(scratch, 'other-name'));
    const where = place.at('data.bin');
    expect(place.found()).toEqual([
      `onnx_external_hard_link@${where} weight`,
      expect.stringMatching(/^onnx_external_hard_link@\d+ bias$/),
    ]);
  });
});

describe('data that is not there', () => {
  test('a missing file is refused', () => {
    const place = placed(referring({ ...WEIGHT, location: 'gone.bin' }));
    expect(place.found()).toEqual([`onnx_external_missing@${place.at('gone.bin')} weight`]);
  });

  test('a model without its folder is refused: what it takes from beside it was not looked at', () => {
    const place = placed(referring(WEIGHT));
    expect(place.found(join(place.folder, 'model.onnx'))).toEqual([
      `onnx_external_missing@${place.at('data.bin')} weight`,
      expect.stringMatching(/^onnx_external_missing@\d+ bias$/),
    ]);
  });

  test.each([
    [{ ...WEIGHT, offset: '17' }, 'onnx_external_past_end'],
    [{ ...WEIGHT, offset: '9223372036854775807' }, 'onnx_external_past_end'],
  ])('%j is past the end', (entries, rule) => {
    const place = placed(referring(entries, { location: 'own.bin' }));
    writeFileSync(join(place.folder, 'own.bin'), new Uint8Array(16));
    expect(place.found()).toEqual([`${rule}@${place.at('data.bin')} weight`]);
  });

  test('without a length it is as long as its shape asks for', () => {
    const place = placed(referring(WEIGHT, { location: 'short.bin' }));
    writeFileSync(join(place.folder, 'short.bin'), new Uint8Array(15));
    expect(place.found()).toEqual([`onnx_external_past_end@${place.at('short.bin')} bias`]);
  });

  test('no location is refused', () => {
    const place = placed(referring({ offset: '0' }));
    expect(place.found()).toEqual([expect.stringMatching(/^onnx_external_location@\d+ weight$/)]);
  });
});

describe('numbers that are none', () => {
  test.each(['-1', '1e3', '0x10', ' 1', '1.5', '', '99999999999999999999'])('an offset of %j is refused', (offset) => {
    const place = placed(referring({ ...WEIGHT, offset }, { location: 'own.bin' }));
    writeFileSync(join(place.folder, 'own.bin'), new Uint8Array(16));
    expect(place.found()).toEqual([expect.stringMatching(/^onnx_external_number@\d+ weight$/)]);
  });

  test('a length that is not that of the shape is refused', () => {
    const place = placed(referring({ ...WEIGHT, length: '1020' }));
    expect(place.found()).toEqual([`onnx_tensor_size@${place.at('1020')} weight`]);
  });
});

test('tensors that overlap are refused at the later one', () => {
  const place = placed(referring(WEIGHT, { ...BIAS, location: './data.bin', offset: '1020' }));
  expect(place.found()).toEqual([`onnx_external_overlap@${place.at('./data.bin')} bias`]);
});

test('data both here and there, and a place that nobody is sent to, are refused', () => {
  const both = referring(WEIGHT);
  const [first, second] = both.graph!.initializers!;
  const doubled = { ...both, graph: { ...both.graph!, initializers: [{ ...first!, raw: weight!.raw! }, second!] } };
  expect(placed(doubled).found()).toEqual([expect.stringMatching(/^onnx_tensor_both@\d+ weight$/)]);
  const entry = bytesField(13, concat(textField(1, 'location'), textField(2, 'unmarked.bin')));
  const unmarked = { name: 'extra', type: DTYPE.float, dims: [1], raw: new Uint8Array(4), extra: entry };
  const place = placed(
    { ...model, graph: { ...model.graph!, initializers: [weight!, bias!, unmarked] } },
    { withData: false },
  );
  expect(place.found()).toEqual([`onnx_external_unmarked@${place.at('unmarked.bin')} extra`]);
});
