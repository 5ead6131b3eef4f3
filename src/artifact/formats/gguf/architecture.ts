import type { Json } from '../../../core/check.js';
import { judgeAskedKeys } from './asked-keys.js';
import { FAMILIES, ONE_WIDTH, TURNED } from './families.js';
import { expectedLayers, hyperOf, MAX_LAYERS, type Hyper, type WrongKey } from './hyper.js';
import type { Keys } from './key.js';
import type { Notes } from './notes.js';
import { judgeNumbers } from './numbers.js';
import { wrongTensors } from './requirements.js';
import type { Entry } from './tensors.js';

export interface Model {
  readonly keys: Keys;
  readonly entries: readonly Entry[];
  /** Of a model that lies in several files: its tensors are judged where all are there. */
  readonly isPart: boolean;
}

/** Byte of the counts of tensors and keys: where what is missing is missing. */
const TENSORS_AT = 8;
const KEYS_AT = 16;
const ARCHITECTURE = 'general.architecture';
/** Kinds of files that are no models of their own. */
const OTHER_KINDS = ['adapter', 'imatrix', 'mmproj', 'vocab', 'controlvector'];

/**
 * Holds the metadata to what loaders take for granted (some end their process where it is not so), and the tensors to the
 * metadata.
 * @returns what is said of the required tensors: they were judged, or why not
 */
export function judgeArchitecture({ keys, entries, isPart }: Model, notes: Notes): Json {
  const key = keys.get(ARCHITECTURE);
  const kind = keys.get('general.type')?.value;
  // only the first part has it
  if (!key && isPart) return 'not judged: the first part says what the model is';
  if (!key) {
    if (typeof kind === 'string' && OTHER_KINDS.includes(kind)) return `not judged: a file of type ${kind}`;
    notes.error('architecture_missing', { offset: KEYS_AT, part: ARCHITECTURE }, 'Expected it, found no such key');
    return 'not judged: the file does not say its architecture';
  }
  // a number that JSON has none for is a text by now
  if (key.type !== 'string' || typeof key.value !== 'string' || key.value === '') {
    const found = key.type === 'string' ? 'an empty one' : key.type;
    notes.error('architecture_type', { offset: key.typeAt, part: ARCHITECTURE }, `Expected a string, found ${found}`);
    return 'not judged: the file does not say its architecture';
  }
  const architecture = key.value;
  judgeLayers(keys, architecture, notes);
  if (typeof kind === 'string' && OTHER_KINDS.includes(kind)) return `not judged: a file of type ${kind}`;
  judgeAskedKeys(keys, architecture, notes);
  judgeNumbers(keys, architecture, notes);
  judgeScaling(keys, architecture, notes);
  if (!Object.hasOwn(FAMILIES, architecture)) {
    return `not judged: the tensors of architecture ${architecture.slice(0, 100)} are not known here`;
  }
  return judgeFamily({ keys, entries, isPart }, architecture, notes);
}

/** llama.cpp asserts it of every architecture that has layers. */
function judgeLayers(keys: Keys, architecture: string, notes: Notes): void {
  const name = `${architecture}.block_count`;
  const key = keys.get(name);
  if (!key || Object.hasOwn(FAMILIES, architecture)) return;
  if (typeof key.value === 'number' && key.value >= 1 && key.value <= MAX_LAYERS) return;
  notes.error('block_count', { offset: key.valueAt, part: name }, expectedLayers(key.value));
}

function judgeFamily({ keys, entries, isPart }: Model, architecture: string, notes: Notes): Json {
  const metadata = Object.fromEntries([...keys].map(([name, { value }]) => [name, value]));
  judgeNeeded(keys, architecture, notes);
  const hyper = hyperOf(metadata, architecture);
  if (!('layers' in hyper)) {
    for (const wrong of hyper) noteKey(keys, architecture, wrong, notes);
    return 'not judged: the metadata do not say their shapes';
  }
  judgeWidths(keys, architecture, hyper, notes);
  if (isPart) return 'not judged: the model lies in several files';
  if (entries.length === 0) return 'not judged: the file has none';
  const held = new Map(
    entries.map((entry) => {
      const { name, dims, type } = entry;
      return [name, { name, shape: dims.length > 0 ? dims : null, dtype: type?.name ?? null, entry }];
    }),
  );
  for (const { rule, name, message } of wrongTensors(architecture, hyper, held) ?? []) {
    const entry = held.get(name)?.entry;
    const offset = rule === 'tensor_use' ? entry?.typeAt : entry?.dimsAt;
    notes.error(rule, { offset: offset ?? TENSORS_AT, part: name }, message);
  }
  return hyper.experts > 0 ? 'judged, but for those of experts' : 'judged';
}

/** Rules of numbers that are wrong, by their keys. */
const RULES: Readonly<Record<string, string>> = {
  block_count: 'block_count',
  'attention.head_count': 'head_count',
  'attention.head_count_kv': 'head_count',
};

function noteKey(keys: Keys, architecture: string, { key, message }: WrongKey, notes: Notes): void {
  const part = `${architecture}.${key}`;
  const found = keys.get(part);
  if (found) notes.error(RULES[key] ?? 'key_value', { offset: found.valueAt, part }, message);
  else notes.error('key_missing', { offset: KEYS_AT, part }, message);
}

const EPSILON = 'attention.layer_norm_rms_epsilon';

/** What every architecture of these has to have. */
function judgeNeeded(keys: Keys, architecture: string, notes: Notes): void {
  const part = `${architecture}.${EPSILON}`;
  for (const needed of [part, 'tokenizer.ggml.model']) {
    if (keys.has(needed)) continue;
    notes.error('key_missing', { offset: KEYS_AT, part: needed }, 'Expected it for this architecture, found none');
  }
  const epsilon = keys.get(part);
  if (epsilon && epsilon.type === 'f32' && !(typeof epsilon.value === 'number' && epsilon.value >= 0)) {
    notes.error(
      'key_value',
      { offset: epsilon.valueAt, part },
      `Expected a number from 0, found ${JSON.stringify(epsilon.value)}`,
    );
  }
}

const SCALINGS = ['none', 'linear', 'yarn', 'longrope'];

/** llama.cpp ends its process over another one. */
function judgeScaling(keys: Keys, architecture: string, notes: Notes): void {
  const named = `${architecture}.rope.scaling.type`;
  const scaling = keys.get(named);
  if (scaling?.type === 'string' && !SCALINGS.some((one) => one === scaling.value)) {
    const message = `Expected one of ${SCALINGS.join(', ')}, found ${JSON.stringify(scaling.value).slice(0, 60)}`;
    notes.error('rope_scaling', { offset: scaling.valueAt, part: named }, message);
  }
}

/** llama.cpp asserts it where it first works with a head. */
function judgeWidths(keys: Keys, architecture: string, { key: width, value, rot }: Hyper, notes: Notes): void {
  const note = (rule: string, name: string, message: string): void => {
    const part = `${architecture}.${name}`;
    notes.error(rule, { offset: keys.get(part)?.valueAt ?? KEYS_AT, part }, message);
  };
  const isWhole = TURNED.includes(architecture);
  if (isWhole ? rot !== width : rot > width) {
    const expected = isWhole ? width : `at most ${width}`;
    note('rope_dimensions', 'rope.dimension_count', `Expected ${expected}, the width of a head, found ${rot}`);
  }
  if (ONE_WIDTH.includes(architecture) && value !== width) {
    note('head_width', 'attention.value_length', `Expected ${width}, the width of a key, found ${value}`);
  }
}
