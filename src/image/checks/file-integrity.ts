import type { Finding, Json } from '../../core/check.js';
import type { Problem } from '../facts.js';
import { imageCheck, LONE, PAIR, plural } from './define.js';

const NOT_DECODED = 'no pixel was decoded, so data that is spoilt within may be there';

/** Problems listed in a report; a hostile file has as many as it likes. */
const LISTED = 20;

export const fileIntegrity = imageCheck({
  id: 'file_integrity',
  category: 'integrity',
  cost: 'decode',
  needs: ['outputIntegrity'],
  after: [],
  subjects: [PAIR, LONE],
  limits: {},
  docs: {
    summary: 'The file is whole: every block in order, every frame decoded to its last pixel.',
    explain:
      'Strict. Truncation, LZW errors, blocks out of order, a frame outside the logical screen or a wrong format fail, naming frame and byte offset. A missing trailer, bytes after it and other legal oddities are warnings. With structural coverage nothing is decoded: blocks are judged, and whether data is too short for its pixels even if every code stood for the longest string. Size is no matter of integrity: see size_reduction.',
    remedy: 'Write the file again; if it comes from a transfer, compare its length and digest with the source.',
  },
  run({ facts: { outputIntegrity } }): Finding {
    const { decoded, complete: sound } = outputIntegrity;
    // what was not decoded may be incomplete
    const complete = decoded || !sound ? sound : null;
    const errors = outputIntegrity.problems.filter((problem) => problem.severity === 'error');
    const warnings = outputIntegrity.problems.filter((problem) => problem.severity === 'warning');
    const evidence = {
      expected: { complete: true, errors: 0 },
      actual: { complete, errors: errors.length, warnings: warnings.length },
      details: { problems: [...errors, ...warnings].slice(0, LISTED).map(asJson), decoded },
    };
    const provisional = decoded ? {} : { provisional: NOT_DECODED };
    const first = errors[0] ?? warnings[0];
    if (errors.length > 0 || !sound) {
      const message = first ? `${spoken(first)}${more(errors.length)}` : 'Not every frame decodes to its last pixel';
      return { outcome: 'failed', message, ...evidence };
    }
    if (first) {
      return { outcome: 'warned', message: `${spoken(first)}${more(warnings.length)}`, ...evidence, ...provisional };
    }
    const message = decoded
      ? 'Every frame decodes to its last pixel and the file ends as it should'
      : 'Every block is in its place and no data is too short; pixels were not decoded (coverage structural)';
    return { outcome: 'passed', message, ...evidence, ...provisional };
  },
});

/** The problem with its place: "Frame 3, byte 1234: ..." */
function spoken({ frame, offset, message }: Problem): string {
  const place = [frame === null ? [] : `frame ${frame}`, offset === null ? [] : `byte ${offset}`].flat().join(', ');
  return place === '' ? message : `${message} (${place})`;
}

function more(count: number): string {
  return count > 1 ? `; and ${plural(count - 1, 'more problem')}` : '';
}

function asJson({ code, severity, frame, offset, message }: Problem): Json {
  return { code, severity, frame, offset, message };
}
