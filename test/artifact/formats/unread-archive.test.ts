/** Archives and compressed files that nobody here looks into, alone and beside a model. */
import { deflateSync, gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { op, pickleOf } from '../../../fixtures/artifacts/pickle.js';
import { goodSafetensors } from '../../../fixtures/artifacts/safetensors.js';
import { isArchive } from '../../../src/artifact/sniff.js';
import { artifactFolder, structureAt, type Files } from '../../support/artifact-folder.js';
import { runArtifactSuite } from '../../support/run-artifact.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const CHECKS = ['format_validation', 'unsafe_content', 'weights_sanity'];
const MODEL = { 'model.safetensors': goodSafetensors() };
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** A header of one empty file and the two empty blocks behind it, as tar writes them. */
function tar({ magic }: { readonly magic: string }): Buffer {
  const bytes = Buffer.alloc(1536);
  bytes.write('code.py', 0);
  const numbers = ['0000644', '0000000', '0000000', '00000000000', '14000000000'].join('\0');
  bytes.write(`${numbers}\0        0`, 100);
  bytes.write(magic, 257);
  const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}

/** Each as its program writes an empty or a short one. */
const ARCHIVES: readonly (readonly [name: string, bytes: Uint8Array, title: string])[] = [
  ['code.7z', hex('377abcaf271c 0004 8d9bd50f 0000000000000000 0000000000000000 00000000'), 'a 7z archive'],
  ['code.rar', hex('526172211a0701 00 33 92b5 e50a 0105 06 00 05 01 01 80 80 00'), 'a rar archive'],
  ['code.tar', tar({ magic: 'ustar\x0000' }), 'a tar archive'],
  ['old.tar', tar({ magic: '' }), 'a tar archive'],
  ['code.tgz', gzipSync(tar({ magic: 'ustar\x0000' })), 'a gzip file'],
  ['code.tar.bz2', hex('425a683931415926535900000000'), 'a bzip2 file'],
  ['empty.bz2', hex('425a683917724538509000000000'), 'a bzip2 file'],
  ['code.tar.xz', hex('fd377a585a000004e6d6b446 00000000 1cdf4421 1fb6f37d 010000000004595a'), 'an xz file'],
  ['code.lzma', hex('5d00008000 ffffffffffffffff 0083fffbffffc000 0000'), 'an lzma file'],
  ['code.tar.zst', hex('28b52ffd 2400 01000099e9d851'), 'a Zstandard file'],
  ['code.lz4', hex('04224d18 6440a7 00000000 05 5d cc 02'), 'an LZ4 file'],
];

test.each(ARCHIVES)(
  '%s beside a model leaves it as it is, and nobody says what is in it',
  async (name, bytes, title) => {
    const { outcomes, check, verdict } = await runArtifactSuite(artifactFolder(scratch, { ...MODEL, [name]: bytes }), {
      checks: CHECKS,
    });
    expect(outcomes).toEqual({
      format_validation: 'passed',
      unsafe_content: 'inconclusive',
      weights_sanity: 'inconclusive',
    });
    expect(verdict).toBe('inconclusive');
    expect(check('unsafe_content').message).toContain(`${title}, whose content was not looked at: unpack it`);
  },
);

test.each(ARCHIVES)('%s alone, under whatever name, is neither right nor wrong', async (_name, bytes) => {
  const path = join(artifactFolder(scratch, { 'notes.dat': bytes }), 'notes.dat');
  const { outcomes } = await runArtifactSuite(path, { checks: CHECKS.slice(0, 2) });
  expect(outcomes).toEqual({ format_validation: 'inconclusive', unsafe_content: 'inconclusive' });
  expect(structureAt(path).problems).toMatchObject([{ rule: 'layout_archive', severity: 'unread', offset: 0 }]);
  expect(isArchive(path)).toBe(true);
});

describe('no archive', () => {
  const words = 'x^2 and other words\n'.repeat(30);
  test.each<[what: string, files: Files]>([
    ['text that begins like a bzip2 file', { 'a.txt': 'BZh9 is how it begins' }],
    ['text that begins like a zlib stream', { 'a.txt': words }],
    ['a file of the length of a tar', { 'a.dat': new Uint8Array(1536) }],
    ['a vocabulary in gzip', { 'vocab.txt.gz': gzipSync('the\nwords\n') }],
    ['another one', { 'a.txt.gz': gzipSync(words) }],
    ['what lies beside models', { 'README.md': '# m', 'config.json': '{}', 'a.png': hex('89504e470d0a1a0a') }],
    ['a zlib stream of something', { 'a.dat': deflateSync(words) }],
  ])('is %s', async (_what, files) => {
    const folder = artifactFolder(scratch, { ...MODEL, ...files });
    const { outcomes } = await runArtifactSuite(folder, { checks: CHECKS });
    expect(outcomes).toEqual({ format_validation: 'passed', unsafe_content: 'passed', weights_sanity: 'passed' });
  });
});

describe('gzip', () => {
  const rules = (files: Files) => structureAt(artifactFolder(scratch, { ...MODEL, ...files })).problems;
  test('of code is code', () => {
    expect(rules({ 'run.py.gz': gzipSync('print(1)') })).toMatchObject([{ rule: 'layout_code_file' }]);
  });

  const letters = pickleOf(op.global('os', 'system'), Buffer.from("(S'ls'\ntR."));
  test.each([
    ['broken', gzipSync('words').subarray(0, 20)],
    ['with other bytes behind it', Buffer.concat([gzipSync('words'), Buffer.from('more')])],
    ['of more than a text has', gzipSync(Buffer.alloc(2 ** 24 + 1, 'a'))],
    ['of bytes', gzipSync(Uint8Array.of(0, 1, 2))],
    [
      'of a pickle in letters behind empty streams',
      Buffer.concat([...Array(300).fill(gzipSync('')), gzipSync(letters)]),
    ],
  ])('%s is unread', (_what, bytes) => {
    expect(rules({ 'words.txt.gz': bytes })).toMatchObject([{ rule: 'layout_archive', severity: 'unread' }]);
  });

  test('of a pickle is followed, whatever it is called', () => {
    expect(rules({ 'words.txt.gz': gzipSync(letters) }).map(({ rule }) => rule)).toContain('pickle_dangerous_global');
  });

  // each is a text that unpickles, and none is told from another text by how it begins
  test.each(['L1L\n0', 'F1.0\n0', 'C\x05words0'])('of what is called a pickle is followed as one: %j', (beginning) => {
    const pickle = Buffer.concat([Buffer.from(beginning), letters]);
    for (const files of [{ 'a.pkl.gz': gzipSync(pickle) }, { 'a.joblib.z': deflateSync(pickle) }]) {
      expect(rules(files).map(({ rule }) => rule)).toContain('pickle_dangerous_global');
    }
  });
});

test('a bzip2 file is no ONNX model, whose first fields begin alike', async () => {
  // joblib.dump(numpy.zeros((0, 3)), compress=('bz2', 3))
  const bytes = hex(
    '425a683331415926535964730343000053ffe2ffd068080061004428191080bfffdea261e40e0008000000b000bb308a624d1e89a0c4da4c8f500d0c0134da4d8a0d4d49e483f5349b5000d01a00326c501a08244c9a302640c10c130832668234d990ff0e41f43a118113a021310a24398a49cdb0e5d76a641ccc801712486d39a5c723684f2a1287ce4d8569bedaf9c19b9841652da37a945b7b87dba4297232e81b9cee7d703c8d8bcc22823009f911969488c1c1dab62bd14a269d534288986086908c6439acab24e602098b8401336365a1b08c5467d0a7994bffb91726d44395a10d2bc410200587f177245385090647303430',
  );
  const { verdict, outcomes } = await runArtifactSuite(artifactFolder(scratch, { 'empty.joblib': bytes }), {
    checks: CHECKS,
  });
  expect(outcomes['format_validation']).not.toBe('failed');
  expect(verdict).toBe('inconclusive');
});
