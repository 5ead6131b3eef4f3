import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { ResultRow } from '../../../src/batch/results/row.js';
import { summaryOf } from '../../../src/batch/results/summary/index.js';
import { summaryText } from '../../../src/batch/results/text/index.js';
import { columns } from '../../../src/report/terminal/text.js';
import { resultRow } from '../rows.js';

const RECIPES = [
  'gifsicle lossy=40',
  'gifsicle lossy=80',
  'sharp colors=16',
  'imagemagick6 colors=32 dither=FloydSteinberg',
  'sharp colors=64 | gifsicle lossy=40',
];

function enginesOf(recipe: string): string {
  return recipe
    .split(' | ')
    .map((stage) => stage.split(' ')[0])
    .join(' | ');
}

/** 100 inputs: one recipe never fails, one always does, one sometimes; two make the same bytes. */
function* rows(): Generator<ResultRow> {
  for (let input = 0; input < 100; input += 1) {
    for (const [index, recipe] of RECIPES.entries()) {
      const ordinal = input * RECIPES.length + index;
      const fails = index === 2 || (index === 3 && input % 25 === 0);
      yield resultRow({
        ordinal,
        input: `/in/${input}.gif`,
        name: `folder/猫 ${input}.gif`,
        recipe,
        engine: enginesOf(recipe),
        parameters: index === 3 ? { colors: 32, dither: 'FloydSteinberg' } : {},
        outputSha256: (index < 2 ? `${input}` : `${ordinal}`).padStart(64, '0'),
        sizeRatio: 0.5 + index / 10,
        ssimMean: 0.9 + index / 50,
        outputBytes: 5_000 + 1_000 * index,
        ...(fails && {
          status: 'fail',
          failedChecks: ['quality_degradation'],
          finding: 'minLocalStructure',
          reason: 'quality_degradation: Structure kept is 0.1, limits.minLocalStructure is 0.3',
        }),
        ...(index === 4 &&
          input === 7 && { status: 'error', errorCode: 'engine_failed', reason: 'exit code 1\u001b[31m' }),
      });
    }
  }
}

const summary = summaryOf(rows());
const at = (width: number, color = false) => summaryText(summary, color, width);

describe('a summary for people', () => {
  test.each([80, 120, 200])('fits a terminal of %i columns', (width) => {
    const wide = at(width)
      .split('\n')
      .filter((line) => columns(line) > width);
    expect(wide).toEqual([]);
  });

  test('begins with what there is, and names what needs attention first', () => {
    expect(at(120).split('\n')[0]).toMatch(
      /^500 results of 100 inputs under 5 recipes: 1 error, 104 fail, 395 pass · /,
    );
  });

  test('tells settings that can be trusted from those that cannot, the best saving first', () => {
    const lines = at(120).split('\n');
    const from = lines.indexOf('Which settings to trust') + 2;
    expect(lines.slice(from, from + 5).map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
      ['✓ trusted', 'gifsicle lossy=40'],
      ['✓ trusted', 'gifsicle lossy=80'],
      ['✓ trusted', 'sharp colors=64 | gifsicle lossy=40'],
      ['? unproven', expect.stringMatching(/^imagemagick6 .*….*FloydSteinberg$/)],
      ['✗ untrusted', 'sharp colors=16'],
    ]);
  });

  test('keeps on 80 columns what decides: trust, fit share, number judged, size and quality', () => {
    expect(at(80)).toMatch(/✓ trusted +gifsicle lossy=40 +100\.0\u00a0% +100 +50\.0\u00a0% +0\.900\n/);
  });

  test('says which checks fail for which recipe and over what, with one to look at', () => {
    expect(at(200)).toMatch(
      /100 of 100 {2}sharp colors=16 +quality_degradation {2}folder\/猫 0\.gif {2}minLocalStructure 100 {2}Structure kept is 0\.1/,
    );
  });

  test('says what warns after what fails', () => {
    const warned = summaryOf([resultRow({ status: 'warn', otherChecks: ['size_reduction'] })]);
    expect(summaryText(warned, false, 120)).toMatch(
      /What warns or could not be judged\n.*\n1 of 1 {2}gifsicle colors=32 {2}size_reduction {2}0\.gif/,
    );
  });

  test('has no table of engines where each has one recipe', () => {
    const two = [resultRow(), resultRow({ ordinal: 1, engine: 'sharp', recipe: 'sharp colors=32' })];
    expect(summaryText(summaryOf(two), false, 120)).not.toContain('By engine');
    expect(at(120)).toContain('By engine');
  });

  test('says why there is no output, without what a terminal would obey', () => {
    expect(at(120)).toMatch(/1 {2}sharp \| gifsicle {2}engine_failed {2}folder\/猫 7\.gif {2}exit code 1\\u001b\[31m/);
  });

  test('says of settings that they change nothing', () => {
    expect(at(120)).toContain(
      'No effect: gifsicle lossy=40 and gifsicle lossy=80 made the same bytes of all 100 inputs.',
    );
  });

  test('has the fail share beside each place on the front', () => {
    expect(at(120)).toMatch(/Best of size against quality.*\n.*\n +50\.0\u00a0% {2}0\.900 {2}0\.0\u00a0% {2}✓ trusted/);
  });

  test('is the same with colours but for them', () => {
    const colored = at(120, true);
    expect(colored).toContain('\u001b[32m✓ trusted  \u001b[0m');
    expect(stripVTControlCharacters(colored).replace(/ +$/gm, '')).toBe(at(120));
    expect(at(120)).not.toContain('\u001b');
  });

  test('of a scan has no recipes, but what was found', () => {
    const scan = (ordinal: number, more: Partial<ResultRow>) =>
      resultRow({ ordinal, job: 'scan', operation: 'scan', recipe: null, engine: null, parameters: {}, ...more });
    const damaged = {
      status: 'fail',
      failedChecks: ['file_integrity'],
      finding: 'lzw_truncated',
    } as Partial<ResultRow>;
    const text = summaryText(summaryOf([scan(0, {}), scan(1, damaged), scan(2, damaged)]), false, 100);
    expect(text).toMatch(/^3 results: 2 fail, 1 pass/);
    expect(text).toMatch(/2 of 3 {2}file_integrity {2}1\.gif {2}lzw_truncated 2/);
    expect(text).not.toContain('recipe');
  });

  test('of pairs says how they are, also under a single operation', () => {
    const pair = resultRow({ job: 'validate', recipe: null, engine: null, parameters: {} });
    expect(summaryText(summaryOf([pair]), false, 100)).toMatch(/By operation\n.*\ncolor_reduction +100\.0\u00a0% +1 /);
  });

  test('of nothing says so', () => {
    expect(summaryText(summaryOf([]), false, 80)).toBe('0 results: none\n');
  });
});
