import { stripVTControlCharacters } from 'node:util';
import { describe, expect } from 'vitest';
import { fc, test } from '@fast-check/vitest';
import { columns } from '../../src/report/terminal/text.js';
import { renderTerminal } from '../../src/report/terminal.js';
import { anyReport, check, everyKind, failing, nasty, pair, passing, report, unexamined, warning } from './samples.js';

const linesOf = (text: string) => text.replaceAll('\u00a0', ' ').split('\n');

describe('one subject in a terminal', () => {
  test('shows every check with symbol and message, and expected and actual where it did not pass', () => {
    const text = renderTerminal({ reports: [failing], labels: ['gifsicle'], color: false, width: 100 });
    expect(linesOf(text)).toEqual([
      '✗ fail  out/colours.gif',
      '  color_reduction · gifsicle · 10.0 kB → 1.00 kB · 90.0 % saved',
      '',
      '  ✓ file_integrity  file_integrity says passed',
      '  ✗ color_count     50 distinct colours over all frames, at most 37 were asked for',
      '                    expected  max 37',
      '                    actual    union 50, maxPerFrame 22',
      '  – transparency    transparency says skipped',
      '',
      '  full coverage, 12 of 12 frames compared · alert mode · 35 ms',
      '',
    ]);
  });

  test('says once what several checks in a row have to say alike', () => {
    const late = ['fps', 'duration'].map((id) => check(id, 'inconclusive', { message: 'Not finished in time' }));
    const skipped = check('dimensions', 'skipped', { message: 'Not finished in time' });
    const text = renderTerminal({ reports: [report({ checks: [...late, skipped] })], color: false, width: 80 });
    expect(linesOf(text).filter((line) => line.includes('Not finished in time'))).toHaveLength(2);
    expect(text).toMatch(/^ {2}\? duration {4}likewise$/m);
  });

  test('says why there is no check', () => {
    const text = renderTerminal({ reports: [unexamined], color: false, width: 80 });
    expect(text).toContain('The worker ran out of memory');
    expect(text).toContain('No check was run');
  });
});

describe('many subjects in a terminal', () => {
  test('are one row each with sizes, share, verdict and first finding, and the sums below', () => {
    const text = renderTerminal({ reports: [passing, failing, warning], labels: ['sharp'], color: false, width: 160 });
    const lines = linesOf(text);
    expect(lines.slice(0, 4)).toEqual([
      'verdict  subject          made by           before    after    saved  first finding',
      '✓ pass   out/a.gif        sharp            10.0 kB  4.00 kB   60.0 %',
      '✗ fail   out/colours.gif  color_reduction  10.0 kB  1.00 kB   90.0 %  color_count: 50 distinct colours over all frames, at most 37 were asked for',
      '! warn   out/same.gif     color_reduction  10.0 kB  11.0 kB  −10.0 %  size_reduction: size_reduction says warned',
    ]);
    expect(lines[5]).toBe('3 subjects: 1 fail, 1 warn, 1 pass · fit outputs 20.0 kB → 15.0 kB, 25.0 % saved');
  });

  test('put findings below and shorten paths from the left where the terminal is narrow', () => {
    const long = { ...failing, subject: pair(`${'deep/'.repeat(12)}name.gif`, 1000, 500) };
    const lines = linesOf(renderTerminal({ reports: [passing, long], color: false, width: 70 }));
    expect(lines[2]).toMatch(/^✗ fail {3}….*\/name\.gif /);
    expect(lines[3]).toMatch(/^ {4}color_count: 50 distinct/);
  });

  test('of no subjects it says so', () => {
    expect(renderTerminal({ reports: [], color: false, width: 80 })).toBe('No subject was examined\n');
  });
});

describe('the terminal', () => {
  test('gets colour only when asked, and the same text with it', () => {
    for (const reports of [[failing], everyKind]) {
      const bare = renderTerminal({ reports, color: false, width: 100 });
      const colored = renderTerminal({ reports, color: true, width: 100 });
      expect(bare).not.toContain('\u001b');
      expect(colored).toContain('\u001b[31m');
      expect(stripVTControlCharacters(colored)).toBe(bare);
    }
  });

  test('fits an inconclusive row with long names into 60 columns', () => {
    const long = 'a name that is longer than any column';
    const reports = everyKind.map((each) => ({ ...each, subject: pair(long, 100, 50) }));
    const text = renderTerminal({ reports, labels: reports.map(() => long), color: false, width: 60 });
    expect(text).toContain('inconclusive');
    expect(Math.max(...text.split('\n').map(columns))).toBeLessThanOrEqual(60);
  });

  test('keeps a message in its column behind the name of a check that is written out', () => {
    const [report] = everyKind;
    const check = { ...report!.checks[0]!, id: '\u0000', message: 'word '.repeat(40).trim() };
    const text = renderTerminal({ reports: [{ ...report!, checks: [check] }], labels: [], color: false, width: 60 });
    expect(text).toContain('\\u0000  word');
    expect(Math.max(...text.split('\n').map(columns))).toBeLessThanOrEqual(60);
  });

  test.prop([fc.array(anyReport, { maxLength: 4 }), nasty, fc.integer({ min: 60, max: 200 })])(
    'never obeys what a name or message holds, and no line is wider than it',
    (any, label, width) => {
      // a share of millions of per cent is wider than any column, and numbers are never cut
      const reports = any.map((each) => ({ ...each, subject: pair(label, 100, 50) }));
      const text = renderTerminal({ reports, labels: [label], color: false, width });
      // oxlint-disable-next-line no-control-regex -- these must not reach a terminal
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      expect(Math.max(...text.split('\n').map(columns))).toBeLessThanOrEqual(width);
    },
  );
});
