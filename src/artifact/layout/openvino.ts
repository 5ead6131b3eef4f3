import type { Member } from '../contents.js';
import type { ReadContext } from '../formats/format.js';
import { FileSource } from '../source/byte-source.js';
import { note } from './notes.js';

/** The root of a network in OpenVINO's own format; a declaration and comments may stand before it. */
const NETWORK = /^(?:\ufeff)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->)[^])*-->\s*)*<net[\s>]/;
/** Bytes in which it begins. */
const HEAD = 4096;
const DESCRIPTION = /\.xml$/i;
const WEIGHTS = '.bin';

/**
 * Weights of OpenVINO: plain numbers, of which the .xml of the same name beside them says which they are. They are not read
 * here, and of each such model that is noted.
 * @returns names of the weights that are there
 */
export function openvinoWeights(members: readonly Member[], { problems }: ReadContext): ReadonlySet<string> {
  const there = new Set(members.map(({ name }) => name));
  const found = new Set<string>();
  for (const member of members) {
    const weights = member.name.replace(DESCRIPTION, WEIGHTS);
    if (!DESCRIPTION.test(member.name) || !there.has(weights) || !isNetwork(member)) continue;
    found.add(weights);
    const message =
      'Expected a format that is read here, found a model of OpenVINO: its weights, in the .bin file beside it, were not looked at; validate the model that it was converted from';
    note(problems, { rule: 'openvino', concern: 'format', severity: 'unread', file: member.name, message });
  }
  return found;
}

function isNetwork({ path, name, identity }: Member): boolean {
  const source = new FileSource(path, name, identity);
  try {
    return NETWORK.test(Buffer.from(source.read(0, HEAD)).toString('utf8'));
  } finally {
    source.close();
  }
}
