import { isGlobal, type GlobalValue, type Stored, type Value } from '../pickle/values.js';

/** Bytes of an element by the kind of storage, as torch names its dtypes. */
const KINDS: Readonly<Record<string, readonly [dtype: string, bytes: number]>> = {
  DoubleStorage: ['float64', 8],
  FloatStorage: ['float32', 4],
  HalfStorage: ['float16', 2],
  BFloat16Storage: ['bfloat16', 2],
  LongStorage: ['int64', 8],
  IntStorage: ['int32', 4],
  ShortStorage: ['int16', 2],
  CharStorage: ['int8', 1],
  ByteStorage: ['uint8', 1],
  BoolStorage: ['bool', 1],
  ComplexDoubleStorage: ['complex128', 16],
  ComplexFloatStorage: ['complex64', 8],
  QInt8Storage: ['qint8', 1],
  QUInt8Storage: ['quint8', 1],
  QInt32Storage: ['qint32', 4],
  QUInt4x2Storage: ['quint4x2', 1],
  QUInt2x4Storage: ['quint2x4', 1],
  UntypedStorage: ['uint8', 1],
};

/** Bytes of an element of dtypes that storages have no class for: torch names them beside an untyped storage. */
const DTYPES: Readonly<Record<string, number>> = {
  uint16: 2,
  uint32: 4,
  uint64: 8,
  complex32: 4,
  float8_e4m3fn: 1,
  float8_e5m2: 1,
  float8_e4m3fnuz: 1,
  float8_e5m2fnuz: 1,
  float8_e8m0fnu: 1,
  float4_e2m1fn_x2: 1,
};

/** What a persistent id says of a storage. */
export interface Storage {
  readonly key: string;
  readonly dtype: string;
  readonly elementBytes: number;
  readonly elements: number;
  /** Byte of the opcode that names it. */
  readonly at: number;
}

/** `('storage', class, key, location, elements)` as torch.save writes it; null: it is not written so. */
export function storageOf({ id, at }: Stored): Storage | null {
  const [, type, key, location, elements] = id;
  const kind = type?.kind === 'global' ? kindOf(type) : null;
  if (!kind || key?.kind !== 'text' || key.text === null || location?.kind !== 'text') return null;
  if (elements?.kind !== 'whole' || elements.value === null || elements.value < 0) return null;
  const bytes = elements.value * kind.elementBytes;
  return Number.isSafeInteger(bytes) ? { key: key.text, ...kind, elements: elements.value, at } : null;
}

function kindOf({ module, name }: GlobalValue) {
  if (!['torch', 'torch.cuda', 'torch.storage'].includes(module) || !Object.hasOwn(KINDS, name)) return null;
  const [dtype, elementBytes] = KINDS[name]!;
  return { dtype, elementBytes };
}

/** The dtype that `torch.NAME` is, where a tensor of an untyped storage says it. */
export function dtypeOf(value: Value | undefined): { readonly dtype: string; readonly elementBytes: number } | null {
  if (value?.kind !== 'global' || !isGlobal(value, 'torch', value.name)) return null;
  const known = Object.values(KINDS).find(([dtype]) => dtype === value.name);
  if (known) return { dtype: known[0], elementBytes: known[1] };
  return Object.hasOwn(DTYPES, value.name) ? { dtype: value.name, elementBytes: DTYPES[value.name]! } : null;
}
