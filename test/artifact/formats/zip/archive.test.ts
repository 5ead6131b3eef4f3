import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { noiseOf } from '../../../../fixtures/artifacts/noise.js';
import { op, pickleOf, stateDict } from '../../../../fixtures/artifacts/pickle.js';
import { goodNpz, NPY_HEADER, rawNpy } from '../../../../fixtures/artifacts/npy.js';
import { TORCH_TENSORS, torchMembers, zipOf, type ZipEnd, type ZipMember } from '../../../../fixtures/artifacts/zip.js';
import { places, readArtifact } from '../../../support/read-artifact.js';
import { ProblemList } from '../../../../src/artifact/problem.js';
import { MemorySource } from '../../../../src/artifact/source/byte-source.js';
import { readSource } from '../../../../src/artifact/structure.js';
import { DEFAULT_ARTIFACT_BUDGET } from '../../../../src/artifact/task.js';

/** Counts the bytes that are asked of it. */
class CountedSource extends MemorySource {
  readonly #reads: { readonly offset: number; readonly length: number }[] = [];

  override read(offset: number, length: number): Uint8Array {
    const bytes = super.read(offset, length);
    this.#reads.push({ offset, length: bytes.length });
    return bytes;
  }

  /** Of a part. Small ones, as of headers, are left out, and those of the end record, which reach to the end of the file. */
  within(start: number, end: number): number {
    const parts = this.#reads.filter(({ offset, length }) => length > 100 && offset + length < this.size);
    return parts.reduce((sum, { offset, length }) => {
      return sum + Math.max(0, Math.min(end, offset + length) - Math.max(start, offset));
    }, 0);
  }
}

const DATA = 'model/data.pkl';

/** A PyTorch archive with its first member changed, members added and an end of one's own. */
function judged(change: Partial<ZipMember> = {}, more: readonly ZipMember[] = [], end: ZipEnd = {}) {
  const [first, ...rest] = torchMembers(TORCH_TENSORS);
  const zip = zipOf([{ ...first!, ...change }, ...rest, ...more], end);
  return { zip, ...readArtifact(zip.bytes, 'model.pt') };
}

