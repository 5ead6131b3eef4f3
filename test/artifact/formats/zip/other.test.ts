/** Zip archives that are no model: pictures, documents, whatever lies beside models. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { goodNpz, rawNpy } from '../../../../fixtures/artifacts/npy.js';
import { goodPickle, op, pickleOf } from '../../../../fixtures/artifacts/pickle.js';
import { goodSafetensors } from '../../../../fixtures/artifacts/safetensors.js';
import {
  goodTorch,
  TORCH_TENSORS,
  torchMembers,
  zipOf,
  type ZipEnd,
  type ZipMember,
} from '../../../../fixtures/artifacts/zip.js';
import { artifactFolder, structureAt, type Files } from '../../../support/artifact-folder.js';
import { runArtifactSuite } from '../../../support/run-artifact.js';
import { scratchFolder } from '../../../support/scratch.js';
import { isArchive, isModelFile } from '../../../../src/artifact/sniff.js';

const scratch = scratchFolder();
const CHECKS = ['format_validation', 'unsafe_content'];
const PICTURES: readonly ZipMember[] = [
  { name: 'pictures/', data: '' },
  { name: 'pictures/a.txt', data: 'a'.repeat(5000), deflate: true },
  { name: 'pictures\\b.txt', data: 'b', descriptor: true },
];

const problemsOf = (members: readonly ZipMember[], end?: ZipEnd) =>
  structureAt(join(artifactFolder(scratch, { 'a.zip': zipOf(members, end).bytes }), 'a.zip')).problems;
const outcomes = async (files: Files) =>
  (await runArtifactSuite(artifactFolder(scratch, files), { checks: CHECKS })).outcomes;

test('one alone is neither right nor wrong', async () => {
  const bytes = zipOf(PICTURES, { comment: 'taken in May', prefix: '' }).bytes;
  expect(await outcomes({ 'pictures.zip': bytes })).toEqual({
    format_validation: 'inconclusive',
    unsafe_content: 'inconclusive',
  });
  const path = join(artifactFolder(scratch, { 'pictures.docx': bytes }), 'pictures.docx');
  expect([isArchive(path), isModelFile(path)]).toEqual([true, false]);
  expect(structureAt(path)).toMatchObject({
    formats: [],
    problems: [{ rule: 'zip_unread', concern: 'safety', severity: 'unread', offset: 0, part: null }],
  });
});

test('one beside a model leaves the model as it is, and nobody says what is in it', async () => {
  const files = { 'model.safetensors': goodSafetensors(), 'pictures.zip': zipOf(PICTURES).bytes };
  expect(await outcomes(files)).toEqual({ format_validation: 'passed', unsafe_content: 'inconclusive' });
});

test.each<[what: string, members: readonly ZipMember[]]>([
  [
    'arrays among other things',
    [
      { name: 'a.npy', data: rawNpy() },
      { name: 'readme', data: 'x' },
    ],
  ],
  ['a data.pkl of somebody', [{ name: 'set/train/data.pkl', data: 'x' }]],
  ['nothing', []],
  ['a link within', [{ name: 'a/link', data: '../b', central: { attributes: (0o120777 << 16) >>> 0 } }]],
  ['an encrypted member', [{ name: 'a', data: 'x', local: { flags: 1 }, central: { flags: 1 } }]],
  ['another method', [{ name: 'a', data: 'x', local: { method: 93 }, central: { method: 93 } }]],
  [
    'a name twice',
    [
      { name: 'a', data: 'x' },
      { name: 'a', data: 'y' },
    ],
  ],
  ['an old name', [{ name: 'm', data: '', local: { name: Buffer.of(0xff) }, central: { name: Buffer.of(0xff) } }]],
])('one with %s has no fault', (_what, members) => {
  expect(problemsOf(members).map(({ rule }) => rule)).toEqual(['zip_unread']);
});

describe('bombs and slips fail all the same', () => {
  const link = { attributes: (0o120777 << 16) >>> 0 };
  test.each<[what: string, members: readonly ZipMember[], rule: string]>([
    ['a path upwards', [{ name: 'a/../../x', data: 'x' }], 'zip_slip'],
    ['the same with backslashes', [{ name: '..\\x', data: 'x' }], 'zip_slip'],
    ['an absolute path', [{ name: '/etc/passwd', data: 'x' }], 'zip_slip'],
    ['a link out', [{ name: 'a/link', data: '../../x', central: link }], 'zip_symlink'],
    ['an absolute link', [{ name: 'link', data: '/etc/passwd', central: link }], 'zip_symlink'],
    [
      'a link that cannot be read',
      [{ name: 'link', data: 'x'.repeat(5000), deflate: true, central: link }],
      'zip_symlink',
    ],
    ['a device', [{ name: 'dev', data: '', central: { attributes: (0o060666 << 16) >>> 0 } }], 'zip_special_file'],
    ['a member of zeros', [{ name: 'zeros', data: Buffer.alloc(11 * 2 ** 20), deflate: true }], 'zip_bomb_ratio'],
    [
      'many members of zeros',
      Array.from({ length: 12 }, (_, at) => ({ name: `${at}`, data: Buffer.alloc(2 ** 20), deflate: true })),
      'zip_bomb_ratio',
    ],
  ])('%s', async (_what, members, rule) => {
    expect(problemsOf(members)).toContainEqual(expect.objectContaining({ rule, concern: 'safety', severity: 'error' }));
    expect((await outcomes({ 'a.zip': zipOf(members).bytes }))['unsafe_content']).toBe('failed');
  });

  const evil = pickleOf(op.proto(2), op.global('os', 'system'), op.stop());
  test.each<[what: string, member: ZipMember]>([
    ['a pickle', { name: 'data.pkl', data: evil }],
    ['a compressed one', { name: 'model/config.pkl', data: evil, deflate: true }],
    ['one under another name', { name: 'notes.txt', data: evil }],
    ['one with a wrong checksum', { name: 'a.pkl', data: evil, local: { crc: 1 }, central: { crc: 1 } }],
  ])('%s that runs something', (_what, member) => {
    const problems = problemsOf([{ name: 'readme', data: 'x' }, member]);
    expect(problems).toMatchObject([
      { rule: 'pickle_dangerous_global', severity: 'error', file: `a.zip!${member.name}` },
      { rule: 'zip_unread' },
    ]);
  });

  test('no pickle that runs nothing, and none that is broken', () => {
    const members = [
      { name: 'a.pkl', data: goodPickle() },
      { name: 'b.pkl', data: 'no pickle at all' },
    ];
    expect(problemsOf(members).map(({ rule }) => rule)).toEqual(['zip_unread']);
  });

  test('the same bytes in two members', () => {
    const inner = zipOf([{ name: 'inner', data: 'hidden' }]);
    const outer = { name: 'outer', data: inner.bytes.subarray(0, inner.directory) };
    const start = zipOf([outer]).data[0]!;
    const problems = problemsOf([outer, { name: 'inner', data: 'hidden', central: { start } }]);
    expect(problems.map(({ rule }) => rule)).toContain('zip_overlap');
  });
});

test('one that ends too early is broken', async () => {
  const bytes = zipOf(PICTURES).bytes;
  expect(await outcomes({ 'a.zip': bytes.subarray(0, bytes.length - 30) })).toEqual({
    format_validation: 'failed',
    unsafe_content: 'inconclusive',
  });
});

describe('an archive is what is in it', () => {
  test.each([
    ['tensors', goodTorch(), 'pytorch'],
    [
      'tensors of a writer that shouts',
      zipOf(torchMembers(TORCH_TENSORS).map((one) => ({ ...one, name: one.name.replace('data.pkl', 'DATA.PKL') })))
        .bytes,
      'pytorch',
    ],
    ['arrays', goodNpz(), 'npy'],
  ])('%s', (_what, bytes, format) => {
    const { formats } = structureAt(join(artifactFolder(scratch, { 'a.zip': bytes }), 'a.zip'));
    expect(formats).toEqual([format]);
  });

  test.each([
    ['model.pt', 'pytorch_no_data'],
    ['pytorch_model.bin', 'pytorch_no_data'],
    ['arrays.npz', 'npy_stray_member'],
    ['model.gguf', 'gguf_magic'],
  ])('and what %s promises is asked of it', (name, rule) => {
    const { problems } = structureAt(artifactFolder(scratch, { [name]: zipOf(PICTURES).bytes }));
    expect(problems.map((problem) => problem.rule)).toContain(rule);
  });
});
