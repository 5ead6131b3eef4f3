import { reasonOf } from '../../core/errors.js';
import { HttpProblem } from '../problem.js';

/** A request names files and states limits; 64 outputs with all their options are some 100 kB. */
export const MAX_JSON_BYTES = 2 ** 20;
/** What requests hold goes five deep. */
const MAX_DEPTH = 32;

/** @throws HttpProblem 400 for what is no JSON, or is nested too deeply */
export function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new HttpProblem(400, 'invalid_json', 'Expected JSON in UTF-8', { cause: error });
  }
  if (depthOf(text) > MAX_DEPTH) {
    throw new HttpProblem(400, 'invalid_json', `Expected JSON nested at most ${MAX_DEPTH} deep`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new HttpProblem(400, 'invalid_json', `The request is no JSON: ${reasonOf(error)}`, { cause: error });
  }
}

/** How deep brackets are nested outside of strings. One pass: a pattern would go back over quotes that never end. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (quoted && letter === '\\') at += 1;
    else if (letter === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (letter === '[' || letter === '{') deepest = Math.max(deepest, (depth += 1));
    else if (letter === ']' || letter === '}') depth -= 1;
  }
  return deepest;
}
