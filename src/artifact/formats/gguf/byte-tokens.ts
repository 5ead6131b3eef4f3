import type { ByteSource } from '../../source/byte-source.js';
import type { Keys } from './key.js';
import { TOKENS } from './key-values.js';
import { scanStrings } from './lists.js';
import type { Notes } from './notes.js';
import { asHeld } from './repeated.js';

/** Tokenizers that write a byte as `<0x0A>`; others write it as a letter. */
const KINDS = ['llama', 't5'];
/** LLAMA_TOKEN_TYPE_BYTE. */
const BYTE = 6;
/** Behind which llama.cpp looks for the digits; a shorter token ends the loading. */
const DIGITS_AT = 3;
/** Behind the type of a list and its length. */
const ELEMENTS_AT = 12;
/** Types that are read at once. */
const CHUNK = 2 ** 16;

/** Holds tokens that stand for one byte to how they are written. */
export function judgeByteTokens(source: ByteSource, keys: Keys, notes: Notes): void {
  const kind = keys.get('tokenizer.ggml.model')?.value;
  const tokens = keys.get(TOKENS);
  const types = keys.get('tokenizer.ggml.token_type');
  if (typeof kind !== 'string' || !KINDS.includes(kind)) return;
  if (tokens?.list?.type !== 'string' || types?.list?.type !== 'i32') return;
  const bytes = byteTokens(source, types.valueAt + ELEMENTS_AT, Math.min(types.list.length, tokens.list.length));
  if (bytes.size === 0) return;
  let isNoted = false;
  const strings = { start: tokens.valueAt + ELEMENTS_AT, count: tokens.list.length, part: TOKENS };
  scanStrings(source, strings, (index, offset, written) => {
    const text = asHeld(written);
    // an empty one gets a name of its own
    if (isNoted || text.length === 0 || text.length >= DIGITS_AT || !bytes.has(index)) return;
    isNoted = true;
    const message = `Expected token ${index}, which stands for a byte, to be written like <0x0A>, found ${text.length} bytes`;
    notes.error('token_byte', { offset, part: TOKENS }, message);
  });
}

/** Indexes of tokens that stand for a byte: there are 256 of them, and no more are looked at than that file has. */
function byteTokens(source: ByteSource, start: number, count: number): ReadonlySet<number> {
  const found = new Set<number>();
  for (let done = 0; done < count;) {
    const chunk = source.read(start + 4 * done, 4 * Math.min(CHUNK, count - done));
    const whole = Math.floor(chunk.length / 4);
    if (whole === 0) break;
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
    for (let index = 0; index < whole; index += 1) {
      if (view.getInt32(4 * index, true) === BYTE && found.size < MOST) found.add(done + index);
    }
    done += whole;
  }
  return found;
}

/** Bytes that there are, each several times: a hostile list has millions. */
const MOST = 2 ** 16;
