import type { ExternalReference } from './model.js';
import type { Wire } from './wire.js';

/** A key and value of `external_data`. */
export interface ExternalEntry {
  readonly key: string;
  readonly value: string;
  /** Byte of the value. */
  readonly at: number;
}

/** Of a tensor whose data is elsewhere. */
interface Owner {
  readonly at: number;
  readonly name: string;
  /** That it needs; null: not known. */
  readonly bytes: number | null;
}

/**
 * Where the data of a tensor is to be found in another file. Numbers are texts there: only digits are numbers.
 * @returns null where it is not external, or does not say where it is
 */
export function readExternal(
  wire: Wire,
  entries: readonly ExternalEntry[],
  isExternal: boolean,
  { at, name, bytes }: Owner,
): ExternalReference | null {
  const part = { part: name || null };
  const first = entries[0];
  if (!isExternal) {
    if (!first) return null;
    wire.note('onnx_external_unmarked', first.at, 'There is external_data, yet data_location is not EXTERNAL', part);
    return null;
  }
  const twice = entries.find(({ key }, index) => entries.findIndex((other) => other.key === key) < index);
  if (twice) wire.note('onnx_duplicate_field', twice.at, `external_data has ${twice.key} twice`, part);
  const location = entries.find(({ key }) => key === 'location');
  if (!location || location.value === '') {
    wire.note('onnx_external_location', location?.at ?? at, 'Data is external, yet no location is given', part);
    return null;
  }
  const offset = numberOf(wire, entries, 'offset', name) ?? 0n;
  const length = numberOf(wire, entries, 'length', name);
  if (length !== null && bytes !== null && length !== BigInt(bytes)) {
    const message = `Expected ${bytes} bytes of external data, found a length of ${length}`;
    wire.note('onnx_tensor_size', entries.find(({ key }) => key === 'length')!.at, message, part);
  }
  return { location: location.value, offset, length, at: location.at };
}

function numberOf(wire: Wire, entries: readonly ExternalEntry[], key: string, name: string): bigint | null {
  const entry = entries.find((other) => other.key === key);
  if (!entry) return null;
  // 2^63 has 19 digits
  if (/^[0-9]{1,19}$/.test(entry.value)) return BigInt(entry.value);
  const message = `Expected digits for the ${key} of external data, found ${JSON.stringify(entry.value.slice(0, 40))}`;
  wire.note('onnx_external_number', entry.at, message, { part: name || null });
  return null;
}
