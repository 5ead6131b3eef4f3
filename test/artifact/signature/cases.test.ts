/** Cases 48 and 49: models that are not what was signed, and signatures that sign nothing. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  bundleOf,
  statementOf,
  withResources,
  type Files,
  type SignedResource,
  type SignedStatement,
} from '../../../fixtures/artifacts/model-signature.js';
import { goodSafetensors } from '../../../fixtures/artifacts/safetensors.js';
import { cachedRepository } from '../../support/hub-cache.js';
import { runArtifactSuite } from '../../support/run-artifact.js';
import { scratchFolder } from '../../support/scratch.js';

const folder = scratchFolder();
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const KEY = keyFile('key.pub', publicKey);
const FILES: Files = {
  'config.json': Buffer.from('{"model_type":"none"}'),
  'model.safetensors': goodSafetensors(),
  'vocabulary/tokens.txt': Buffer.from('a\nb\n'),
};
let models = 0;

function keyFile(name: string, key: KeyObject): string {
  const path = join(folder, name);
  writeFileSync(path, key.export({ type: 'spki', format: 'pem' }));
  return path;
}

function without(files: Files, name: string): Files {
  return Object.fromEntries(Object.entries(files).filter(([other]) => other !== name));
}

function model(files: Files): string {
  models += 1;
  const path = join(folder, `model-${models}`);
  mkdirSync(path);
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), bytes);
  }
  return path;
}

async function verify(path: string, key = KEY, bundle?: string) {
  const ran = await runArtifactSuite(path, {
    checks: ['signature'],
    expectation: { signature: { publicKey: key, bundle } },
  });
  return ran.check('signature');
}

/** A model of some files with a bundle in it, and what becomes of its signature. */
async function judge(files: Files, bundle: unknown, key = KEY) {
  const text = typeof bundle === 'string' ? bundle : JSON.stringify(bundle);
  return await verify(model({ ...files, 'model.sig': Buffer.from(text) }), key);
}

const signed = (statement: object = statementOf(FILES)) => bundleOf(statement, privateKey);
const rulesOf = ({ details }: { details?: unknown }) =>
  (details as { problems: readonly { rule: string; file: string | null }[] }).problems;

test('a folder as it was signed passes, and says by which key', async () => {
  const found = await judge(FILES, signed());
  expect(found).toMatchObject({ outcome: 'passed', actual: { filesSigned: 3, filesSound: 3, ignored: 0 } });
  expect(found.message).toMatch(/^Signed by the key [0-9a-f]{64}: 3 files are as signed$/);
});

test.each([
  ['blake2b', { hash: 'blake2b' }],
  ['parts of 10 bytes', { shardBytes: 10 }],
  ['parts longer than every file', { shardBytes: 10_000, hash: 'blake2b' }],
] as const)('digests of %s are verified', async (_, how) => {
  expect((await judge(FILES, signed(statementOf(FILES, how)))).outcome).toBe('passed');
  const changed = { ...FILES, 'vocabulary/tokens.txt': Buffer.from('a\nB\n') };
  const found = await judge(changed, signed(statementOf(FILES, how)));
  expect(found.outcome).toBe('failed');
  expect(rulesOf(found)).toMatchObject([{ rule: 'signature_file_differs', file: 'vocabulary/tokens.txt' }]);
});

test('a file of its own is verified with the bundle beside it, under its name or none', async () => {
  const path = join(model(FILES), 'model.safetensors');
  for (const name of ['model.safetensors', '.']) {
    writeFileSync(`${path}.sig`, JSON.stringify(signed(statementOf({ [name]: goodSafetensors() }))));
    expect(await verify(path)).toMatchObject({ outcome: 'passed', actual: { filesSound: 1 } });
  }
  writeFileSync(`${path}.sig`, JSON.stringify(signed(statementOf({ 'other.safetensors': goodSafetensors() }))));
  expect((await verify(path)).outcome).toBe('failed');
});

test.each(['P-384', 'ed25519'])('keys of other kinds: %s', async (kind) => {
  const pair = kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: kind });
  const found = await judge(FILES, bundleOf(statementOf(FILES), pair.privateKey), keyFile(kind, pair.publicKey));
  expect(found.outcome).toBe('passed');
});