describe('case 44: archives that readers read differently', () => {
  test('a wrong checksum, and what a lax reader would load is looked at all the same', () => {
    const payload = pickleOf(op.global('os', 'system'), op.stop());
    const { zip, problems } = judged({ data: payload, descriptor: false, local: { crc: 1 }, central: { crc: 1 } });
    expect(places(problems)).toEqual([
      `zip_crc@${zip.data[0]} ${DATA}`,
      'pickle_dangerous_global@0 os.system',
      ...[`model/data/0`, 'model/data/1'].map((name, index) => `pytorch_unused_storage@${zip.data[2 + index]} ${name}`),
    ]);
  });

  test.each([
    ['name', { name: 'model/data.pk1' }],
    ['flags', { flags: 2 }],
    ['method', { method: 8 }],
    ['checksum', { crc: 5 }],
    ['compressed size', { compressed: 1 }],
    ['size', { size: 1 }],
  ])('another %s in the local header than in the directory', (what, local) => {
    const { zip, problems } = judged({ descriptor: false, local });
    expect(places(problems)).toContain(`zip_header_mismatch@${zip.starts[0]} ${DATA}`);
    expect(problems.find(({ rule }) => rule === 'zip_header_mismatch')?.message).toContain(`Expected the ${what} `);
  });

  test('other sizes behind the data than in the directory', () => {
    const { zip, problems } = judged({ central: { crc: 77 } });
    expect(places(problems)).toContain(`zip_descriptor@${zip.starts[1]! - 16} ${DATA}`);
  });

  test('an encrypted member', () => {
    const { zip, problems } = judged({ descriptor: false, local: { flags: 1 }, central: { flags: 1 } });
    expect(places(problems)).toContain(`zip_encrypted@${zip.records[0]} ${DATA}`);
  });

  test('a deflated data.pkl, which torch itself does not read', () => {
    const { zip, problems } = judged({ deflate: true });
    expect(places(problems)).toEqual([`pytorch_compressed@${zip.data[0]} ${DATA}`]);
  });

  test('deflated programs, as torch.jit.save writes them, are refused for what they are', () => {
    const { problems } = judged({}, [{ name: 'model/code/__torch__.py', data: Buffer.from('x = 1\n'), deflate: true }]);
    expect(problems.map(({ rule }) => rule)).toEqual(['pytorch_code']);
  });

  test('deflated members of a PyTorch file that are larger than its pickles are not inflated', () => {
    const random = noiseOf(1);
    // compressed to a hundredth: zeros alone would be a bomb
    const piece = Buffer.concat([
      Buffer.from(Array.from({ length: 2 ** 14 }, () => random() * 256)),
      Buffer.alloc(2 ** 20),
    ]);
    const large = Buffer.concat(Array.from({ length: 17 }, () => piece));
    const wrong = { crc: 1 };
    const evil = pickleOf(op.global('os', 'system'), op.stop());
    const { zip, problems } = judged({}, [
      { name: 'model/large.pkl', data: large, deflate: true, local: wrong, central: wrong },
      { name: 'model/small.pkl', data: evil, deflate: true },
    ]);
    const [at, next] = zip.data.slice(-2);
    expect(places(problems)).toEqual([
      `pytorch_compressed@${at} model/large.pkl`,
      `pytorch_compressed@${next} model/small.pkl`,
      'pickle_dangerous_global@0 os.system',
    ]);
    expect(problems[0]?.message).toContain('was not looked at');
    expect(problems[1]?.message).not.toContain('was not looked at');
  });

  test('which of the deflated members are looked at does not depend on their order', () => {
    const random = noiseOf(2);
    const noise = Buffer.from(Array.from({ length: 2 ** 16 }, () => random() * 256));
    // compressed to a hundredth, and of more than half of what is inflated
    const large = Buffer.concat([noise, Buffer.alloc(9 * 2 ** 20)]);
    const evil = pickleOf(op.global('os', 'system'), op.stop());
    const members = [
      { name: 'model/a', data: large, deflate: true },
      { name: 'model/b', data: large, deflate: true },
      { name: 'model/evil', data: evil, deflate: true },
    ];
    const rules = (order: readonly ZipMember[]) =>
      judged({}, order)
        .problems.map(({ rule, part, message }) => `${rule} ${part} ${message}`)
        .toSorted();
    const found = rules(members);
    expect(found.filter((problem) => problem.includes('was not looked at'))).toEqual([
      expect.stringContaining('pytorch_compressed model/b'),
    ]);
    expect(found.join()).toContain('pickle_dangerous_global os.system');
    expect(rules(members.toReversed())).toEqual(found);
  });

  test('a method that is neither stored nor deflated', () => {
    const { zip, problems } = judged({ descriptor: false, local: { method: 12 }, central: { method: 12 } });
    expect(places(problems)).toContain(`zip_method@${zip.records[0]} ${DATA}`);
  });

  test.each([
    ['the same name', DATA],
    ['a name in another case', 'model/DATA.pkl'],
  ])('two data.pkl: %s', (_what, name) => {
    const { zip, problems } = judged({}, [{ name, data: pickleOf(op.global('os', 'system'), op.stop()) }]);
    const record = zip.records.at(-1);
    expect(places(problems)).toContain(`zip_duplicate_name@${record} ${name}`);
    expect(problems.map(({ part }) => part)).toContain('os.system');
  });

  test('a data.pkl in another folder', () => {
    const { zip, problems } = judged({}, [{ name: 'other/data.pkl', data: stateDict([]) }]);
    const at = zip.data.at(-1);
    expect(places(problems)).toEqual([
      `pytorch_stray_member@${at} other/data.pkl`,
      `pytorch_second_data@${at} other/data.pkl`,
    ]);
  });

  test.each([
    ['a 7z archive', Buffer.from('377abcaf271c0004', 'hex')],
    ['a tar archive', Buffer.concat([Buffer.alloc(257, 'a'), Buffer.from('ustar\0'), Buffer.alloc(300)])],
    ['a gzip file', Buffer.from('1f8b08000000', 'hex')],
  ])('%s under the name of a PyTorch file', (title, bytes) => {
    const { problems } = readArtifact(bytes, 'model.pt');
    expect(places(problems)).toEqual(['zip_disguised@0']);
    expect(problems[0]?.message).toContain(title);
  });

  test('a PyTorch archive under another name is known by its content', () => {
    const { problems } = readArtifact(zipOf(torchMembers(TORCH_TENSORS)).bytes, 'model.gguf');
    expect(places(problems)).toEqual(['layout_wrong_extension@0']);
  });

  test('data.pkl in an archive within the archive', () => {
    const inner = zipOf(torchMembers(TORCH_TENSORS)).bytes;
    const { zip, problems } = judged({}, [{ name: 'model/extra.zip', data: inner }]);
    expect(places(problems)).toContain(`zip_nested@${zip.data.at(-1)} model/extra.zip`);
  });

  test.each([
    ['bytes before the first member', { prefix: '#!/bin/sh\n' }, 'zip_prefix'],
    ['bytes behind the end', { trailing: 'MZ' }, 'zip_trailing_bytes'],
    ['a comment', { comment: 'hidden' }, 'zip_comment'],
  ])('%s', (_what, end, rule) => {
    const { zip, problems } = judged({}, [], end);
    const at = rule === 'zip_prefix' ? 0 : zip.end + 22;
    expect(places(problems)).toEqual([`${rule}@${at}`]);
  });

  test('bytes between members', () => {
    const { zip, problems } = judged({ gap: '\x7fELF' });
    expect(places(problems)).toEqual([`zip_gap@${zip.starts[1]! - 4}`]);
  });

  test('two end records that do not agree', () => {
    const { zip, problems } = judged({}, [], { zip64: true });
    const bytes = Buffer.from(zip.bytes);
    bytes.writeUInt16LE(1, zip.end + 10);
    expect(problems).toEqual([]);
    expect(places(readArtifact(bytes, 'model.pt').problems)).toEqual([`zip_zip64@${zip.end}`]);
  });

  test.each<[what: string, end: ZipEnd, rule: string]>([
    ['entries on another disk', { wide: { entriesHere: 4 } }, 'zip_spanned'],
    ['a disk of its own', { wide: { disk: 1 } }, 'zip_spanned'],
    ['a wide record on another disk', { wide: { locatorDisk: 1 } }, 'zip_spanned'],
    ['several disks', { wide: { disks: 2 } }, 'zip_spanned'],
    ['another length of the wide record', { wide: { length: 45 } }, 'zip_zip64'],
    ['other entries here in the short record', { entriesHere: 4 }, 'zip_spanned'],
  ])('%s', (_what, end, rule) => {
    expect(judged({}, [], { zip64: true, ...end }).problems.map((problem) => problem.rule)).toEqual([rule]);
  });

  test.each<[what: string, end: ZipEnd]>([
    ['the number of entries here left to the wide record', { entriesHere: 0xffff }],
    ['no number of disks', { wide: { disks: 0 } }],
  ])('%s is no fault', (_what, end) => {
    expect(judged({}, [], { zip64: true, ...end }).problems).toEqual([]);
  });

  test.each([
    ['more entries than there is room for', { entries: 60_000 }, 'zip_directory'],
    ['a directory past the end', { directorySize: 0xfffffff0 }, 'zip_directory'],
    ['a directory elsewhere', { directoryStart: 1 }, 'zip_directory'],
  ])('%s', (_what, end, rule) => {
    expect(judged({}, [], end).problems.map((problem) => problem.rule)).toEqual([rule]);
  });

  test('another name in an extra field', () => {
    const extra = Buffer.from('757005000100000000', 'hex');
    const { zip, problems } = judged({}, [{ name: 'model/x', data: '', central: { extra } }]);
    expect(places(problems)).toEqual([`zip_second_name@${zip.records.at(-1)}`]);
  });
});

