import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../src/report/html.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import { namedMetrics } from '../../src/report/metrics.js';
import { renderTerminal } from '../../src/report/terminal.js';
import { check, GENERATED_AT, report } from './samples.js';

const measured = report({
  checks: [
    check('frame_count', 'passed'),
    check('quality_degradation', 'passed', {
      details: {
        metrics: {
          ssimulacra2: {
            unit: 'similarity',
            range: '-infinite..100',
            better: 'higher',
            mean: 79.03,
            worst: 77.31,
            worstFrame: 8,
          },
          ms_ssim: {
            unit: 'similarity',
            range: '0..1',
            better: 'higher',
            mean: null,
            worst: null,
            worstFrame: null,
            reason: 'the picture is under 176 pixels in a side',
          },
        },
      },
    }),
  ],
});

describe('metrics asked for by name', () => {
  test('are told with their figures and scale, or with why there are none', () => {
    expect(namedMetrics(measured)).toEqual([
      {
        name: 'ssimulacra2',
        text: 'mean 79.03, worst 77.31 in frame 8',
        scale: 'similarity, -infinite..100, higher is better',
      },
      {
        name: 'ms_ssim',
        text: 'not measured: the picture is under 176 pixels in a side',
        scale: 'similarity, 0..1, higher is better',
      },
    ]);
  });

  test('are shown wherever people read reports', () => {
    const input = { reports: [measured], title: 'Proof', generatedAt: GENERATED_AT, color: false, width: 100 };
    for (const text of [
      renderTerminal(input),
      renderMarkdown({ ...input, rules: [] }),
      renderHtml({ ...input, rules: [] }),
    ]) {
      expect(text).toContain('mean 79.03, worst 77.31 in frame 8');
      expect(text).toContain('not measured: the picture is under 176 pixels in a side');
    }
  });

  test('are not mentioned where none were asked for, whatever else checks detail', () => {
    const other = report({ checks: [check('fps', 'passed', { details: { metrics: 'none', frames: 3 } })] });
    expect(namedMetrics(other)).toEqual([]);
    expect(renderTerminal({ reports: [other], color: false, width: 80 })).not.toContain('Metrics');
  });
});