describe('case 48: the files are not those that were signed', () => {
  test('case 48: one that differs is named', async () => {
    const found = await judge({ ...FILES, 'config.json': Buffer.from('{"model_type":"evil"}') }, signed());
    expect(found.outcome).toBe('failed');
    expect(rulesOf(found)).toMatchObject([{ rule: 'signature_file_differs', file: 'config.json' }]);
    expect(found.message).toMatch(/^config.json is not what was signed: expected sha256 [0-9a-f]{64}, found/);
  });

  test('case 48: one that nobody signed is named', async () => {
    const found = await judge({ ...FILES, 'modeling_evil.py': Buffer.from('import os') }, signed());
    expect(found.outcome).toBe('failed');
    expect(rulesOf(found)).toMatchObject([{ rule: 'signature_file_unsigned', file: 'modeling_evil.py' }]);
  });

  test('case 48: one that is gone is named', async () => {
    const rest = without(FILES, 'config.json');
    const found = await judge(rest, signed());
    expect(found.outcome).toBe('failed');
    expect(rulesOf(found)).toMatchObject([{ rule: 'signature_file_missing', file: 'config.json' }]);
  });

  test('case 48: a link to the signed file is not the signed file', async () => {
    const path = model({ ...FILES, 'model.sig': Buffer.from(JSON.stringify(signed())) });
    const rest = without(FILES, 'config.json');
    const other = model({ ...rest, 'model.sig': Buffer.from(JSON.stringify(signed())) });
    symlinkSync(join(path, 'config.json'), join(other, 'config.json'));
    expect(rulesOf(await verify(other))).toMatchObject([{ rule: 'signature_file_missing', file: 'config.json' }]);
  });

  test('case 48: a link in a cache is read, and is not the signed file either', async () => {
    const sig = Buffer.from(JSON.stringify(signed()));
    const { snapshot, blobOf } = cachedRepository(folder, { ...FILES, 'unsigned.txt': 'x' });
    writeFileSync(join(snapshot, 'model.sig'), sig);
    const found = await verify(snapshot);
    expect(found.outcome).toBe('failed');
    expect(rulesOf(found).map(({ rule, file }) => [rule, file])).toEqual(
      [...Object.keys(FILES), 'unsigned.txt'].toSorted().map((name) => ['signature_file_link', name]),
    );
    rmSync(join(snapshot, 'config.json'));
    copyFileSync(blobOf('config.json'), join(snapshot, 'config.json'));
    expect(rulesOf(await verify(snapshot)).map(({ file }) => file)).not.toContain('config.json');
  });

  test('case 48: longer and shorter files, signed in parts', async () => {
    for (const text of ['a\nb\nc\nd\ne\nf\n', 'a\n', '']) {
      const changed = { ...FILES, 'vocabulary/tokens.txt': Buffer.from(text) };
      const found = await judge(changed, signed(statementOf(FILES, { shardBytes: 2 })));
      expect(rulesOf(found)).toMatchObject([{ rule: 'signature_file_differs', file: 'vocabulary/tokens.txt' }]);
    }
  });

  test('case 48: only the signature says what may be there unsigned', async () => {
    const extra = { ...FILES, 'notes/a.txt': Buffer.from('a'), 'notes.txt': Buffer.from('b') };
    const found = await judge(extra, signed(statementOf(FILES, { ignored: ['notes'] })));
    expect(found.outcome).toBe('failed');
    expect(rulesOf(found)).toMatchObject([{ file: 'notes.txt' }]);
    const fine = await judge(without(extra, 'notes.txt'), signed(statementOf(FILES, { ignored: ['notes'] })));
    expect(fine).toMatchObject({ outcome: 'passed', actual: { ignored: 1 }, details: { ignored: ['notes/a.txt'] } });
    expect(fine.message).toMatch(/left out of it: notes\/a.txt/);
  });

  test('case 48: what version control keeps is left out at the top alone', async () => {
    const text = Buffer.from('x');
    const found = await judge({ ...FILES, '.gitattributes': text, 'a/.gitattributes': text }, signed());
    expect(rulesOf(found)).toMatchObject([{ rule: 'signature_file_unsigned', file: 'a/.gitattributes' }]);
  });

  test.each(['', '.', '..', '../x', '/', 'a//b'])(
    'case 48: a signature that leaves out %j leaves out too much',
    async (path) => {
      const found = await judge(FILES, signed(statementOf(FILES, { ignored: [path] })));
      expect(rulesOf(found)).toMatchObject([{ rule: 'signature_ignore_paths' }]);
    },
  );
});