describe('case 45: archives that unpack to more than they may', () => {
  test('300 MB of zeros in 292 KB', () => {
    const zeros = Buffer.alloc(300 * 2 ** 20);
    const zip = zipOf([
      { name: 'weights.npy', data: rawNpy() },
      { name: 'zeros.npy', data: zeros, deflate: true },
    ]);
    expect(zip.bytes.length).toBeLessThan(400_000);
    const { problems } = readArtifact(zip.bytes, 'weights.npz');
    expect(places(problems)).toEqual([
      `zip_bomb_ratio@${zip.records[1]} zeros.npy`,
      `zip_too_large@${zip.records[1]} zeros.npy`,
    ]);
  });

  test.each([
    ['less', { size: 100 }],
    ['more', { size: 100_000 }],
  ])('a member that says it is %s than it is', (_what, lie) => {
    const data = rawNpy({ data: Buffer.alloc(4800) });
    const zip = zipOf([{ name: 'a.npy', data, deflate: true, local: lie, central: lie }]);
    expect(places(readArtifact(zip.bytes, 'a.npz').problems)).toEqual([`zip_size@${zip.records[0]} a.npy`]);
  });

  test('compressed arrays are inflated once, and bombs among them never', () => {
    const random = noiseOf(3);
    const noise = Buffer.from(Array.from({ length: 2 ** 17 }, () => random() * 256));
    const array = rawNpy({ header: NPY_HEADER.replace('(3, 4)', `(${2 ** 15},)`), data: noise });
    const zeros = Buffer.alloc(64 * 2 ** 20);
    const zip = zipOf([
      { name: 'a.npy', data: array, deflate: true },
      { name: 'b.npy', data: zeros, deflate: true },
    ]);
    const counted = new CountedSource(zip.bytes, 'a.npz');
    const problems = new ProblemList();
    const structure = readSource(counted, { problems, budget: DEFAULT_ARTIFACT_BUDGET });
    expect(structure?.tensors.map(({ name }) => name)).toEqual(['a']);
    expect(places(problems.kept)).toEqual([`zip_bomb_ratio@${zip.records[1]} b.npy`]);
    expect(counted.within(zip.data[0]!, zip.starts[1]!)).toBe(zip.starts[1]! - zip.data[0]!);
    expect(counted.within(zip.data[1]!, zip.directory)).toBe(0);
  });

  test('members that together become more than the budget', () => {
    const data = rawNpy();
    const zip = zipOf(['a', 'b', 'c'].map((name) => ({ name: `${name}.npy`, data, deflate: true })));
    const budget = { ...DEFAULT_ARTIFACT_BUDGET, maxInflatedBytes: 2 * data.length };
    const { problems } = readArtifact(zip.bytes, 'a.npz', budget);
    expect(places(problems)).toEqual([`zip_too_large@${zip.records[2]} c.npy`]);
  });

  test('more members than any model has', () => {
    const { problems, zip } = judged({}, [], { zip64: true, entries: 2_000_000_000 });
    expect(places(problems)).toEqual([`zip_zip64@${zip.end - 76 + 32}`]);
  });

  test('members that overlap are read once', () => {
    const large = { name: 'model/large', data: Buffer.alloc(100_000, 'x') };
    const members = [...torchMembers(TORCH_TENSORS), large];
    const start = zipOf(members).starts.at(-1)!;
    // the very same bytes under the very same name, as often as somebody likes
    const again = { crc: crc32(large.data), compressed: large.data.length, size: large.data.length, start };
    const many = Array.from({ length: 50 }, () => ({ name: large.name, data: '', central: again }));
    const { bytes } = zipOf([...members, ...many]);
    const counted = new CountedSource(bytes, 'model.pt');
    const problems = new ProblemList();
    readSource(counted, { problems, budget: DEFAULT_ARTIFACT_BUDGET });
    expect(problems.kept.map(({ rule }) => rule)).toContain('zip_overlap');
    // its checksum, and what kind of content it is
    expect(counted.within(start, start + large.data.length)).toBeLessThan(3 * large.data.length);
  });

  test('a member within another', () => {
    const inner = zipOf([{ name: 'model/inner', data: 'hidden' }]);
    const outer = { name: 'model/outer', data: inner.bytes.subarray(0, inner.directory) };
    const start = zipOf([...torchMembers(TORCH_TENSORS), outer]).data.at(-1)!;
    const { zip, problems } = judged({}, [outer, { name: 'model/inner', data: 'hidden', central: { start } }]);
    expect(places(problems)).toContain(`zip_overlap@${start} model/inner`);
    expect(zip.data.at(-2)).toBe(start);
  });

  test('an archive that holds an archive, as one that holds itself does', () => {
    const zip = zipOf([{ name: 'weights.npy', data: goodNpz() }]);
    expect(readArtifact(zip.bytes, 'a.npz').problems).toMatchObject([{ rule: 'npy_magic', part: 'weights.npy' }]);
  });

  test('deflated data that ends before its member does, with something behind it', () => {
    const { zip, problems } = judged({}, [
      {
        name: 'model/x',
        data: '',
        local: { method: 8, size: 0, compressed: 4 },
        central: { method: 8, compressed: 4 },
        gap: '\x03\x00MZ',
      },
    ]);
    expect(places(problems)).toContain(`zip_deflate@${zip.data.at(-1)! + 2} model/x`);
  });
});

