import { ArtifactError } from '../errors.js';
import type { Layout } from '../facts.js';
import { FileSource, type ByteSource } from '../source/byte-source.js';

/** The files of an artifact by their names, one open at a time: tensors lie in the order of their files. */
export class OpenedFiles {
  readonly #layout: Layout;
  #open: FileSource | null = null;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** @throws ArtifactError `not_found` also for what is no file of the artifact */
  open(name: string): ByteSource {
    if (this.#open?.name === name) return this.#open;
    this.close();
    const member = this.#layout.members.find((one) => one.name === name);
    if (!member) throw new ArtifactError('not_found', `${name} is no file of the artifact`);
    this.#open = new FileSource(member.path, name);
    return this.#open;
  }

  close(): void {
    this.#open?.close();
    this.#open = null;
  }
}
