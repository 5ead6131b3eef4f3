import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { TENSOR_ARRAYS, type Tensors, type TensorType } from '../../../../src/artifact/inference/model.js';
import { fromWire, replyOn, toWire } from '../../../../src/artifact/inference/process/messages.js';

const tensors: fc.Arbitrary<Tensors> = fc.dictionary(
  fc.string({ maxLength: 10 }).filter((name) => name !== '__proto__'),
  fc
    .record({
      type: fc.constantFrom(...(Object.keys(TENSOR_ARRAYS) as TensorType[])),
      dims: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }),
      bytes: fc.infiniteStream(fc.integer({ min: 0, max: 255 })),
    })
    .map(({ type, dims, bytes }) => {
      const Elements = TENSOR_ARRAYS[type];
      const length = dims.reduce((product, size) => product * size, 1) * Elements.BYTES_PER_ELEMENT;
      return { type, dims, data: new Elements(Uint8Array.from(bytes.take(length)).buffer) };
    }),
  { noNullPrototype: true },
);

test.prop([tensors])('tensors arrive as they were sent, bit by bit, NaN too', (sent) => {
  const arrived = fromWire(JSON.parse(JSON.stringify(toWire(sent))));
  expect(toWire(arrived!)).toEqual(toWire(sent));
  expect(arrived).toEqual(sent);
});

test.each([
  ['is no object', 'x'],
  ['has an unknown type', { x: { type: 'float8', dims: [1], data: 'AA==' } }],
  ['has the type of a property that every object has', { x: { type: 'toString', dims: [1], data: 'AA==' } }],
  ['has more elements than its dimensions say', { x: { type: 'uint8', dims: [1], data: 'AAAA' } }],
  ['has fewer elements than its dimensions say', { x: { type: 'float32', dims: [1000, 1000], data: 'AAAA' } }],
  ['has a negative dimension', { x: { type: 'uint8', dims: [-1], data: '' } }],
  ['has no data', { x: { type: 'uint8', dims: [0] } }],
])('a tensor that %s is none', (_, wired) => {
  expect(fromWire(wired)).toBeNull();
});

test.prop([fc.oneof(fc.string(), fc.json())])('any line is a reply or none, and never an exception', (line) => {
  expect(() => replyOn(line)).not.toThrow();
});

test('a refusal has one of the known codes', () => {
  const reply = { kind: 'refused', code: 'model_refused', reason: 'no' };
  expect(replyOn(JSON.stringify(reply))).toEqual(reply);
  expect(replyOn(JSON.stringify({ ...reply, code: 'passed' }))).toBeNull();
});
