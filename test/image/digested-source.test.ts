import { fc, test } from '@fast-check/vitest';
import { createHash } from 'node:crypto';
import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { encodeGif } from '../../fixtures/encode.js';
import { SCENES } from '../../fixtures/scenes.js';
import { digest, DigestedSource } from '../../src/image/digested-source.js';
import { openImage } from '../../src/image/open.js';
import { DEFAULT_BUDGET } from '../../src/image/reader.js';
import { openSource } from '../../src/image/source.js';
import { CountedBytes } from '../support/counted-bytes.js';
import { runSuiteOn } from '../support/run-suite.js';
import { scratchFolder } from '../support/scratch.js';

const folder = scratchFolder();
// longer than two windows of the reader
const gif = encodeGif(SCENES.plasma());
// longer than what is read at once for a digest
const long = Uint8Array.from({ length: 600_000 }, (_, index) => index % 251);
const followed = Buffer.concat([gif, long]);

/** Bytes of which those from `bad` on cannot be read. */
class BadSectors extends CountedBytes {
  bad = Infinity;

  override subarray(start = 0, end = this.length): Uint8Array<ArrayBuffer> {
    if (start < this.length && end > this.bad) throw new Error('EIO: i/o error, read');
    return super.subarray(start, end);
  }
}

function withBadSectors(bytes: Uint8Array, bad: number): BadSectors {
  return Object.assign(new BadSectors(bytes), { bad });
}

function opened(bytes: Uint8Array): DigestedSource {
  return new DigestedSource(openSource({ bytes }));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function walk(source: DigestedSource): Promise<void> {
  await openImage(source, DEFAULT_BUDGET).outline();
}

test.prop([
  fc.uint8Array({ maxLength: 300 }),
  fc.array(fc.record({ position: fc.nat(320), length: fc.nat(120) }), { maxLength: 12 }),
])('a digest is of every byte, whatever was read before: twice, out of order or not at all', (bytes, reads) => {
  const source = opened(bytes);
  for (const { position, length } of reads) source.read(new Uint8Array(length), position);
  expect(source.sha256()).toBe(sha256(bytes));
  source.read(new Uint8Array(10), 0);
  expect(source.sha256()).toBe(sha256(bytes));
});

describe('a walk through the blocks and a digest read the file once', () => {
  const damaged = Uint8Array.from(gif);
  // no block begins with it, and the first one begins behind the palette
  damaged.fill(0x99, 13 + 3 * 2 ** ((gif[10]! & 7) + 1));
  test.each([
    ['which is whole', gif],
    ['also what is behind the trailer', followed],
    ['also what is behind the problem where the walk ends', damaged],
    ['also where it ends too early', gif.subarray(0, 100_000)],
  ])('%s', async (_, bytes) => {
    const counted = new CountedBytes(bytes);
    const source = opened(counted);
    await walk(source);
    expect(source.sha256()).toBe(sha256(bytes));
    expect(counted.timesRead).toBe(1);
  });
});

describe('bytes that cannot be read', () => {
  test('fail the walk and the digest with one reason', async () => {
    const source = opened(withBadSectors(gif, 100_000));
    await expect(walk(source)).rejects.toThrow('EIO: i/o error, read');
    expect(() => source.sha256()).toThrow('EIO: i/o error, read');
  });

  test('are read again by whom they concern, and those before them are in the digest once', async () => {
    const bytes = withBadSectors(gif, 100_000);
    const source = opened(bytes);
    await expect(walk(source)).rejects.toThrow('EIO');
    bytes.bad = Infinity;
    await walk(source);
    expect(source.sha256()).toBe(sha256(gif));
  });

  test('leave open what they have to do with', async () => {
    const damage = await runSuiteOn(gif, withBadSectors(gif, 100_000));
    expect(damage.verdict).toBe('inconclusive');
    expect(damage.check('file_integrity')).toMatchObject({ outcome: 'inconclusive', message: 'EIO: i/o error, read' });
    // behind the trailer only the digest meets them
    const behind = withBadSectors(followed, gif.length + 200_000);
    const { outcomes } = await runSuiteOn(gif, behind, { checks: ['file_integrity', 'size_reduction'] });
    expect(outcomes).toMatchObject({ file_integrity: 'warned', size_reduction: 'inconclusive' });
  });
});

describe('a file that is written to while it is read', () => {
  test('has the digest of what there was to read, and is known to have changed', () => {
    const path = join(folder, 'changing.bin');
    const head = new Uint8Array(200_000);
    writeFileSync(path, long);
    const grown = new DigestedSource(openSource({ path }));
    grown.read(head, 0);
    appendFileSync(path, 'more');
    expect(grown.sha256()).toBe(sha256(Buffer.concat([long, Buffer.from('more')])));
    expect(grown.changed()).toBe(true);
    grown.close();

    writeFileSync(path, long);
    const shrunk = new DigestedSource(openSource({ path }));
    shrunk.read(head, 0);
    truncateSync(path, 300_000);
    expect(shrunk.sha256()).toBe(sha256(long.subarray(0, 300_000)));
    expect(shrunk.changed()).toBe(true);
    shrunk.close();
  });

  test('keeps the digest that it had, whatever is read of it later', () => {
    const path = join(folder, 'grown-later.bin');
    writeFileSync(path, long);
    const source = new DigestedSource(openSource({ path }));
    expect(source.sha256()).toBe(sha256(long));
    appendFileSync(path, 'more');
    expect(source.read(new Uint8Array(10), long.length)).toBe(4);
    expect(source.sha256()).toBe(sha256(long));
    source.close();
  });

  test('is read to its end also where it was empty when it was opened', () => {
    const path = join(folder, 'empty.bin');
    writeFileSync(path, '');
    const source = openSource({ path });
    writeFileSync(path, long);
    expect(digest(source)).toBe(sha256(long));
    source.close();
  });
});
