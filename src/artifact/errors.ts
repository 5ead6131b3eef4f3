import { PressproofError } from '../core/errors.js';

/** What keeps an artifact from being looked at, or from being one. */
export class ArtifactError extends PressproofError {}

/** The bytes end, or are wrong, at an offset of the file: readers throw it where they cannot go on. */
export class FormatError extends ArtifactError {
  /** Byte in the source. */
  readonly offset: number;
  /** Tensor, key or member; null: the file itself. */
  readonly part: string | null;

  /** @param rule - as in Problem */
  constructor(rule: string, offset: number, message: string, part: string | null = null) {
    super(rule, message);
    this.offset = offset;
    this.part = part;
  }
}
