import { describe, expect, test } from 'vitest';
import { ratio } from '../../bench/measurement.js';
import { figure, tableOf } from '../../bench/table.js';

const machine = {
  cpu: 'a processor',
  cores: 2,
  node: 'v20.19.0',
  programs: { gifsicle: 'LCDF Gifsicle 1.93', ffmpeg: null },
  load: { before: 0.1, after: 1.9 },
};

describe('the table', () => {
  const description = { id: 'decode/a/sharp', what: 'decode a', unit: 'x', better: 'higher', megapixels: 15 } as const;
  const table = tableOf(
    {
      measurements: [ratio(description, [50, 60, 40], [150, 150, 150])],
      notMeasured: [{ id: 'ssim/a/opencv', reason: 'opencv is missing: apt-get install python3-opencv' }],
    },
    machine,
  );

  test('shows the figure with its quartiles beside what must be reached', () => {
    expect(table).toMatch(/decode a +3\.00x +2\.75 - 3\.38 +3 +2\.50x +4\.00x +met +50\.0 CPU ms +150 CPU ms +300\n/);
  });

  test('says what was not measured and why, what is missing, and how busy the machine was', () => {
    expect(table).toContain('ssim/a/opencv: not measured: opencv is missing: apt-get install python3-opencv');
    expect(table).toContain('ffmpeg: missing');
    expect(table).toContain('load 0.10 before, 1.90 after');
  });
});

test.each([
  [0, '0'],
  [0.01234, '0.0123'],
  [1.2345, '1.23'],
  [99.96, '100'],
  [1234.5, '1230'],
])('%d is written with three digits', (value, written) => {
  expect(figure(value)).toBe(written);
});
