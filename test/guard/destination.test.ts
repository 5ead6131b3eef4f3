import { readdirSync, readFileSync, readlinkSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gifenc } from '../../src/engines/index.js';
import { guard } from '../../src/guard/guard.js';
import { compressor, cutting } from '../support/compressors.js';
import { fixture } from '../support/engine-run.js';
import { hash, rejectionOf } from '../support/guarded.js';
import { ball, folder, original, output } from '../support/guard-place.js';

describe('the same path in and out', () => {
  test('is judged against the original that it replaces', async () => {
    const path = join(folder, 'both.gif');
    writeFileSync(path, original);
    const { validation } = await guard(gifenc(), { mode: 'enforce' })(path, path, { colors: 16 });
    expect(validation?.subject).toMatchObject({
      original: { path, sha256: hash(original) },
      output: { path, sha256: hash(readFileSync(path)) },
    });
    expect(validation?.verdict).toBe('pass');
    expect(readFileSync(path).length).toBeLessThan(original.length);
  });

  test('is judged against what it was made from, whoever replaces it meanwhile', async () => {
    const path = join(folder, 'both.gif');
    const rival = join(folder, 'rival.gif');
    writeFileSync(path, original);
    writeFileSync(rival, readFileSync(fixture('plasma')));
    const engine = compressor('overtaken', async (from, to) => {
      await gifenc().compress(from, to, { colors: 16 });
      renameSync(rival, path);
    });
    const { validation } = await guard(engine, { mode: 'enforce' })(path, path, { colors: 16 });
    expect(validation).toMatchObject({ verdict: 'pass', subject: { original: { path, sha256: hash(original) } } });
  });

  test('through a link too, and a rejected output leaves the original alone', async () => {
    const path = join(folder, 'file.gif');
    const link = join(folder, 'link.gif');
    writeFileSync(path, original);
    symlinkSync('file.gif', link);
    await rejectionOf(guard(cutting(), { mode: 'enforce' })(path, link));
    expect(readFileSync(path)).toEqual(original);
    await guard(gifenc(), { mode: 'enforce' })(path, link, { colors: 16 });
    expect(readlinkSync(link)).toBe('file.gif');
    expect(readFileSync(path).length).toBeLessThan(original.length);
  });
});

test('concurrent calls to one destination never mix bytes: it is always one of the outputs, whole', async () => {
  const shrink = guard(gifenc(), { mode: 'enforce' });
  const results = await Promise.all([4, 8, 16, 32].map((colors) => shrink(ball, output, { colors })));
  const hashes = results.map(({ validation }) => validation?.subject.output?.sha256);
  expect(new Set(hashes).size).toBe(4);
  expect(hashes).toContain(hash(readFileSync(output)));
  expect(readdirSync(folder)).toEqual(['out.gif']);
});
