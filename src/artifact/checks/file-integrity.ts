import { expectedDigests } from '../expected-digest.js';
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
    summary: 'The bytes are those that were announced.',
    explain:
      'The sha256 of every file, and one of the whole: of a single file its own, of a folder that of the lines `<sha256>  <name>` in the order of names, as sha256sum writes them. Compared with the digest that was announced (sha256, or blake2b with 512 bits); without one it is recorded, which proves nothing of the file. A file that is written to or replaced while it is read is inconclusive.',
    remedy: 'Fetch the artifact again from where its digest was taken.',
  },
  run({ facts: { digests }, expectation }) {
    const { sha256, blake2b } = digests;
    const actual = { sha256, ...(blake2b !== null && { blake2b }) };
    const details = { files: Object.fromEntries(digests.files) };
    const announced = expectedDigests(expectation);
    if (announced.length === 0) {
      return { outcome: 'skipped', message: `No digest was expected; recorded: sha256 ${sha256}`, actual, details };
    }
    const expected = Object.fromEntries(announced.map(({ algorithm, hex }) => [algorithm, hex]));
    const evidence = { expected, actual, details };
    const other = announced.find(({ algorithm, hex }) => digests[algorithm] !== hex);
    if (other) {
      const { algorithm, hex } = other;
      const message = `The ${algorithm} is ${digests[algorithm] ?? 'not known'}, expected ${hex}`;
      const [outcome, code] =
        digests[algorithm] === null
          ? (['inconclusive', 'digest_unknown'] as const)
          : (['failed', 'digest_differs'] as const);
      return { outcome, message, ...evidence, details: { code, ...details } };
    }
    const compared = announced.map(({ algorithm }) => algorithm).join(' and the ');
    return { outcome: 'passed', message: `The ${compared} is the expected one`, ...evidence };
  },
});
