/** Statements as users write and verify them; openssl is the second opinion on what was signed. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { goodSafetensors } from '../../fixtures/artifacts/safetensors.js';
import type { Statement } from '../../src/report/attest/statement.js';
import { cli, fixture } from '../support/cli.js';
import { cutFixture, scratchFolder } from '../support/scratch.js';

const folder = scratchFolder();
const at = (name: string) => join(folder, name);
const KEY = at('key.pem');
const PUBLIC = at('key.pub');
const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' });
const signing = (file: string) => ['--attest', file, '--key', KEY];
const verify = (...args: readonly string[]) => cli(['attest', 'verify', ...args]);

beforeAll(() => {
  openssl('genpkey', '-algorithm', 'ed25519', '-out', KEY);
  openssl('pkey', '-in', KEY, '-pubout', '-out', PUBLIC);
  chmodSync(KEY, 0o600);
});

interface Envelope {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly [{ readonly sig: string }];
}
const envelopeIn = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Envelope;
const statementIn = (file: string) =>
  JSON.parse(Buffer.from(envelopeIn(file).payload, 'base64').toString()) as Statement;

describe('of a pair', () => {
  const att = at('pair.att');

  test('openssl agrees with who signed what', async () => {
    const { code, stderr } = await cli(['validate', fixture('ball'), fixture('ball'), ...signing(att)]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Attestation: .*pair\.att \(WARNED, key [0-9a-f]{64}\)$/m);
    const { payload, payloadType, signatures } = envelopeIn(att);
    const body = Buffer.from(payload, 'base64');
    writeFileSync(at('pae'), Buffer.concat([Buffer.from(`DSSEv1 28 ${payloadType} ${body.length} `), body]));
    writeFileSync(at('sig'), Buffer.from(signatures[0].sig, 'base64'));
    const args = ['-verify', '-pubin', '-inkey', PUBLIC, '-rawin', '-in', at('pae'), '-sigfile', at('sig')];
    expect(openssl('pkeyutl', ...args)).toMatch(/Verified Successfully/);
  });

  test('it is verified, and held against the file', async () => {
    const { code, stdout } = await verify(att, '--key', PUBLIC, '--artifact', fixture('ball'));
    expect(stdout).toMatch(/^WARNED by pressproof .*: 1 file, signed with the key/);
    expect(stdout).toMatch(/^ok .*ball\.gif$/m);
    expect(code).toBe(0);
    expect((await verify(att, '--key', PUBLIC, '--strict')).code).toBe(1);
  });

  test('another file is not what it is of', async () => {
    const { code, stdout } = await verify(att, '--key', PUBLIC, '--artifact', fixture('held'), '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ verified: true, artifacts: [{ outcome: 'not_attested' }] });
  });

  test('another key did not sign it', async () => {
    openssl('genpkey', '-algorithm', 'ed25519', '-out', at('other.pem'));
    openssl('pkey', '-in', at('other.pem'), '-pubout', '-out', at('other.pub'));
    const { code, stdout } = await verify(att, '--key', at('other.pub'));
    expect(stdout).toBe('x  It is not signed by this key, or was altered since (attestation_signature)\n');
    expect(code).toBe(1);
  });
});

test('a failure is attested as one, and verifying it is no success', async () => {
  const cut = cutFixture('ball', 0.6, at('cut.gif'));
  expect((await cli(['scan', cut, ...signing(at('cut.att'))])).code).toBe(1);
  expect(statementIn(at('cut.att')).predicate).toMatchObject({ result: 'FAILED', failedTests: ['file_integrity'] });
  const { code, stdout } = await verify(at('cut.att'), '--key', PUBLIC, '--artifact', cut);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^FAILED by pressproof[^]*failed: file_integrity/);
});

test('a scan of several files is one statement on all of them', async () => {
  const files = [fixture('ball'), fixture('held')];
  await cli(['scan', ...files, ...signing(at('scan.att'))]);
  const { subject, predicate } = statementIn(at('scan.att'));
  expect(subject.map(({ name }) => name)).toEqual(files);
  expect(predicate).toMatchObject({ result: 'PASSED', passedTests: files, failedTests: [] });
  expect((await verify(at('scan.att'), '--key', PUBLIC, ...files.flatMap((file) => ['--artifact', file]))).code).toBe(
    0,
  );
});

test('a batch is one statement on all that it published', async () => {
  const inputs = at('inputs');
  mkdirSync(inputs);
  for (const name of ['ball', 'held']) copyFileSync(fixture(name), join(inputs, `${name}.gif`));
  const args = ['batch', inputs, '--out', at('run'), '--engine', 'sharp', '--colors', '16', '--concurrency', '1'];
  const { stderr } = await cli([...args, '--no-progress', ...signing(at('batch.att'))]);
  expect(stderr).toMatch(/Attestation: /);
  const { subject, predicate } = statementIn(at('batch.att'));
  expect(subject).toHaveLength(2);
  for (const { name, digest } of subject) {
    expect(openssl('dgst', '-sha256', '-r', name).slice(0, 64)).toBe(digest.sha256);
  }
  const { passedTests, warnedTests, failedTests } = predicate;
  expect([...passedTests, ...warnedTests, ...failedTests]).toHaveLength(2);
  const outputs = async () => {
    const { stdout } = await verify(
      at('batch.att'),
      '--key',
      PUBLIC,
      '--artifact',
      join(at('run'), 'outputs'),
      '--json',
    );
    const { artifacts } = JSON.parse(stdout) as { artifacts: readonly { outcome: string }[] };
    return artifacts.map(({ outcome }) => outcome);
  };
  expect(await outputs()).toEqual(['attested', 'attested']);
  appendFileSync(subject[1]!.name, 'more');
  rmSync(subject[0]!.name);
  expect(await outputs()).toEqual(['differs', 'missing']);
  const elsewhere = await verify(at('batch.att'), '--key', PUBLIC, '--artifact', inputs);
  expect(elsewhere.code).toBe(1);
}, 120_000);

test('a batch of models is one statement on every file of them', async () => {
  const models = at('models');
  mkdirSync(join(models, 'hub'), { recursive: true });
  mkdirSync(join(models, 'empty'));
  writeFileSync(join(models, 'one.safetensors'), goodSafetensors());
  writeFileSync(join(models, 'hub', 'config.json'), '{}');
  writeFileSync(join(models, 'hub', 'model.safetensors'), goodSafetensors());
  const args = ['batch', '--job', 'artifacts', models, '--out', at('judged'), '--no-progress'];
  await cli([...args, ...signing(at('models.att'))]);
  const { subject, predicate } = statementIn(at('models.att'));
  const names = ['hub/config.json', 'hub/model.safetensors', 'one.safetensors'].map((name) => join(models, name));
  expect(subject.map(({ name }) => name).toSorted()).toEqual(names);
  expect(predicate.pressproof.suite).toBe('artifact');
  expect(predicate.configuration[0].annotations).toMatchObject({ suite: 'artifact' });
  const held = async (path: string) => (await verify(at('models.att'), '--key', PUBLIC, '--artifact', path)).code;
  expect(await held(join(models, 'one.safetensors'))).toBe(0);
  expect(await held(join(models, 'hub'))).toBe(0);
  expect(await held(models)).toBe(0);
  // nothing there is nothing attested
  expect(await held(join(models, 'empty'))).toBe(1);
}, 60_000);

describe('of a folder', () => {
  const model = at('model');

  beforeAll(() => {
    mkdirSync(model);
    writeFileSync(join(model, 'model.safetensors'), goodSafetensors());
    writeFileSync(join(model, 'config.json'), '{}');
  });

  test('every file is in it, and none may be added, changed or taken away', async () => {
    const att = at('model.att');
    await cli(['artifact', 'validate', model, '--checks', 'format_validation,file_integrity', ...signing(att)]);
    expect(statementIn(att).subject.map(({ name }) => name)).toEqual(['config.json', 'model.safetensors']);
    const held = async () => {
      const { stdout } = await verify(att, '--key', PUBLIC, '--artifact', model, '--json');
      const { artifacts } = JSON.parse(stdout) as { artifacts: readonly { path: string; outcome: string }[] };
      return artifacts.map(({ path, outcome }) => `${path.slice(model.length + 1)} ${outcome}`);
    };
    expect(await held()).toEqual(['config.json attested', 'model.safetensors attested']);
    writeFileSync(join(model, 'config.json'), '{"a":1}');
    writeFileSync(join(model, 'extra.py'), '');
    expect(await held()).toEqual(['config.json differs', 'extra.py not_attested', 'model.safetensors attested']);
  });

  test('without digests there is no statement, and who asked for one is told', async () => {
    const att = at('none.att');
    const args = ['artifact', 'validate', model, '--coverage', 'structural', '--checks', 'format_validation'];
    const { code, stderr } = await cli([...args, ...signing(att)]);
    expect(stderr).toMatch(/No attestation was written to .*: Nothing can be attested of config\.json/);
    expect(code).toBe(2);
    expect(existsSync(att)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('keys', () => {
  const validate = ['validate', fixture('ball'), fixture('ball')];

  test('one that others can read is warned of', async () => {
    copyFileSync(KEY, at('open.pem'));
    chmodSync(at('open.pem'), 0o644);
    const { stderr } = await cli([...validate, '--attest', at('open.att'), '--key', at('open.pem')]);
    expect(stderr).toMatch(/Others can read the key .*open\.pem, and sign with it: chmod 600/);
  });

  test.each<[string, () => string, RegExp]>([
    [
      'of another kind',
      () => {
        openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', at('ec.pem'));
        return at('ec.pem');
      },
      /Expected an ed25519 key in .*ec\.pem, found ec: openssl genpkey -algorithm ed25519/,
    ],
    ['public', () => PUBLIC, /Expected a private key in PEM in .*key\.pub/],
    ['no key', () => fixture('ball'), /Expected a private key in PEM in/],
    ['not there', () => at('nowhere.pem'), /The key .*nowhere\.pem cannot be read/],
  ])('one that is %s is refused before any work', async (_, key, message) => {
    const { code, stdout, stderr } = await cli([...validate, '--attest', at('refused.att'), '--key', key()]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });

  test('a statement needs a key, a key a statement, and a folder to go to', async () => {
    for (const flags of [['--attest', at('a.att')], ['--key', KEY], signing(join(at('no'), 'a.att'))]) {
      expect((await cli([...validate, ...flags])).code).toBe(2);
    }
  });

  test('a private key verifies nothing: it is not to be handed round', async () => {
    const { code, stderr } = await verify(at('pair.att'), '--key', KEY);
    expect(code).toBe(2);
    expect(stderr).toMatch(/Expected a public key, and found a private one/);
  });

  test('a statement that is not there is wrong usage', async () => {
    expect((await verify(at('nowhere'), '--key', PUBLIC)).code).toBe(2);
  });
});
