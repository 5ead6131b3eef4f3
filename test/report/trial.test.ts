import { describe, expect, test } from 'vitest';
import { toGifLabResult } from '../../src/report/giflab.js';
import { renderHtml } from '../../src/report/html.js';
import { renderJunit } from '../../src/report/junit.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import { renderSarif } from '../../src/report/sarif.js';
import { coverageText, doubtText, isWitnessed, whyVerdict } from '../../src/report/summary.js';
import { renderTerminal } from '../../src/report/terminal.js';
import { check, input, onTrial, passing, report, tooManyColors } from './samples.js';
import { childrenOf, parseXml } from './xml-parser.js';

const DOUBT = 'What was not looked at could change this pass: the pictures were not looked at';
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

describe('a check in shadow', () => {
  test('neither explains nor witnesses a verdict', () => {
    const failed = { ...tooManyColors, mode: 'shadow' } as const;
    const warned = report({ mode: 'enforce', verdict: 'warn', checks: [failed, check('size_reduction', 'warned')] });
    expect(whyVerdict(warned)).toBe('size_reduction: size_reduction says warned');
    const alone = report({ mode: 'enforce', verdict: 'inconclusive', checks: [failed] });
    expect(isWitnessed(alone)).toBe(false);
    expect(whyVerdict(alone)).toBe('No check that counts was run');
  });

  test('that kept another from being run is why nothing is known', () => {
    const checks = [
      check('file_integrity', 'failed', { mode: 'shadow' }),
      check('fps', 'skipped', {
        message: 'Not looked at because file_integrity failed',
        details: { blockedBy: 'file_integrity' },
      }),
    ];
    expect(whyVerdict(report({ mode: 'alert', verdict: 'inconclusive', checks }))).toBe(
      'fps: Not looked at because file_integrity failed',
    );
  });

  test('is not hidden behind the pass beside it', () => {
    const sure = report({ ...onTrial, coverage: passing.coverage });
    expect(whyVerdict(sure)).toBe('Does not count, in shadow: color_count failed');
    expect(whyVerdict(onTrial)).toBe(`${DOUBT}; Does not count, in shadow: color_count failed`);
    const passed = check('color_count', 'passed', { mode: 'shadow' });
    expect(whyVerdict(report({ mode: 'alert', checks: [passed] }))).toBe('');
  });

  test('counts where the whole report is only for the record', () => {
    const failed = { ...tooManyColors, mode: 'shadow' } as const;
    expect(whyVerdict(report({ mode: 'shadow', verdict: 'fail', checks: [failed] }))).toMatch(/^color_count: /);
  });

  test('is left out of the words of the Python original, whose readers know no trial', () => {
    const { validations, validation_passed } = toGifLabResult(onTrial);
    expect(validation_passed).toBe(true);
    expect(validations.map(({ is_valid }) => is_valid)).toEqual([true, true]);
  });

  test('is skipped in JUnit, with what it found, and reddens no build', () => {
    const root = parseXml(renderJunit(input([onTrial])));
    expect(root.attributes).toMatchObject({ failures: '0', errors: '0', tests: '3' });
    const colors = childrenOf(childrenOf(root, 'testsuite')[0]!, 'testcase')[1];
    expect(colors?.children.map(({ name }) => name)).toEqual(['skipped']);
    expect(colors?.children[0]?.attributes['message']).toBe(
      'in shadow, does not count (file pressproof.yaml): failed, 50 distinct colours over all frames, at most 37 were asked for',
    );
  });

  test('is a note in SARIF, which says its mode beside the report’s', () => {
    const [colors] = sarifResults(onTrial);
    expect(colors).toMatchObject({
      ruleId: 'color_count',
      level: 'note',
      properties: { outcome: 'failed', mode: 'enforce', checkMode: 'shadow', checkModeSource: 'file pressproof.yaml' },
    });
    expect(colors?.message.text).toContain('Mode: in shadow, does not count (file pressproof.yaml).');
  });

  test('says in Markdown that it does not count', () => {
    expect(renderMarkdown(input([onTrial]))).toContain(
      '| ✗ failed, in shadow, does not count (file pressproof.yaml) |',
    );
  });

  test('has no red mark in a terminal, and says why', () => {
    const text = renderTerminal({ reports: [onTrial], color: true, width: 100 });
    expect(text).not.toContain('\u001b[31m');
    expect(flat(text)).toContain('[in shadow, does not count (file pressproof.yaml)] 50 distinct colours');
  });

  test('stands last on the page, without its colour', () => {
    const page = renderHtml(input([onTrial]));
    const order = [...page.matchAll(/<li class="check ([^"]*)">/g)].map(([, classes]) => classes);
    expect(order).toEqual(['passed', 'passed', 'failed aside']);
    expect(page).toContain('in shadow, does not count (file pressproof.yaml)');
    expect(page).toContain('alert only');
  });
});

