import { buildGguf, type GgufFile } from '../../fixtures/artifacts/gguf.js';
import { places, readArtifact } from './read-artifact.js';

/**
 * Where what is said of a GGUF file differs from what should be: nothing where it is the same.
 * @param expected - as `places` has them, with `{field}` of the builder for its byte: `gguf_bool@{key:a:value} a`
 */
export function deviations(file: GgufFile, ...expected: readonly string[]): readonly string[] {
  const { bytes, at } = buildGguf(file);
  const wanted = expected.map((place) => place.replace(/\{(.*)\}/s, (_, field: string) => String(at(field))));
  const found = places(readArtifact(bytes, 'model.gguf').problems);
  return [
    ...found.filter((place, index) => place !== wanted[index]).map((place) => `found ${place}`),
    ...wanted.filter((place, index) => place !== found[index]).map((place) => `expected ${place}`),
  ];
}
