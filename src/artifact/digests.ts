import { createHash } from 'node:crypto';
import type { Digests, Layout, Member } from './facts.js';
import { FileSource, MAX_READ } from './source/byte-source.js';

/** @param onBytes - told of every piece that was read */
export function digestsOf({ kind, members }: Layout, onBytes: (bytes: number) => void): Digests {
  const files = new Map(members.map((member) => [member.name, sha256Of(member, onBytes)]));
  if (kind === 'file') return { files, sha256: [...files.values()][0]! };
  const whole = createHash('sha256');
  for (const [name, sha256] of files) whole.update(`${sha256}  ${name}\n`);
  return { files, sha256: whole.digest('hex') };
}

function sha256Of({ path, name }: Member, onBytes: (bytes: number) => void): string {
  const source = new FileSource(path, name);
  try {
    const hash = createHash('sha256');
    for (let offset = 0; offset < source.size;) {
      const bytes = source.read(offset, MAX_READ);
      if (bytes.length === 0) break;
      hash.update(bytes);
      offset += bytes.length;
      onBytes(bytes.length);
    }
    return hash.digest('hex');
  } finally {
    source.close();
  }
}