describe('case 49: the signature is not one', () => {
  const statement = statementOf(FILES);
  const [first, ...others] = statement.predicate.resources as readonly [SignedResource, ...SignedResource[]];
  const resources = (...changed: readonly object[]) => withResources(statement, changed as SignedResource[]);
  const predicate = (changes: object): SignedStatement => ({
    ...statement,
    predicate: { ...statement.predicate, ...changes },
  });

  test('case 49: by another key', async () => {
    const other = keyFile('other.pub', generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);
    const found = await judge(FILES, signed(), other);
    expect(found).toMatchObject({ outcome: 'failed', actual: { filesSigned: 0, filesSound: 0 } });
    expect(rulesOf(found)).toMatchObject([{ rule: 'signature_invalid', file: 'model.sig', offset: 0 }]);
  });

  test('case 49: the payload was altered', async () => {
    const bundle = signed();
    const altered = JSON.stringify(statementOf({ ...FILES, 'config.json': Buffer.from('{}') }), null, 2);
    const dsseEnvelope = { ...bundle.dsseEnvelope, payload: Buffer.from(altered).toString('base64') };
    const found = await judge({ ...FILES, 'config.json': Buffer.from('{}') }, { ...bundle, dsseEnvelope });
    expect(rulesOf(found)).toMatchObject([{ rule: 'signature_invalid' }]);
  });

  test.each<[string, object, string]>([
    ['another predicate type', { ...statement, predicateType: 'https://slsa.dev/provenance/v1' }, 'predicate_type'],
    ['another statement type', { ...statement, _type: 'https://in-toto.io/Statement/v0.1' }, 'statement'],
    ['no predicate', { ...statement, predicate: null }, 'predicate'],
    ['no subject', { ...statement, subject: [] }, 'subjects'],
    ['two subjects', { ...statement, subject: [...statement.subject, ...statement.subject] }, 'subjects'],
    ['a nameless subject', { ...statement, subject: [{ digest: statement.subject[0]!.digest }] }, 'subjects'],
    ['a subject without digest', { ...statement, subject: [{ name: 'model', digest: {} }] }, 'subjects'],
    [
      'a digest over all that is another',
      { ...statement, subject: [{ name: 'model', digest: { sha256: '0'.repeat(64) } }] },
      'root_digest',
    ],
    ['no files', resources(), 'resources'],
    ['a path that leads out', resources({ ...first, name: '../config.json' }, ...others), 'path'],
    ['a path that leads out and in', resources({ ...first, name: 'a/../config.json' }, ...others), 'path'],
    ['an absolute path', resources({ ...first, name: '/etc/passwd' }, ...others), 'path'],
    ['an empty path', resources({ ...first, name: '' }, ...others), 'path'],
    ['a file twice', resources(first, first, ...others), 'duplicate'],
    ['a digest that is none', resources({ ...first, digest: 'abcd' }, ...others), 'digest'],
    ['a digest of another hash', resources({ ...first, algorithm: 'md5' }, ...others), 'resources'],
    ['a file without a name', resources({ digest: first.digest, algorithm: 'sha256' }, ...others), 'resources'],
    ['no serialisation', predicate({ serialization: undefined }), 'serialization'],
    [
      'parts of no size',
      predicate({ serialization: { method: 'shards', hash_type: 'sha256', shard_size: 0 } }),
      'serialization',
    ],
    ['a list, not a statement', [statement], 'json'],
  ])('case 49: %s', async (_, changed, rule) => {
    const found = await judge(FILES, signed(changed));
    expect(found.outcome).toBe('failed');
    expect(rulesOf(found)).toMatchObject([{ rule: `signature_${rule}` }]);
  });

  const bundle = signed();
  test.each<[string, unknown, string]>([
    ['no JSON', 'signed, honestly', 'json'],
    ['an empty file', '', 'json'],
    ['no bundle', {}, 'media_type'],
    ['another media type', { ...bundle, mediaType: 'application/json' }, 'media_type'],
    ['no envelope', { ...bundle, dsseEnvelope: undefined }, 'envelope'],
    ['no material', { ...bundle, verificationMaterial: undefined }, 'material'],
    ['no key', { ...bundle, verificationMaterial: {} }, 'material'],
    ['no signature', { ...bundle, dsseEnvelope: { ...bundle.dsseEnvelope, signatures: [] } }, 'signatures'],
    ['no base64', { ...bundle, dsseEnvelope: { ...bundle.dsseEnvelope, payload: '*' } }, 'base64'],
    ['another type of payload', bundleOf(statement, privateKey, 'text/plain'), 'payload_type'],
  ])('case 49: %s', async (_, changed, rule) => {
    const found = await judge(FILES, changed);
    expect(found.outcome).toBe('failed');
    expect(rulesOf(found)[0]).toMatchObject({ rule: `signature_${rule}`, file: 'model.sig', offset: 0 });
  });

  test('case 49: a bundle that two parsers read differently', async () => {
    const text = JSON.stringify(bundle);
    const evil = JSON.stringify(bundleOf(statement, generateKeyPairSync('ed25519').privateKey).dsseEnvelope);
    const found = await judge(FILES, `{"dsseEnvelope":${evil},${text.slice(1)}`);
    expect(found.outcome).toBe('failed');
    expect(rulesOf(found)).toMatchObject([{ rule: 'signature_duplicate_key', part: 'dsseEnvelope' }]);
  });

  test('case 49: none where one was asked for', async () => {
    const found = await verify(model(FILES));
    expect(rulesOf(found)).toMatchObject([{ rule: 'signature_missing' }]);
  });

  const path = model(FILES);
  test.prop([fc.constantFrom('payload', 'sig'), fc.nat(), fc.nat(0xffff)], { numRuns: 60 })(
    'case 49: no other character in what is signed, or in the signature, passes',
    async (field, place, code) => {
      const text = JSON.stringify(bundle);
      const value = field === 'sig' ? bundle.dsseEnvelope.signatures[0]!.sig : bundle.dsseEnvelope.payload;
      const index = text.indexOf(value) + (place % value.length);
      const character = String.fromCharCode(code);
      writeFileSync(join(path, 'model.sig'), text.slice(0, index) + character + text.slice(index + 1));
      expect((await verify(path)).outcome).toBe(character === text[index] ? 'passed' : 'failed');
    },
  );
});