describe('case 46: members that would land elsewhere', () => {
  test.each([
    ['../../etc/cron.d/x', 'a path that leads out of the folder'],
    ['model/../../x', 'a path that leads out of the folder'],
    ['/etc/passwd', 'an absolute path'],
    ['C:/x', 'an absolute path'],
    ['model\\..\\x', 'a name with a backslash'],
    ['model/data.pkl\0.txt', 'a name with a NUL'],
    ['model/\x1b[2J', 'a name with control characters'],
    ['', 'no name'],
  ])('%j', (name, found) => {
    const { zip, problems } = judged({}, [{ name, data: 'x' }]);
    const slip = problems.find(({ rule }) => rule === 'zip_slip');
    expect(slip).toMatchObject({ concern: 'safety', severity: 'error', offset: zip.records.at(-1), part: name });
    expect(slip?.message).toContain(found);
  });

  test.each([
    ['a symbolic link', 0o120777, 'zip_symlink'],
    ['a device', 0o060666, 'zip_special_file'],
  ])('%s', (_what, mode, rule) => {
    const attributes = (mode << 16) >>> 0;
    const { zip, problems } = judged({}, [{ name: 'model/link', data: '/etc/passwd', central: { attributes } }]);
    expect(places(problems)).toContain(`${rule}@${zip.records.at(-1)} model/link`);
  });

  test('a name that is no UTF-8', () => {
    const name = Uint8Array.of(0x6d, 0xff);
    const { zip, problems } = judged({}, [{ name: 'm', data: '', local: { name }, central: { name } }]);
    expect(places(problems)).toEqual([`zip_name@${zip.records.at(-1)}`]);
  });
});

test('no prefix of a good archive is without a problem', () => {
  const good = zipOf(torchMembers(TORCH_TENSORS)).bytes;
  for (let length = 4; length < good.length; length += 1) {
    expect(readArtifact(good.subarray(0, length), 'model.pt').errors, `the first ${length} bytes`).toBeGreaterThan(0);
  }
});
