import { FormatError } from '../../errors.js';

/**
 * What reading a part of an archive gives; null where that breaks the format, of which the rest can be read all the same.
 * @param note - is handed why; default: it is nobody's concern
 */
export function tried<T>(read: () => T, note: (error: FormatError) => void = () => undefined): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    note(error);
    return null;
  }
}
