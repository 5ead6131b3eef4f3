import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ModelAsked } from '../../../src/batch/item.js';
import { Confines } from '../../../src/batch/queue/confine.js';
import { ownSettings } from '../../../src/batch/queue/own-settings.js';
import { queuePlace, testSettings } from '../../support/queue-place.js';
import { entryOf } from '../../../src/config/index.js';

/** A root with a file in it, and a folder beside it. */
function folders() {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'pressproof-test-')));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const [root, beside] = [join(base, 'root'), join(base, 'root-beside')];
  for (const folder of [root, beside]) {
    mkdirSync(folder);
    writeFileSync(join(folder, 'a.gif'), '');
  }
  return { root, beside };
}

test('a worker reads below its roots and writes below its outputs, whatever a job says', async () => {
  const { root, beside } = folders();
  const confines = await Confines.open({ roots: [root], outputs: [beside] });
  expect(await confines.reads(join(root, 'a.gif'))).toBe(true);
  expect(await confines.reads(join(beside, 'a.gif'))).toBe(false);
  expect(await confines.reads(join(root, '..', 'root-beside', 'a.gif'))).toBe(false);
  expect(await confines.reads('a.gif')).toBe(false);
  expect(await confines.writes(join(beside, 'new.gif'))).toBe(true);
  expect(await confines.writes(join(root, 'new.gif'))).toBe(false);
});

test('links that lead out of a root are followed, and refused', async () => {
  const { root, beside } = folders();
  const confines = await Confines.open({ roots: [root] });
  symlinkSync(join(beside, 'a.gif'), join(root, 'link.gif'));
  symlinkSync(beside, join(root, 'out'));
  expect(await confines.reads(join(root, 'link.gif'))).toBe(false);
  expect(await confines.writes(join(root, 'out', 'new.gif'))).toBe(false);
  // nor where the end of the way is not there yet
  expect(await confines.reads(join(root, 'out', 'absent.gif'))).toBe(false);
  expect(await confines.writes(join(root, 'out', 'absent', 'new.gif'))).toBe(false);
  symlinkSync(join(beside, 'later.gif'), join(root, 'later.gif'));
  expect(await confines.reads(join(root, 'later.gif'))).toBe(false);
  expect(await confines.reads(join(root, 'absent.gif'))).toBe(true);
});

test("a revision in Hugging Face's cache is read where the blobs of its repository may be read, too", async () => {
  const { root } = folders();
  const repository = join(root, 'models--org--name');
  const revision = join(repository, 'snapshots', 'main');
  mkdirSync(revision, { recursive: true });
  for (const [own, isRead] of [
    [revision, false],
    [join(repository, 'snapshots'), false],
    [repository, true],
    [root, true],
  ] as const) {
    const confines = await Confines.open({ roots: [own] });
    expect(await confines.reads(dirname(revision))).toBe(isRead);
    expect(await confines.reads(revision)).toBe(isRead);
    expect(await confines.reads(join(revision, 'model.safetensors'))).toBe(isRead);
  }
});

test('buckets are closed unless they are named', async () => {
  const { root } = folders();
  const confines = await Confines.open({ roots: [root], buckets: ['corpus'] });
  expect(await confines.reads('s3://corpus/a/b.gif')).toBe(true);
  expect(await confines.writes('s3://corpus2/a/b.gif')).toBe(false);
  expect(await confines.reads('s3://')).toBe(false);
});

test('a refusal names the place and the remedy', async () => {
  const place = queuePlace();
  const { root } = folders();
  const [elsewhere, reader] = [await Confines.open({ roots: [root] }), { roots: [place.folder], outputs: [root] }];
  const task = place.task(0);
  expect(await elsewhere.refusal(task)).toBe(
    `This worker may not read ${task.item.entry.input}: start it with --root FOLDER`,
  );
  expect(await (await Confines.open(reader)).refusal(task)).toBe(
    `This worker may not write ${task.staged}: start it with --out FOLDER`,
  );
  expect(await (await Confines.open({ roots: [place.folder] })).refusal(task)).toBeNull();
});

test('what a model is held against is read below the roots too', async () => {
  const { root, beside } = folders();
  const confines = await Confines.open({ roots: [root] });
  symlinkSync(join(beside, 'a.gif'), join(root, 'link.gguf'));
  const refusal = async (model: ModelAsked) => {
    const entry = { input: join(root, 'a.gguf'), name: 'a.gguf', output: null, model };
    const item = { key: '0'.repeat(32), ordinal: 0, entry, recipe: null };
    return await confines.refusal({ job: 'artifacts', item, staged: null, target: null });
  };
  const own = join(root, 'b.gguf');
  expect(await refusal({ baseline: own, holdout: join(root, 'holdout.jsonl') })).toBeNull();
  // neither elsewhere, nor by a link, nor by a name that the worker's own folder or the job's settings would give a place
  for (const outside of [join(beside, 'b.gguf'), join(root, 'link.gguf'), 'b.gguf']) {
    const expected = `This worker may not read ${outside}: start it with --root FOLDER`;
    expect(await refusal({ baseline: outside })).toBe(expected);
    expect(await refusal({ baseline: own, holdout: outside })).toBe(expected);
  }
});

test('a job cannot have a worker write, tell or listen where it does not allow it', async () => {
  const { root, beside } = folders();
  const confines = await Confines.open({ roots: [root] });
  const stated = (folder: string) => [
    entryOf('control.file', join(folder, 'control.json'), 'flag'),
    entryOf('quarantineDir', join(folder, 'rejected'), 'flag'),
    entryOf('cache.dir', join(folder, 'cache'), 'flag'),
  ];
  const outside = await ownSettings(testSettings({ flags: stated(beside) }), confines);
  expect(outside.settings.settings).toMatchObject({
    control: { file: null },
    quarantineDir: null,
    cache: { dir: null },
    store: { path: null },
    alerts: { channels: [] },
  });
  const inside = await ownSettings(testSettings({ flags: stated(root) }), confines);
  expect(inside.settings.settings).toMatchObject({
    control: { file: join(root, 'control.json') },
    quarantineDir: join(root, 'rejected'),
    cache: { dir: null },
  });
});
