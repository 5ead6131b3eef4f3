import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writtenAt } from '../../../src/batch/execute/written.js';
import { decision } from '../../observe/decisions.js';

import { hash } from '../../support/guarded.js';
import { scratchFolder } from '../../support/scratch.js';

const path = join(scratchFolder(), 'a.gif');
writeFileSync(path, 'GIF89a');

function reportOf(bytes: number | null, sha256: string | null) {
  const { report } = decision();
  return { ...report, subject: { ...report.subject, output: { path, bytes, sha256 } } };
}

test('what was judged is not read again, what nobody looked at is', async () => {
  expect(await writtenAt(path, reportOf(6, 'a'.repeat(64)))).toEqual({ bytes: 6, sha256: 'a'.repeat(64) });
  const written = { bytes: 6, sha256: hash(Buffer.from('GIF89a')) };
  expect(await writtenAt(path, reportOf(null, null))).toEqual(written);
});

test('another file than was judged is not taken for it', async () => {
  await expect(writtenAt(path, reportOf(7, 'a'.repeat(64)))).rejects.toMatchObject({ code: 'output_changed' });
});
