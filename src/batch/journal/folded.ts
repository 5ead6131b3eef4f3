import { createHash } from 'node:crypto';
import type { Location } from '../item.js';

/**
 * What a location is to whoever tells least apart: two that differ here are two files on every file system that folds
 * letter case, normal forms of Unicode, characters that nobody sees, or full stops and spaces at the end of a name. Each
 * of them folds less, so whether two that are equal here are one file is for their file system to say.
 */
export function folded(location: Location): string {
  return (
    location
      .normalize('NFKD')
      .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
      // capitals last: of ς and ß the small letters differ, and ẞ has but one small letter
      .toLowerCase()
      .toUpperCase()
      .normalize('NFKD')
      // the capital I of Turkish, to those that know one small letter for each
      .replaceAll('I\u0307', 'I')
      .replaceAll(/[. ]+(?=\/|$)/g, '')
  );
}

/** 16 hex digits of what a location is folded to, so that a path is in an index but once. */
export function foldedDigest(location: Location): string {
  return createHash('sha256').update(folded(location)).digest('hex').slice(0, 16);
}
