import { DsseError, envelopeOf, type Envelope } from '../../core/dsse.js';
import { ArtifactError, FormatError } from '../errors.js';
import { MAX_READ, type ByteSource } from '../source/byte-source.js';
import type { ProblemList } from '../problem.js';
import { strictJson, type JsonObject } from './strict-json.js';

/** What 100,000 signed files take, twice. */
const MAX_BUNDLE_BYTES = 64 * 2 ** 20;

const MEDIA_TYPES = [
  'application/vnd.dev.sigstore.bundle.v0.3+json',
  'application/vnd.dev.sigstore.bundle+json;version=0.3',
];

/** What a signature of a model is carried in: a Sigstore bundle, version 0.3, with a DSSE envelope. */
export interface Bundle {
  readonly envelope: Envelope;
  /** What its maker says the key is called; nothing depends on it. */
  readonly hint: string | null;
}

/**
 * Reads a bundle that was signed with a bare key.
 * @throws FormatError `signature_...` for what is none; ArtifactError `signature_unsupported` for what we cannot verify
 */
export function readBundle(source: ByteSource, problems: ProblemList): Bundle {
  if (source.size > MAX_BUNDLE_BYTES) {
    throw refused('size', `Expected a signature of at most ${MAX_BUNDLE_BYTES} bytes, found ${source.size}`);
  }
  const bundle = strictJson(wholeOf(source), source.name, problems);
  const { mediaType, verificationMaterial: material, dsseEnvelope } = bundle;
  if (typeof mediaType !== 'string' || !MEDIA_TYPES.includes(mediaType)) {
    const found = JSON.stringify(mediaType) ?? 'none';
    const message = `Expected a Sigstore bundle of version 0.3, found the media type ${found}`;
    if (typeof mediaType === 'string' && mediaType.startsWith('application/vnd.dev.sigstore.bundle')) {
      throw unsupported(message);
    }
    throw refused('media_type', message);
  }
  if (dsseEnvelope === undefined) throw refused('envelope', 'Expected dsseEnvelope in the bundle, found none');
  return { envelope: opened(dsseEnvelope), hint: hintOf(material) };
}

function opened(json: unknown): Envelope {
  try {
    return envelopeOf(json);
  } catch (error) {
    if (!(error instanceof DsseError)) throw error;
    throw refused(error.code.replace(/^dsse_/, ''), error.message);
  }
}

function hintOf(material: unknown): string | null {
  if (!isObject(material)) throw refused('material', 'Expected verificationMaterial in the bundle, found none');
  if (material['x509CertificateChain'] !== undefined || material['certificate'] !== undefined) {
    throw unsupported('It was signed with a certificate: only signatures by a bare key can be verified');
  }
  const key = material['publicKey'];
  if (!isObject(key)) throw refused('material', 'Expected publicKey in verificationMaterial, found none');
  return typeof key['hint'] === 'string' && key['hint'] !== '' ? key['hint'] : null;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param rule - without `signature_` */
export function refused(rule: string, message: string, part: string | null = null): FormatError {
  return new FormatError(`signature_${rule}`, 0, message, part);
}

export function unsupported(message: string): ArtifactError {
  return new ArtifactError('signature_unsupported', message);
}

function wholeOf(source: ByteSource): Uint8Array {
  const whole = new Uint8Array(source.size);
  for (let offset = 0; offset < whole.length;) {
    const bytes = source.read(offset, MAX_READ);
    if (bytes.length === 0) throw refused('bundle', `${source.name} was cut while it was read`);
    whole.set(bytes, offset);
    offset += bytes.length;
  }
  return whole;
}
