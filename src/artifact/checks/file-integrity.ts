import { ARTIFACT, artifactCheck } from './define.js';

export const fileIntegrity = artifactCheck({
  id: 'file_integrity',
  category: 'file_integrity',
  cost: 'decode',
  needs: ['digests'],
  after: [],
  subjects: [ARTIFACT],
  limits: {},
  docs: {
    summary: 'The bytes are those that were registered.',
    explain:
      'The sha256 of every file, and one of the whole: of a single file its own, of a folder that of the lines `<sha256>  <name>` in the order of names. Compared with the digest that was announced; without one it is recorded, which proves nothing of the file.',
    remedy: 'Fetch the artifact again from where its digest was taken.',
  },
  run({ facts: { digests }, expectation }) {
    const actual = { sha256: digests.sha256 };
    const details = { files: Object.fromEntries(digests.files) };
    if (expectation.sha256 === undefined) {
      return { outcome: 'skipped', message: `No digest was expected; recorded: ${digests.sha256}`, actual, details };
    }
    const same = expectation.sha256 === digests.sha256;
    return {
      outcome: same ? 'passed' : 'failed',
      message: same
        ? 'The digest is the expected one'
        : `The sha256 is ${digests.sha256}, expected ${expectation.sha256}`,
      expected: { sha256: expectation.sha256 },
      actual,
      details,
    };
  },
});
