import type { Member } from '../contents.js';

/** Beside the description of a package of Core ML: plain numbers, of which that says which they are. */
const WEIGHTS = /^(.*\.mlpackage\/Data\/[^/]+)\/weights\/[^/]+\.bin$/i;

/** Weights of packages of Core ML, which are not read here: of their description that is noted (other-formats.ts). */
export function coremlWeights(members: readonly Member[]): ReadonlySet<string> {
  const descriptions = new Set(
    members.filter(({ name }) => /\.mlmodel$/i.test(name)).map(({ name }) => name.replace(/\/[^/]*$/, '')),
  );
  const names = members.map(({ name }) => name);
  return new Set(names.filter((name) => descriptions.has(WEIGHTS.exec(name)?.[1] ?? '')));
}
