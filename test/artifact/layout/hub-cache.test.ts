/** Folders of Hugging Face's cache, in which every file is a link to a blob of its repository. */
import { createHash } from 'node:crypto';
import { mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { goodSafetensors } from '../../../fixtures/artifacts/safetensors.js';
import { DEFAULT_ARTIFACT_BUDGET } from '../../../src/artifact/task.js';
import { digestsOf } from '../../../src/artifact/digests.js';
import { changedSince, layoutOf, refuseChanged } from '../../../src/artifact/layout/layout.js';
import { structureOf } from '../../../src/artifact/structure.js';
import { artifactsBelow } from '../../../src/batch/inputs/artifacts.js';
import { structureAt } from '../../support/artifact-folder.js';
import { cachedRepository } from '../../support/hub-cache.js';
import { runArtifactSuite } from '../../support/run-artifact.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const FILES = {
  'config.json': '{"vocab_size":8}',
  'model.safetensors': goodSafetensors(),
  'onnx/snapshots/readme.txt': 'x',
};
const layout = (path: string) => layoutOf(path, DEFAULT_ARTIFACT_BUDGET);
const problemsOf = (path: string) => layout(path).problems.map(({ rule, file }) => `${rule} ${file}`);
const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

test('a snapshot is its files, and their bytes are those of the blobs', async () => {
  const { snapshot } = cachedRepository(scratch, FILES);
  const found = layout(snapshot);
  expect(found.problems).toEqual([]);
  expect(found.members.map(({ name, bytes }) => [name, bytes])).toEqual(
    Object.entries(FILES).map(([name, content]) => [name, content.length]),
  );
  const { files } = digestsOf(found, null, () => undefined);
  expect([...files]).toEqual(Object.entries(FILES).map(([name, content]) => [name, sha256(content)]));
  expect(structureAt(snapshot)).toMatchObject({ formats: ['safetensors'], problemCount: 0 });
  const { outcomes } = await runArtifactSuite(snapshot, {
    checks: ['format_validation', 'unsafe_content', 'weights_sanity', 'file_integrity'],
  });
  expect(outcomes).toMatchObject({ format_validation: 'passed', unsafe_content: 'passed' });
});

test('a snapshot is found by whoever looks for artifacts, and nothing beside it', async () => {
  const { root, snapshot } = cachedRepository(scratch, FILES);
  const found: string[] = [];
  for await (const path of artifactsBelow(dirname(root))) found.push(path);
  expect(found).toEqual([snapshot]);
});

test('all of a repository is no artifact: it has each file twice', () => {
  const { root, snapshot } = cachedRepository(scratch, FILES);
  expect(() => layout(root)).toThrow(expect.objectContaining({ code: 'whole_cache' }));
  expect(layout(join(snapshot, 'onnx')).problems).toEqual([]);
});

describe('a link that leads elsewhere is refused', () => {
  const other = cachedRepository(scratch, FILES);
  test.each<[what: string, target: (root: string) => string]>([
    ['out of the cache', () => '/etc/passwd'],
    ['into another repository', () => other.blobOf('model.safetensors')],
    ['below the blobs', (root) => join(root, 'blobs', 'deeper', 'file')],
    ['to the folder of blobs', (root) => join(root, 'blobs')],
    ['nowhere', (root) => join(root, 'blobs', 'absent')],
    ['through a blob that is a link', (root) => join(root, 'blobs', 'hop')],
  ])('%s', (_what, target) => {
    const { root, snapshot } = cachedRepository(scratch, FILES);
    mkdirSync(join(root, 'blobs', 'deeper'));
    writeFileSync(join(root, 'blobs', 'deeper', 'file'), goodSafetensors());
    symlinkSync('/etc/passwd', join(root, 'blobs', 'hop'));
    const link = join(snapshot, 'model.safetensors');
    rmSync(link);
    symlinkSync(target(root), link);
    expect(problemsOf(snapshot)).toEqual(['layout_symlink model.safetensors']);
    expect(layout(snapshot).problems[0]?.message).toContain(JSON.stringify(target(root)));
  });

  test('where the blobs are a link themselves', () => {
    const { root, snapshot } = cachedRepository(scratch, FILES);
    renameSync(join(root, 'blobs'), join(root, 'elsewhere'));
    symlinkSync('elsewhere', join(root, 'blobs'));
    expect(problemsOf(snapshot)).toHaveLength(3);
  });

  test('in a folder that is no snapshot of a repository', () => {
    const { root } = cachedRepository(scratch, FILES);
    const renamed = join(dirname(root), 'my--models');
    renameSync(root, renamed);
    expect(problemsOf(join(renamed, 'snapshots', '4f1c'))).toHaveLength(3);
  });
});

describe('what changes meanwhile', () => {
  test('a link to other bytes is noticed', () => {
    const { root, snapshot } = cachedRepository(scratch, FILES);
    const found = layout(snapshot);
    expect(changedSince(snapshot, found, DEFAULT_ARTIFACT_BUDGET)).toBeNull();
    writeFileSync(join(root, 'blobs', 'other'), goodSafetensors());
    rmSync(join(snapshot, 'model.safetensors'));
    symlinkSync('../../blobs/other', join(snapshot, 'model.safetensors'));
    expect(changedSince(snapshot, found, DEFAULT_ARTIFACT_BUDGET)).toBe('model.safetensors');
    expect(() => structureOf(found, DEFAULT_ARTIFACT_BUDGET)).toThrow(
      expect.objectContaining({ code: 'file_changed' }),
    );
    expect(() => digestsOf(found, null, () => undefined)).toThrow(expect.objectContaining({ code: 'file_changed' }));
  });

  test('a blob that becomes a link is not followed', () => {
    const repository = cachedRepository(scratch, FILES);
    const found = layout(repository.snapshot);
    const blob = repository.blobOf('model.safetensors');
    writeFileSync(join(scratch, 'outside'), goodSafetensors());
    rmSync(blob);
    symlinkSync(join(scratch, 'outside'), blob);
    expect(() => structureOf(found, DEFAULT_ARTIFACT_BUDGET)).toThrow(
      expect.objectContaining({ code: 'file_changed' }),
    );
    expect(problemsOf(repository.snapshot)).toEqual(['layout_symlink model.safetensors']);
  });

  test('a link that leads elsewhere for a while is noticed', () => {
    const { root, snapshot } = cachedRepository(scratch, FILES);
    const found = layout(snapshot);
    expect(() => refuseChanged(found.members)).not.toThrow();
    writeFileSync(join(root, 'blobs', 'other'), 'other');
    const link = join(snapshot, 'model.safetensors');
    const target = readlinkSync(link);
    rmSync(link);
    symlinkSync('../../blobs/other', link);
    rmSync(link);
    symlinkSync(target, link);
    expect(changedSince(snapshot, found, DEFAULT_ARTIFACT_BUDGET)).toBe('model.safetensors');
    expect(() => refuseChanged(found.members)).toThrow(expect.objectContaining({ code: 'file_changed' }));
  });
});
