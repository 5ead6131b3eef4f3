/** Statements as users write and verify them; openssl is the second opinion on what was signed. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { goodSafetensors } from '../../fixtures/artifacts/safetensors.js';
import { IN_TOTO, signEnvelope } from '../../src/core/dsse.js';
import { readPrivateKey } from '../../src/core/keys.js';
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

describe('of a batch of images', () => {
  const inputs = at('inputs');
  const att = at('batch.att');
  const published = join(at('run'), 'outputs');
  const outcomes = async (path: string) => {
    const { stdout } = await verify(att, '--key', PUBLIC, '--artifact', path, '--json');
    const { artifacts } = JSON.parse(stdout) as { artifacts: readonly { outcome: string }[] };
    return artifacts.map(({ outcome }) => outcome);
  };

  test('it is one statement on all that it published, named from where that is', async () => {
    mkdirSync(inputs);
    for (const name of ['ball', 'held']) copyFileSync(fixture(name), join(inputs, `${name}.gif`));
    const args = ['batch', inputs, '--out', at('run'), '--engine', 'sharp', '--colors', '16', '--concurrency', '1'];
    const { stderr } = await cli([...args, '--no-progress', ...signing(att)]);
    expect(stderr).toMatch(/Attestation: /);
    const { subject, predicate } = statementIn(att);
    expect(JSON.stringify(subject)).not.toContain(folder);
    expect(subject.map(({ annotations }) => annotations?.['original'])).toMatchObject([
      { name: 'ball.gif' },
      { name: 'held.gif' },
    ]);
    for (const { name, digest } of subject) {
      expect(openssl('dgst', '-sha256', '-r', join(published, name)).slice(0, 64)).toBe(digest.sha256);
    }
    const { passedTests, warnedTests, failedTests } = predicate;
    expect(new Set([...passedTests, ...warnedTests, ...failedTests])).toEqual(
      new Set(subject.map(({ annotations }) => annotations?.['test'])),
    );
  });

  test('the outputs are found, wherever they lie by then', async () => {
    expect(await outcomes(published)).toEqual(['attested', 'attested']);
    // the folder of the recipe, too
    expect(await outcomes(join(published, dirname(statementIn(att).subject[0]!.name)))).toEqual([
      'attested',
      'attested',
    ]);
    const moved = at('moved');
    cpSync(published, moved, { recursive: true });
    expect(await outcomes(moved)).toEqual(['attested', 'attested']);
  });

  test('one that was changed or taken away is named', async () => {
    const [first, second] = statementIn(att).subject;
    appendFileSync(join(published, second!.name), 'more');
    rmSync(join(published, first!.name));
    expect(await outcomes(published)).toEqual(['differs', 'missing']);
    expect((await verify(att, '--key', PUBLIC, '--artifact', inputs)).code).toBe(1);
  });
});

describe('of a batch of models', () => {
  const models = at('models');
  const att = at('models.att');
  const held = async (path: string, statement = att) =>
    (await verify(statement, '--key', PUBLIC, '--artifact', path)).code;

  beforeAll(() => {
    mkdirSync(join(models, 'hub', 'onnx'), { recursive: true });
    mkdirSync(join(models, 'empty'));
    writeFileSync(join(models, 'one.safetensors'), goodSafetensors());
    writeFileSync(join(models, 'hub', 'config.json'), '{}');
    writeFileSync(join(models, 'hub', 'onnx', 'notes.txt'), 'words');
    writeFileSync(join(models, 'hub', 'model.safetensors'), goodSafetensors());
  });

  test('it is one statement on every file of them, named from the folder of inputs', async () => {
    const args = ['batch', '--job', 'artifacts', models, '--out', at('judged'), '--no-progress'];
    await cli([...args, '--checks', 'file_integrity,format_validation', ...signing(att)]);
    const { subject, predicate } = statementIn(att);
    expect(
      subject.map(({ name, annotations }) => `${name} of ${JSON.stringify(annotations?.['test'])}`).toSorted(),
    ).toEqual([
      'hub/config.json of "hub"',
      'hub/model.safetensors of "hub"',
      'hub/onnx/notes.txt of "hub"',
      'one.safetensors of "one.safetensors"',
    ]);
    expect(predicate.pressproof.suite).toBe('artifact');
    expect(predicate.configuration[0].annotations).toMatchObject({ suite: 'artifact' });
  });

  test('nothing is attested where one passed that nobody could recognise, and what was found is kept', async () => {
    const args = ['batch', '--job', 'artifacts', models, '--out', at('unread'), '--no-progress'];
    const { code, stderr } = await cli([...args, '--checks', 'size_limits', ...signing(at('unread.att'))]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/Nothing can be attested of .*: it was not read to its end, so it has no digest/);
    expect(existsSync(at('unread.att'))).toBe(false);
    expect(existsSync(join(at('unread'), 'results.jsonl'))).toBe(true);
  });

  test('they are found in it one by one and together, here and elsewhere', async () => {
    const elsewhere = at('elsewhere');
    cpSync(models, elsewhere, { recursive: true });
    for (const root of [models, elsewhere]) {
      expect(await held(join(root, 'one.safetensors'))).toBe(0);
      expect(await held(join(root, 'hub'))).toBe(0);
      expect(await held(root)).toBe(0);
    }
    appendFileSync(join(elsewhere, 'hub', 'config.json'), ' ');
    expect(await held(join(elsewhere, 'hub'))).toBe(1);
    expect(await held(elsewhere)).toBe(1);
  });

  test('neither nothing nor a part of a model is one of them', async () => {
    expect(await held(join(models, 'empty'))).toBe(1);
    expect(await held(join(models, 'hub', 'onnx'))).toBe(1);
  });

  test('a statement of an earlier version, which has whole paths, holds as it did', async () => {
    const statement = statementIn(att);
    const subject = statement.subject.map(({ name, digest }) => {
      return { name: join(models, name), digest, annotations: { verdict: 'pass' } };
    });
    const old = Buffer.from(JSON.stringify({ ...statement, subject }));
    writeFileSync(at('old.att'), JSON.stringify(signEnvelope(IN_TOTO, old, readPrivateKey(KEY, '--key', String))));
    for (const path of ['one.safetensors', 'hub', '']) expect(await held(join(models, path), at('old.att'))).toBe(0);
    expect(await held(at('elsewhere'), at('old.att'))).toBe(1);
  });

  test('what lies outside of the inputs has all of its path, and a model that two rows name is there once', async () => {
    const [lists, outside] = [at('lists'), at('outside')];
    for (const path of [lists, outside]) {
      mkdirSync(path);
      writeFileSync(join(path, 'm.safetensors'), goodSafetensors());
    }
    const rows = ['m.safetensors,', 'm.safetensors,m.safetensors', `${join(outside, 'm.safetensors')},`];
    writeFileSync(join(lists, 'models.csv'), ['input,baseline', ...rows].join('\n'));
    const args = [
      'batch',
      '--job',
      'artifacts',
      join(lists, 'models.csv'),
      '--out',
      at('judged-list'),
      '--no-progress',
    ];
    await cli([
      ...args,
      '--checks',
      'architecture_compatibility,file_integrity,format_validation',
      ...signing(at('list.att')),
    ]);
    const { subject } = statementIn(at('list.att'));
    const baselineSha256 = subject.find(({ name }) => name === 'm.safetensors')?.digest.sha256;
    expect(subject.map(({ name, annotations }) => [name, annotations?.['expectations']])).toEqual([
      ['m.safetensors', [{ baseline: 'm.safetensors', baselineSha256 }]],
      [join(outside, 'm.safetensors'), undefined],
    ]);
    expect(await held(outside, at('list.att'))).toBe(0);
    rmSync(join(lists, 'models.csv'));
    expect(await held(lists, at('list.att'))).toBe(0);
  });
});

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

  test('for every environment it is one statement, which says what holds where', async () => {
    const att = at('everywhere.att');
    const everywhere = at('everywhere');
    mkdirSync(everywhere);
    for (const name of ['config.json', 'model.safetensors']) copyFileSync(join(model, name), join(everywhere, name));
    const config = at('environments.yaml');
    const profile = { vramGb: 0, minAccuracy: 0.5, maxLatencyMs: 1000, gpuRequired: false };
    const environments = [
      { name: 'tight', ramGb: 1e-9, ...profile },
      { name: 'roomy', ramGb: 64, ...profile },
    ];
    writeFileSync(config, JSON.stringify({ artifact: { environments } }));
    const checks = ['--checks', 'format_validation,file_integrity,memory_requirements', '--config', config];
    const args = ['artifact', 'validate', everywhere, '--environment', 'all', ...checks];
    const { code, stderr } = await cli([...args, ...signing(att)]);
    expect(stderr).toMatch(/^Attestation: .*everywhere\.att \(FAILED/m);
    expect(code).toBe(1);
    const { subject, predicate } = statementIn(att);
    expect(subject.map(({ name }) => name)).toEqual(['config.json', 'model.safetensors']);
    expect(predicate.failedTests).toEqual(['memory_requirements (tight)']);
    expect(predicate.passedTests).toContain('format_validation (roomy)');
    expect(predicate.pressproof).toMatchObject({
      verdict: 'fail',
      environments: [{ name: 'tight', verdict: 'fail' }, { name: 'roomy' }],
    });
    expect(predicate.pressproof.reason).toMatch(/^tight: /);
    expect(predicate.configuration[0].annotations).toMatchObject({ asked: { environments } });
    const { stdout } = await verify(att, '--key', PUBLIC, '--artifact', everywhere, '--json');
    const { verified, artifacts } = JSON.parse(stdout) as { verified: boolean; artifacts: { outcome: string }[] };
    expect(verified).toBe(true);
    expect(artifacts.map(({ outcome }) => outcome)).toEqual(['attested', 'attested']);
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
    [
      'not there',
      () => at('no where.pem'),
      /Expected a private key in PEM for --key but there is no file .*no where\.pem: openssl genpkey -algorithm ed25519 -out '.*no where\.pem' makes one/,
    ],
    ['a folder', () => folder, /Expected a key in PEM in/],
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

  test('a public key that is not there is named by its flag, with what to do', async () => {
    const { code, stderr } = await verify(at('pair.att'), '--key', at('nowhere.pub'));
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /Expected a public key in PEM for --key but there is no file .*nowhere\.pub: ask who signed for it; of a private key openssl pkey -in key\.pem -pubout -out/,
    );
    expect(stderr).not.toContain('ENOENT');
    const model = at('signed.safetensors');
    writeFileSync(model, goodSafetensors());
    const signed = await cli([
      'artifact',
      'validate',
      model,
      '--checks',
      'signature',
      '--public-key',
      at('nowhere.pub'),
    ]);
    expect(signed.stdout + signed.stderr).toMatch(/Expected a public key in PEM for --public-key/);
    expect(signed.stdout + signed.stderr).not.toContain('ENOENT');
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
