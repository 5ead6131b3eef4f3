import { expect, test } from 'vitest';
import { isPickle } from '../../../../src/artifact/formats/pickle/sniff.js';
import { MemorySource } from '../../../../src/artifact/source/byte-source.js';

const isOne = (text: string) => isPickle(Buffer.from(text), new MemorySource(Buffer.from(text), 'a'));

test.each([
  'L1L\n.',
  'F1.5\n.',
  'F-1e+20\n.',
  'F.5\n.',
  'Fnan\n.',
  'F-inf\n.',
  'I1\n.',
  'ios\nsystem\n.',
  'I1\n.\n',
  'I1\n.I2\n.',
  'cos\nsystem\n. and words',
])('%j is how a pickle without PROTO may begin', (text) => expect(isOne(text)).toBe(true));

test.each([
  // of Debian's package liblerc4: LIST, APPENDS, LONG_BINPUT with four bytes, STOP
  'lerc (4.0.0+ds-2) unstable; urgency=medium\n',
  // of git: BINFLOAT with eight bytes, STOP
  'GIT v1.5.0.1 Release Notes\n==========================\n',
  'Fixed\n.',
  'F\n.',
  'Long\n.',
])('%j is a text', (text) => expect(isOne(text)).toBe(false));
