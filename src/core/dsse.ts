import { constants, sign, verify, type KeyObject, type SignKeyObjectInput } from 'node:crypto';
import { strictBase64 } from './base64.js';
import { PressproofError, UsageError } from './errors.js';
import { keyIdOf } from './keys.js';

/** Type of the payload of every in-toto statement. */
export const IN_TOTO = 'application/vnd.in-toto+json';

/** Each is tried: more than people sign with costs time and proves nothing. */
const MAX_SIGNATURES = 100;

/** A DSSE envelope (secure-systems-lab/dsse, envelope.md 1.0) as it stands in JSON. */
export interface EnvelopeJson {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** The same, decoded. These very bytes are verified and then read: the text is never decoded again. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly { readonly keyid: string | null; readonly bytes: Uint8Array }[];
}

/** `dsse_envelope`, `dsse_base64`, `dsse_signatures`. */
export class DsseError extends PressproofError {}

/** What is signed (protocol.md 1.0, PAE): type and payload with their lengths, so that neither can pass for the other. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType, 'utf8');
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${payload.length} `), payload]);
}

/** @throws UsageError `key_unsuitable` for a key that nothing is signed with */
export function signEnvelope(payloadType: string, payload: Uint8Array, key: KeyObject): EnvelopeJson {
  const { digest, options } = schemeOf(key);
  const signature = sign(digest, preAuthEncoding(payloadType, payload), { key, ...options });
  return {
    payloadType,
    payload: Buffer.from(payload).toString('base64'),
    signatures: [{ keyid: keyIdOf(key), sig: signature.toString('base64') }],
  };
}

/**
 * Whether one of the signatures was made with the private half of a key. What algorithm it is follows from the key alone;
 * the envelope has no say in it, nor has its key id, which anybody can write.
 * @throws UsageError `key_unsuitable`
 */
export function isSignedBy({ payloadType, payload, signatures }: Envelope, publicKey: KeyObject): boolean {
  const { digest, options } = schemeOf(publicKey);
  const signed = preAuthEncoding(payloadType, payload);
  return signatures.some(({ bytes }) => verify(digest, signed, { key: publicKey, ...options }, bytes));
}

/**
 * An envelope out of JSON. Unknown fields are ignored, as the specification asks.
 * @throws DsseError
 */
export function envelopeOf(json: unknown): Envelope {
  const { payloadType, payload, signatures } = fieldsOf(json, 'a DSSE envelope');
  if (typeof payloadType !== 'string' || typeof payload !== 'string' || !Array.isArray(signatures)) {
    throw new DsseError('dsse_envelope', 'Expected a DSSE envelope with payloadType, payload and signatures');
  }
  if (signatures.length === 0 || signatures.length > MAX_SIGNATURES) {
    const message = `Expected 1 to ${MAX_SIGNATURES} signatures, found ${signatures.length}`;
    throw new DsseError('dsse_signatures', message);
  }
  return {
    payloadType,
    payload: decoded(payload, 'the payload'),
    signatures: (signatures as readonly unknown[]).map((one) => {
      const { sig, keyid } = fieldsOf(one, 'a signature');
      if (typeof sig !== 'string') throw new DsseError('dsse_envelope', 'Expected a signature with sig');
      const named = typeof keyid === 'string' && keyid !== '' ? keyid : null;
      return { keyid: named, bytes: decoded(sig, 'a signature') };
    }),
  };
}

function decoded(text: string, what: string): Buffer {
  const bytes = strictBase64(text);
  if (!bytes) throw new DsseError('dsse_base64', `Expected base64 for ${what}, found other characters or padding`);
  return bytes;
}

function fieldsOf(json: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
  throw new DsseError('dsse_envelope', `Expected ${what} as a JSON object`);
}

interface Scheme {
  /** null: the algorithm has its own. */
  readonly digest: 'sha256' | 'sha384' | 'sha512' | null;
  readonly options: Omit<SignKeyObjectInput, 'key'>;
}

const CURVES: Readonly<Record<string, Scheme['digest']>> = {
  prime256v1: 'sha256',
  secp384r1: 'sha384',
  secp521r1: 'sha512',
};

/** NIST SP 800-131A: shorter ones have been refused since 2014. */
const MIN_RSA_BITS = 2048;

/**
 * How a key signs: ed25519; ECDSA with the digest of its curve's strength, in DER; RSA PKCS #1 v1.5, or PSS where the key is
 * for that, with SHA-256.
 */
function schemeOf(key: KeyObject): Scheme {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'ed25519') return { digest: null, options: {} };
  if (type === 'ec') {
    const digest = CURVES[details?.namedCurve ?? ''];
    if (digest) return { digest, options: { dsaEncoding: 'der' } };
  }
  if ((type === 'rsa' || type === 'rsa-pss') && (details?.modulusLength ?? 0) >= MIN_RSA_BITS) {
    const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    return { digest: 'sha256', options: type === 'rsa' ? { padding: constants.RSA_PKCS1_PADDING } : pss };
  }
  const found = [type, details?.namedCurve ?? details?.modulusLength].filter((part) => part !== undefined).join(' ');
  const known = `ed25519, EC on P-256, P-384 or P-521, or RSA of at least ${MIN_RSA_BITS} bits`;
  throw new UsageError('key_unsuitable', `Expected a key of ${known}, found ${found}`);
}
