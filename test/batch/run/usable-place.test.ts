import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { confirmUsable } from '../../../src/batch/run/usable-place.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();

test('a place that is a folder, or can become one, is usable, and nothing is left there', async () => {
  await confirmUsable('--out', scratch);
  await confirmUsable('--out', join(scratch, 'a', 'b'));
  expect(readdirSync(scratch)).toEqual([]);
});

test('of a bucket the name is looked at', async () => {
  await confirmUsable('--outputs', 's3://bucket/prefix');
  await expect(confirmUsable('--outputs', 's3://')).rejects.toThrow('Expected s3://BUCKET/KEY for --outputs');
});

test('a file, what lies below one, a link to nothing and a file system without folders are refused', async () => {
  const file = join(scratch, 'file');
  writeFileSync(file, '');
  const link = join(scratch, 'link');
  symlinkSync(join(scratch, 'absent'), link);
  await expect(confirmUsable('--out', file)).rejects.toThrow(`for --out but received ${file}: ${file} is no folder`);
  await expect(confirmUsable('--out', join(file, 'run'))).rejects.toThrow(`${file} is no folder`);
  await expect(confirmUsable('--out', link)).rejects.toThrow(`${link} is no folder`);
  await expect(confirmUsable('--out', '/proc/foo')).rejects.toThrow('/proc takes no files');
});
