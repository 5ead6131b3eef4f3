import { ArtifactError } from '../errors.js';
import type { Layout, Member } from '../contents.js';
import { HEAD_BYTES } from '../formats/format.js';
import { inflated } from '../formats/inflated.js';
import { partsOf } from '../formats/zip/parts.js';
import { isZip } from '../formats/zip/signature.js';
import { tried } from '../formats/zip/tried.js';
import { FileSource, type ByteSource } from '../source/byte-source.js';

/** What stands between a file and a member of the archive that it is. */
const WITHIN = '!';

/**
 * The files of an artifact by their names, and what lies in archives among them, one file open at a time: tensors lie in the
 * order of their files.
 */
export class OpenedFiles {
  readonly #layout: Layout;
  readonly #members: ReadonlyMap<string, Member>;
  readonly #maxHeldBytes: number;
  #open: FileSource | null = null;
  #partOf: ((name: string) => ByteSource | null) | null = null;

  /** @param maxHeldBytes - that a compressed member may become */
  constructor(layout: Layout, maxHeldBytes: number) {
    this.#layout = layout;
    this.#members = new Map(layout.members.map((member) => [member.name, member]));
    this.#maxHeldBytes = maxHeldBytes;
  }

  /** @throws ArtifactError `not_found` also for what is no file of the artifact, `file_changed` */
  open(name: string): ByteSource {
    const found = this.#members.get(name);
    if (found) return this.#file(found);
    const archive = this.#layout.members.find((one) => name.startsWith(`${one.name}${WITHIN}`));
    if (!archive) throw new ArtifactError('not_found', `${name} is no file of the artifact`);
    const source = this.#file(archive);
    this.#partOf ??= isZip(source.read(0, HEAD_BYTES)) ? partsOf(source, this.#maxHeldBytes) : this.#contentOf(source);
    const part = this.#partOf(name.slice(archive.name.length + WITHIN.length));
    if (!part) throw new ArtifactError('not_found', `${name} is no member that can be read`);
    return part;
  }

  close(): void {
    this.#open?.close();
    this.#open = null;
    this.#partOf = null;
  }

  /** Of a compressed file, inflated once; what cannot be was noted when it was read. */
  #contentOf(source: ByteSource): (name: string) => ByteSource | null {
    const content = tried(() => inflated(source, this.#maxHeldBytes));
    return () => content;
  }

  #file({ name, path, identity }: Member): FileSource {
    if (this.#open?.name !== name) {
      this.close();
      this.#open = new FileSource(path, name, identity);
    }
    return this.#open!;
  }
}
