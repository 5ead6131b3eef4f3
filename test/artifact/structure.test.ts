import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { goodSafetensors } from '../../fixtures/artifacts/safetensors.js';
import { layoutOf } from '../../src/artifact/layout/layout.js';
import { structureOf } from '../../src/artifact/structure.js';
import { DEFAULT_ARTIFACT_BUDGET } from '../../src/artifact/task.js';
import { artifactFolder, structureAt } from '../support/artifact-folder.js';
import { places, readArtifact } from '../support/read-artifact.js';
import { scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();
const layout = (path: string) => layoutOf(path, DEFAULT_ARTIFACT_BUDGET);

/** A link to itself cannot be opened by anybody, not even by root. */
function makeUnreadable(path: string): void {
  rmSync(path, { force: true });
  symlinkSync(path, path);
}

describe('what cannot be read', () => {
  const files = { 'a.safetensors': goodSafetensors(), 'b.safetensors': goodSafetensors() };
  test('leaves the structure unknown', () => {
    const folder = artifactFolder(scratch, files);
    const found = layout(folder);
    makeUnreadable(join(folder, 'b.safetensors'));
    expect(() => structureOf(found, DEFAULT_ARTIFACT_BUDGET)).toThrow(expect.objectContaining({ code: 'unreadable' }));
  });
  test('does not hide what is wrong with the rest', () => {
    const folder = artifactFolder(scratch, { ...files, 'c.safetensors': 'bad' });
    const found = layout(folder);
    makeUnreadable(join(folder, 'b.safetensors'));
    const { problems } = structureOf(found, DEFAULT_ARTIFACT_BUDGET);
    expect(places(problems)).toEqual(['safetensors_length@0']);
  });
  test('leaves the layout unknown where it is the artifact itself', () => {
    const path = join(scratch, 'loop');
    makeUnreadable(path);
    expect(() => layout(path)).toThrow(expect.objectContaining({ code: 'unreadable' }));
  });
});

test('a file that is another one by the time it is read is not read', () => {
  const folder = artifactFolder(scratch, { 'a.safetensors': goodSafetensors() });
  const found = layout(folder);
  writeFileSync(join(folder, 'a.safetensors'), Buffer.concat([goodSafetensors(), Buffer.of(0)]));
  expect(() => structureOf(found, DEFAULT_ARTIFACT_BUDGET)).toThrow(expect.objectContaining({ code: 'file_changed' }));
});

test('a name that promises another format is a problem at the first byte', () => {
  const folder = artifactFolder(scratch, { 'a.pkl': goodSafetensors() });
  expect(places(structureAt(join(folder, 'a.pkl')).problems)).toContain('layout_wrong_extension@0');
});

test('a .bin file of whatever content is of no known format, not a broken pickle', () => {
  const { problems } = readArtifact(Uint8Array.of(0, 1, 2, 3), 'weights.bin');
  expect(problems.map(({ rule, offset, severity }) => [rule, offset, severity])).toEqual([
    ['layout_unknown_content', 0, 'error'],
  ]);
});
