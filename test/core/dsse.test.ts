import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { strictBase64 } from '../../src/core/base64.js';
import { envelopeOf, IN_TOTO, isSignedBy, preAuthEncoding, signEnvelope } from '../../src/core/dsse.js';
import { keyIdOf } from '../../src/core/keys.js';
import { scratchFolder } from '../support/scratch.js';

const folder = scratchFolder();
const PAYLOAD = Buffer.from('hello world');

const KEYS: Readonly<Record<string, { publicKey: KeyObject; privateKey: KeyObject }>> = {
  ed25519: generateKeyPairSync('ed25519'),
  'P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'P-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'P-521': generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  'RSA-PSS': generateKeyPairSync('rsa-pss', { modulusLength: 2048 }),
};
const names = Object.keys(KEYS);

test('what is signed is that of the example of the specification', () => {
  const encoded = preAuthEncoding('http://example.com/HelloWorld', PAYLOAD).toString();
  expect(encoded).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
});

test('lengths are bytes, not characters', () => {
  expect(preAuthEncoding('é', Buffer.from('ü')).toString()).toBe('DSSEv1 2 é 2 ü');
});

test.each(names)('%s: signed and verified, and by no other key', (name) => {
  const envelope = envelopeOf(signEnvelope(IN_TOTO, PAYLOAD, KEYS[name]!.privateKey));
  expect(envelope.payload).toEqual(PAYLOAD);
  for (const other of names) expect(isSignedBy(envelope, KEYS[other]!.publicKey)).toBe(other === name);
});

describe('openssl agrees', () => {
  const pss = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest'];
  test.each([
    ['P-256', ['-sha256']],
    ['P-384', ['-sha384']],
    ['RSA', ['-sha256']],
    ['RSA-PSS', ['-sha256', ...pss]],
  ] as const)('%s', (name, how) => {
    const { signature, key, signed } = files(name);
    const args = ['dgst', ...how, '-verify', key, '-signature', signature, signed];
    expect(execFileSync('openssl', args, { encoding: 'utf8' })).toMatch(/Verified OK/);
  });

  test('ed25519', () => {
    const { signature, key, signed } = files('ed25519');
    const args = ['pkeyutl', '-verify', '-pubin', '-inkey', key, '-rawin', '-in', signed, '-sigfile', signature];
    expect(execFileSync('openssl', args, { encoding: 'utf8' })).toMatch(/Verified Successfully/);
  });

  /** The parts of an envelope as files, and the public key. */
  function files(name: string) {
    const { privateKey, publicKey } = KEYS[name]!;
    const { signatures, payloadType, payload } = envelopeOf(signEnvelope(IN_TOTO, PAYLOAD, privateKey));
    const written = (end: string, bytes: Uint8Array | string) => {
      const path = join(folder, `${name}.${end}`);
      writeFileSync(path, bytes);
      return path;
    };
    return {
      signature: written('sig', signatures[0]!.bytes),
      signed: written('pae', preAuthEncoding(payloadType, payload)),
      key: written('pem', publicKey.export({ type: 'spki', format: 'pem' })),
    };
  }
});

describe('what the envelope says never decides', () => {
  const { privateKey, publicKey } = KEYS['ed25519']!;
  const signed = signEnvelope(IN_TOTO, PAYLOAD, privateKey);

  test('a key id is neither believed nor needed', () => {
    const { sig } = signed.signatures[0]!;
    for (const keyid of ['0'.repeat(64), '', null, undefined]) {
      expect(isSignedBy(envelopeOf({ ...signed, signatures: [{ sig, keyid }] }), publicKey)).toBe(true);
    }
    const own = { ...signed, signatures: [{ sig: Buffer.alloc(64).toString('base64'), keyid: keyIdOf(publicKey) }] };
    expect(isSignedBy(envelopeOf(own), publicKey)).toBe(false);
  });

  test('another type of the same payload is not what was signed', () => {
    expect(isSignedBy(envelopeOf({ ...signed, payloadType: 'application/json' }), publicKey)).toBe(false);
  });

  test('one good signature among others is enough', () => {
    const others = signEnvelope(IN_TOTO, PAYLOAD, KEYS['P-256']!.privateKey).signatures;
    const envelope = envelopeOf({ ...signed, signatures: [...others, ...signed.signatures] });
    expect(isSignedBy(envelope, publicKey)).toBe(true);
    expect(isSignedBy(envelope, KEYS['RSA']!.publicKey)).toBe(false);
  });

  test('a public key of another kind is no secret of a checksum', () => {
    // the classic confusion: the bytes of the public key used as an HMAC key; there is no such algorithm here
    expect(() => isSignedBy(envelopeOf(signed), generateKeyPairSync('x25519').publicKey)).toThrow(
      /Expected a key of .* found x25519/,
    );
  });
});

test.each([
  ['no object', 'text', 'dsse_envelope'],
  ['no payload', { payloadType: IN_TOTO, signatures: [{ sig: 'AA==' }] }, 'dsse_envelope'],
  ['no signature', { payloadType: IN_TOTO, payload: 'AA==', signatures: [] }, 'dsse_signatures'],
  [
    'a thousand signatures',
    { payloadType: IN_TOTO, payload: 'AA==', signatures: Array.from({ length: 1000 }, () => ({ sig: 'AA==' })) },
    'dsse_signatures',
  ],
  ['a signature that is a text', { payloadType: IN_TOTO, payload: 'AA==', signatures: ['AA=='] }, 'dsse_envelope'],
  ['blanks in base64', { payloadType: IN_TOTO, payload: 'AA ==', signatures: [{ sig: 'AA==' }] }, 'dsse_base64'],
])('%s is no envelope', (_, json, code) => {
  expect(() => envelopeOf(json)).toThrow(expect.objectContaining({ code }) as Error);
});

test('keys too weak, or of curves that nobody asked for, are refused', () => {
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  expect(() => signEnvelope(IN_TOTO, PAYLOAD, short)).toThrow(/found rsa 1024/);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
  expect(() => signEnvelope(IN_TOTO, PAYLOAD, privateKey)).toThrow(/found ec secp256k1/);
});

test('the id of a key is that of both its halves', () => {
  const pem = KEYS['P-256']!.privateKey.export({ type: 'pkcs8', format: 'pem' });
  expect(keyIdOf(createPrivateKey(pem))).toBe(keyIdOf(createPublicKey(pem)));
});

describe('base64', () => {
  test.prop([fc.uint8Array({ maxLength: 40 })])('what was encoded is decoded, in both alphabets', (bytes) => {
    for (const encoding of ['base64', 'base64url'] as const) {
      expect(strictBase64(Buffer.from(bytes).toString(encoding))).toEqual(Buffer.from(bytes));
    }
  });

  test.each(['A', 'AA', 'AAA', 'AB==', 'AAB=', 'AA==\n', ' AA==', 'AA=', '+A_A', 'AA==AA==', '====', 'A*AA'])(
    '%j is refused',
    (text) => {
      // AA and AAA are URL-safe without padding
      expect(strictBase64(text) === null).toBe(!/^A{2,3}$/.test(text));
    },
  );
});
