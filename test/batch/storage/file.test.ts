import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { storageOf } from '../../../src/batch/storage/index.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const at = (...parts: string[]) => join(scratch, ...parts);
const storage = storageOf(scratch);
const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');
writeFileSync(at('a.gif'), 'content');

test('a file is copied with its digest, into folders that are made, over what was there', async () => {
  const written = { bytes: 7, sha256: sha256('content') };
  expect(await storage.put(at('a.gif'), at('out', 'deep', 'b.gif'))).toEqual(written);
  writeFileSync(at('c.gif'), 'older and longer');
  expect(await storage.get(at('out', 'deep', 'b.gif'), at('c.gif'), { maxBytes: 7, sha256: written.sha256 })).toEqual(
    written,
  );
  expect(readFileSync(at('c.gif'), 'utf8')).toBe('content');
  expect(await storage.digest(at('c.gif'))).toEqual(written);
  expect(await storage.stat(at('c.gif'))).toEqual({ bytes: 7 });
});

test('what is refused leaves what was there as it was, and nothing beside it', async () => {
  mkdirSync(at('kept'));
  writeFileSync(at('kept', 'old.gif'), 'old');
  const get = (sha?: string, maxBytes = 7) =>
    storage.get(at('a.gif'), at('kept', 'old.gif'), { maxBytes, sha256: sha });
  await expect(get(undefined, 6)).rejects.toMatchObject({ code: 'too_large' });
  await expect(get(sha256('other'))).rejects.toMatchObject({ code: 'digest_mismatch' });
  await expect(storage.get(at('gone'), at('kept', 'old.gif'), { maxBytes: 1 })).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(readdirSync(at('kept'))).toEqual(['old.gif']);
  expect(readFileSync(at('kept', 'old.gif'), 'utf8')).toBe('old');
});

test('a file that has no end is read no further than allowed', async () => {
  // stat says 0 bytes of it
  const endless = '/dev/zero';
  expect(await storage.stat(endless)).toBeNull();
  await expect(storage.get(endless, at('zero'), { maxBytes: 10 })).rejects.toMatchObject({ code: 'not_found' });
  await expect(storage.get('/proc/self/status', at('status'), { maxBytes: 10 })).rejects.toMatchObject({
    code: 'too_large',
  });
  expect(readdirSync(scratch).filter((name) => name.includes('status') || name.includes('pressproof'))).toEqual([]);
});

test('moving replaces what is there; removing what is not there is nothing', async () => {
  writeFileSync(at('new.gif'), 'new');
  await storage.move(at('new.gif'), at('made', 'for', 'it.gif'));
  writeFileSync(at('newer.gif'), 'newer');
  await storage.move(at('newer.gif'), at('made', 'for', 'it.gif'));
  expect(readFileSync(at('made', 'for', 'it.gif'), 'utf8')).toBe('newer');
  expect(await storage.stat(at('new.gif'))).toBeNull();
  await storage.remove(at('made', 'for', 'it.gif'));
  await storage.remove(at('made', 'for', 'it.gif'));
  expect(await storage.stat(at('made', 'for', 'it.gif'))).toBeNull();
  expect(await storage.stat(at('a.gif', 'below-a-file'))).toBeNull();
});

test('between file systems a file arrives whole, too', async () => {
  const other = `/dev/shm/pressproof-test-${process.pid}.gif`;
  writeFileSync(at('far.gif'), 'far');
  await storage.move(at('far.gif'), other);
  await storage.move(other, at('near.gif'));
  expect(readFileSync(at('near.gif'), 'utf8')).toBe('far');
  expect([await storage.stat(at('far.gif')), await storage.stat(other)]).toEqual([null, null]);
});
