import type { Location } from '../item.js';

/** What a location is to a file system that tells neither capitals from small letters nor two spellings of one letter. */
export function folded(location: Location): string {
  return location.normalize('NFC').toLowerCase();
}
