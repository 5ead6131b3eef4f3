import { createHash, type Hash } from 'node:crypto';
import { RegularFile } from '../core/regular-file.js';
import { ArtifactError } from './errors.js';
import type { DigestAlgorithm } from './expected-digest.js';
import type { Digests, Layout, Member } from './contents.js';

/** Bytes of one read; larger ones were no faster (measured from 256 KiB to 4 MiB). */
const BLOCK = 2 ** 20;

/** As OpenSSL calls them. */
const NAMES = { sha256: 'sha256', blake2b: 'blake2b512' } as const satisfies Record<DigestAlgorithm, string>;

/**
 * The digests of all files, each read once, also where two algorithms are wanted.
 * @param also - besides sha256
 * @param onBytes - told of every piece that was read
 * @throws ArtifactError `not_found`, `unreadable`, `file_changed`
 */
export function digestsOf(
  { kind, members }: Layout,
  also: DigestAlgorithm | null,
  onBytes: (bytes: number) => void,
): Digests {
  if (kind === 'missing') throw new ArtifactError('not_found', 'There is nothing to take a digest of');
  const algorithms: DigestAlgorithm[] = also === 'blake2b' ? ['sha256', 'blake2b'] : ['sha256'];
  const found = members.map((member) => [member.name, hashesOf(member, algorithms, onBytes)] as const);
  const [sha256, blake2b = null] = algorithms.map((algorithm, index) =>
    kind === 'file'
      ? found[0]![1][index]!
      : digestOfLines(
          found.map(([name, hashes]) => lineOf(name, hashes[index]!)),
          algorithm,
        ),
  );
  return { files: new Map(found.map(([name, hashes]) => [name, hashes[0]!])), sha256: sha256!, blake2b };
}

/** Hexadecimal, in the order of the algorithms. */
function hashesOf(
  { path, identity }: Member,
  algorithms: readonly DigestAlgorithm[],
  onBytes: (bytes: number) => void,
): string[] {
  const file = new RegularFile(path, ArtifactError);
  try {
    const hashes = algorithms.map((algorithm) => createHash(NAMES[algorithm]));
    if (file.identity === identity) readInto(file, hashes, onBytes);
    // what was hashed has to be what was parsed
    if (file.identity !== identity || file.changed()) {
      throw new ArtifactError('file_changed', `${path}: was written to or replaced while it was looked at`);
    }
    return hashes.map((hash) => hash.digest('hex'));
  } finally {
    file.close();
  }
}

function readInto(file: RegularFile, hashes: readonly Hash[], onBytes: (bytes: number) => void): void {
  const block = Buffer.allocUnsafe(Math.min(BLOCK, file.size));
  for (let position = 0; position < file.size;) {
    const got = file.read(block, position);
    if (got === 0) break;
    for (const hash of hashes) hash.update(block.subarray(0, got));
    position += got;
    onBytes(got);
  }
}

function digestOfLines(lines: readonly string[], algorithm: DigestAlgorithm): string {
  const hash = createHash(NAMES[algorithm]);
  for (const line of lines) hash.update(line);
  return hash.digest('hex');
}

/** As sha256sum writes it: a name with a line break could otherwise look like two files. */
function lineOf(name: string, digest: string): string {
  const escaped = name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `${escaped === name ? '' : '\\'}${digest}  ${escaped}\n`;
}