describe('what a rollout has to know of a report', () => {
  test('is in every format for people: mode and source, what limited coverage, experiment, decision', () => {
    const id = onTrial.id as string;
    const texts = {
      markdown: renderMarkdown(input([onTrial])).replaceAll('\\', ''),
      terminal: renderTerminal({ reports: [onTrial], color: false, width: 200 }),
      html: renderHtml(input([onTrial])),
    };
    for (const [format, text] of Object.entries(texts)) {
      for (const said of [
        'enforce mode (file pressproof.yaml)',
        'structural coverage, 0 of 12 frames compared, limited by degradation: structural',
        'experiment colours, arm treatment',
        id,
        DOUBT,
      ])
        expect([format, flat(text)]).toEqual([format, expect.stringContaining(said)]);
    }
  });

  test('is in JUnit as properties', () => {
    const suite = childrenOf(parseXml(renderJunit(input([onTrial]))), 'testsuite')[0]!;
    const properties = childrenOf(childrenOf(suite, 'properties')[0]!, 'property');
    expect(Object.fromEntries(properties.map(({ attributes: { name, value } }) => [name, value]))).toEqual({
      id: onTrial.id,
      operation: 'color_reduction',
      mode: 'enforce',
      modeSource: 'file pressproof.yaml',
      verdict: 'pass',
      coverage: 'structural',
      'coverage.framesCompared': '0',
      'coverage.framesTotal': '12',
      'coverage.couldOverturn': 'true',
      'coverage.limitedBy': 'degradation: structural',
      doubt: DOUBT,
      'experiment.name': 'colours',
      'experiment.arm': 'treatment',
    });
  });

  test('is in SARIF, where a pass that may not stand is a note', () => {
    const [, doubt, ...others] = sarifResults(onTrial);
    expect(others).toEqual([]);
    expect(doubt).toMatchObject({
      ruleId: 'verdict',
      level: 'note',
      message: { text: DOUBT },
      properties: {
        verdict: 'pass',
        coverage: onTrial.coverage,
        experiment: { name: 'colours', arm: 'treatment' },
        decision: onTrial.id,
      },
    });
  });
});

describe('coverage in words', () => {
  const of = (level: 'full' | 'sampled' | 'structural', framesCompared: number, framesTotal: number) =>
    coverageText(report({ coverage: { level, framesCompared, framesTotal } }));

  test('of a file that is damaged does not claim that it was compared', () => {
    expect(of('full', 0, 11)).toBe('decoded, but none of 11 frames compared');
  });

  test('of what has no frame to look at says so', () => {
    expect(of('structural', 0, 0)).toBe('no frame was looked at');
  });

  test('of a sample that holds every frame says what it still lacks', () => {
    expect(of('sampled', 12, 12)).toBe('sampled coverage, 12 of 12 frames compared, not in every respect');
  });

  test('calls verdicts by their nouns', () => {
    const coverage = { level: 'sampled', framesCompared: 2, framesTotal: 12, couldOverturn: true } as const;
    expect(doubtText(report({ verdict: 'warn', coverage }))).toBe('What was not looked at could change this warning');
    expect(doubtText(report({ verdict: 'inconclusive', coverage }))).toMatch(/this inconclusive verdict$/);
  });
});

interface SarifResult {
  readonly ruleId: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly properties: Readonly<Record<string, unknown>>;
}

function sarifResults(only: typeof onTrial): SarifResult[] {
  const log = JSON.parse(renderSarif(input([only]))) as { runs: { results: SarifResult[] }[] };
  return log.runs[0]?.results ?? [];
}
