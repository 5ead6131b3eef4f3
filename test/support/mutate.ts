import fc from 'fast-check';

/** Damage as files meet it: flipped bits, overwritten bytes, cuts, and parts that went missing or came twice. */
export type Mutation =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'set'; readonly at: number; readonly value: number }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'overwrite'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'splice'; readonly at: number; readonly from: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'delete'; readonly at: number; readonly length: number }
  | { readonly kind: 'duplicate'; readonly at: number; readonly length: number };

// a share of the file, so that one mutation fits files of every length; drawn as integers, because random doubles
// crowd around 0
const at = fc.integer({ min: 0, max: 999_999 }).map((millionths) => millionths / 1e6);
const length = fc.integer({ min: 1, max: 600 });
const kind = fc.constant;

function damageAt(place: fc.Arbitrary<number>): fc.Arbitrary<Mutation> {
  return fc.oneof(
    fc.record({ kind: kind('flip' as const), at: place, bit: fc.nat(7) }),
    fc.record({
      kind: kind('set' as const),
      at: place,
      value: fc.oneof(fc.nat(255), fc.constantFrom(0, 0x21, 0x2c, 0x3b, 0xff)),
    }),
    fc.record({ kind: kind('cut' as const), at: place }),
    fc.record({ kind: kind('insert' as const), at: place, bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }) }),
    fc.record({ kind: kind('delete' as const), at: place, length }),
    fc.record({ kind: kind('duplicate' as const), at: place, length }),
  );
}

/** One to five mutations, applied in order. */
export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(damageAt(at), { minLength: 1, maxLength: 5 });

/** Values that a reader must not allocate, add to or multiply before it looked at them. */
const EXTREMES = [0n, 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n, 2n ** 61n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];

function littleEndian(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

/** What says most of a model lies in its first bytes, and most of its bytes are data: both are met as often. */
const placeInModel = fc.oneof(
  at,
  fc.integer({ min: 0, max: 99_999 }).map((millionths) => millionths / 1e6),
);

/**
 * One to four mutations of a file of which a head describes the rest: also fields of 64 bits set to extremes, and parts
 * of the file where others were.
 */
export const modelMutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.oneof(
    damageAt(placeInModel),
    fc.record({
      kind: kind('overwrite' as const),
      at: placeInModel,
      bytes: fc.constantFrom(...EXTREMES).map(littleEndian),
    }),
    fc.record({ kind: kind('splice' as const), at: placeInModel, from: placeInModel, length }),
  ),
  { minLength: 1, maxLength: 4 },
);

export function mutate(original: Uint8Array, changes: readonly Mutation[]): Uint8Array {
  return changes.reduce(apply, original);
}

function apply(bytes: Uint8Array, change: Mutation): Uint8Array {
  const here = Math.min(bytes.length - 1, Math.floor(change.at * bytes.length));
  if (here < 0) return bytes;
  const [head, tail] = [bytes.subarray(0, here), bytes.subarray(here)];
  switch (change.kind) {
    case 'flip':
      return Buffer.concat([head, Uint8Array.of(tail[0]! ^ (1 << change.bit)), tail.subarray(1)]);
    case 'set':
      return Buffer.concat([head, Uint8Array.of(change.value), tail.subarray(1)]);
    case 'cut':
      return head;
    case 'overwrite':
      return Buffer.concat([head, change.bytes, tail.subarray(change.bytes.length)]);
    case 'splice': {
      const from = Math.floor(change.from * bytes.length);
      return Buffer.concat([head, bytes.subarray(from, from + change.length), tail.subarray(change.length)]);
    }
    case 'insert':
      return Buffer.concat([head, change.bytes, tail]);
    case 'delete':
      return Buffer.concat([head, tail.subarray(change.length)]);
    case 'duplicate':
      return Buffer.concat([head, tail.subarray(0, change.length), tail]);
  }
}
