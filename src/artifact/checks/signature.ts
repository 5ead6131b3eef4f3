import type { Finding } from '../../core/check.js';
import { ARTIFACT, artifactCheck, findingOn } from './define.js';

/** Files listed in a report. */
const LISTED = 20;

export const signature = artifactCheck({
  id: 'signature',
  category: 'file_integrity',
  cost: 'decode',
  needs: ['signature'],
  after: [],
  subjects: [ARTIFACT],
  limits: {},
  docs: {
    summary: 'Every file is as the holder of a key signed it, and nothing was added or taken away.',
    explain:
      'An OpenSSF model signature (a Sigstore bundle of version 0.3 with an in-toto statement, signed with a bare key) is verified with the public key that is given, offline. What algorithm it is follows from the key: ECDSA on P-256, P-384 or P-521, ed25519, or RSA of at least 2048 bits. Then every file is held against its digest, sha256 or blake2b, whole or in parts. A file that differs, one that is missing and one that nobody signed each fail by name. Only the signature itself, what the signature says was left out, and the .git, .gitignore, .gitattributes and .github of the top folder may be there unsigned. The bundle lies at <file>.sig, at model.sig in the folder, or where you say. Signatures with a certificate or without a key of their own (keyless) cannot be verified here: inconclusive. Nothing asked for: skipped.',
    remedy: 'Fetch the artifact again from its publisher. Where you changed it yourself, have it signed again.',
  },
  run({ facts: { signature: found } }): Finding {
    if (!found.asked) {
      const message =
        found.bundle === null
          ? 'No signature was expected'
          : `There is a signature (${found.bundle}), but no public key was given to verify it with`;
      return { outcome: 'skipped', message };
    }
    const { filesSigned, filesSound, keyId, model, hash, ignored, problems } = found;
    const left = ignored.length > 0 ? `; left out of it: ${ignored.slice(0, 3).join(', ')}` : '';
    const more = ignored.length > 3 ? ` and ${ignored.length - 3} more` : '';
    const fine = `Signed by the key ${keyId}: ${filesSound} files are as signed${left}${more}`;
    const finding = findingOn(problems, ['signature'], fine);
    return {
      ...finding,
      expected: { keyId },
      actual: { filesSigned, filesSound, ignored: ignored.length },
      details: { ...finding.details, bundle: found.bundle, model, hash, ignored: ignored.slice(0, LISTED) },
    };
  },
});