describe('what cannot be verified is not known', () => {
  test('a signature without a key to verify it with', async () => {
    const path = model({ ...FILES, 'model.sig': Buffer.from(JSON.stringify(signed())) });
    const ran = await runArtifactSuite(path, { checks: ['signature'], expectation: { signature: {} } });
    expect(ran.check('signature')).toMatchObject({
      outcome: 'inconclusive',
      details: { code: 'signature_without_key' },
    });
  });

  test('nothing asked for is skipped, and a signature that lies there is spoken of', async () => {
    const path = model({ ...FILES, 'model.sig': Buffer.from(JSON.stringify(signed())) });
    const ran = await runArtifactSuite(path, { checks: ['signature'] });
    expect(ran.check('signature')).toMatchObject({ outcome: 'skipped' });
    expect(ran.check('signature').message).toMatch(/model\.sig\), but no public key was given/);
  });

  const statement = statementOf(FILES);
  const serialized = (changes: object) => {
    const serialization = { ...statement.predicate.serialization, ...changes };
    return signed({ ...statement, predicate: { ...statement.predicate, serialization } });
  };
  test.each<[string, object]>([
    ['a certificate', { ...signed(), verificationMaterial: { x509CertificateChain: { certificates: [] } } }],
    ['keyless', { ...signed(), verificationMaterial: { certificate: { rawBytes: '' } } }],
    ['a later bundle', { ...signed(), mediaType: 'application/vnd.dev.sigstore.bundle.v0.9+json' }],
    ['an older predicate', signed({ ...statement, predicateType: 'https://model_signing/Digests/v0.1' })],
    ['blake3', serialized({ hash_type: 'blake3' })],
    ['another serialisation', serialized({ method: 'tree' })],
  ])('%s', async (_, bundle) => {
    const found = await judge(FILES, bundle);
    expect(found).toMatchObject({ outcome: 'inconclusive', details: { code: 'signature_unsupported' } });
  });

  test('an artifact that is not there', async () => {
    expect(await verify(join(folder, 'nowhere'))).toMatchObject({
      outcome: 'inconclusive',
      details: { code: 'not_found' },
    });
  });

  test('keys that are none', async () => {
    const path = model({ ...FILES, 'model.sig': Buffer.from(JSON.stringify(signed())) });
    const secret = join(folder, 'secret.pem');
    writeFileSync(secret, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect((await verify(path, secret)).message).toMatch(/Expected a public key, and found a private one/);
    expect(await verify(path, join(folder, 'nowhere'))).toMatchObject({
      outcome: 'inconclusive',
      details: { code: 'key_unreadable' },
    });
  });
});
