import { METRICS } from '../metrics/definitions.js';
import { increaseOf, quantileOf, rateOf, shareOf } from '../metrics/promql.js';
import type { Row, Target } from './panel.js';
import { CHOSEN, RANGE, RATE } from './scope.js';

const { validations, checks, checkDuration, rejections, sampled, alerts, compressedBytes } = METRICS;

export function traffic(): Row {
  const failed = (verdict: string): Target => ({
    expr: shareOf(
      rateOf(validations, RATE, { by: ['mode'], where: { ...CHOSEN, verdict } }),
      rateOf(validations, RATE, { by: ['mode'], where: { ...CHOSEN, verdict: { not: 'skipped' } } }),
    ),
    legend: `${verdict} in {{mode}}`,
  });
  return {
    title: 'Traffic and verdicts',
    panels: [
      {
        title: 'Subjects in this time',
        description: 'How many subjects got which verdict within the time shown.',
        type: 'stat',
        unit: 'short',
        width: 6,
        targets: [{ expr: increaseOf(validations, RANGE, { by: ['verdict'], where: CHOSEN }), legend: '{{verdict}}' }],
      },
      {
        title: 'Subjects a second by verdict',
        description: 'Skipped: policy decided not to look, e.g. sampled out or disabled in an emergency.',
        type: 'timeseries',
        unit: 'ops',
        width: 9,
        stacked: true,
        targets: [{ expr: rateOf(validations, RATE, { by: ['verdict'], where: CHOSEN }), legend: '{{verdict}}' }],
      },
      {
        title: 'Share that fails or is not judged',
        description: 'Of what was validated, by mode. A gap: nothing was validated.',
        type: 'timeseries',
        unit: 'percentunit',
        width: 9,
        // the threshold of the operations guide
        redOver: 0.05,
        targets: [failed('fail'), failed('inconclusive')],
      },
    ],
  };
}

export function failures(): Row {
  const outcomes = (outcome: string): Target[] => [
    { expr: increaseOf(checks, RATE, { by: ['check'], where: { ...CHOSEN, outcome } }), legend: '{{check}}' },
  ];
  return {
    title: 'Failures by check',
    panels: [
      {
        title: 'Failed checks',
        description: '`pressproof investigate` groups them by engine and parameter and names likely causes.',
        type: 'timeseries',
        unit: 'short',
        width: 8,
        stacked: true,
        targets: outcomes('failed'),
      },
      {
        title: 'Checks that could not be measured',
        description: 'Time limits, damaged originals, workers that died.',
        type: 'timeseries',
        unit: 'short',
        width: 8,
        stacked: true,
        targets: outcomes('inconclusive'),
      },
      {
        title: 'Time of checks, 95th percentile',
        description: 'A check pays for the facts that it is the first to need: the first that decodes is the dearest.',
        type: 'timeseries',
        unit: 's',
        width: 8,
        targets: [
          { expr: quantileOf(0.95, checkDuration, RATE, { by: ['check'], where: CHOSEN }), legend: '{{check}}' },
        ],
      },
    ],
  };
}

export function enforcement(): Row {
  return {
    title: 'Rejections, sampling, alerts',
    panels: [
      {
        title: 'Rejected files',
        description: 'Not published by enforce mode, by the first check that they did not satisfy.',
        type: 'timeseries',
        unit: 'short',
        width: 8,
        stacked: true,
        targets: [{ expr: increaseOf(rejections, RATE, { by: ['check'], where: CHOSEN }), legend: '{{check}}' }],
      },
      {
        title: 'Subjects by arm',
        description: 'Where the draw put them. `pressproof experiment report` compares the arms.',
        type: 'timeseries',
        unit: 'ops',
        width: 8,
        stacked: true,
        targets: [{ expr: rateOf(sampled, RATE, { by: ['arm'], where: CHOSEN }), legend: '{{arm}}' }],
      },
      {
        title: 'Alerts',
        description: 'What pressproof told by itself; failed: given up after its retries.',
        type: 'timeseries',
        unit: 'short',
        width: 8,
        targets: [
          {
            // of 60 series those that moved
            expr: `${increaseOf(alerts, RATE, { by: ['severity', 'channel', 'result'], where: CHOSEN })} > 0`,
            legend: '{{severity}} {{channel}} {{result}}',
          },
        ],
      },
    ],
  };
}

export function bytes(): Row {
  const moved = (direction: string, window: string, how: typeof rateOf) =>
    how(compressedBytes, window, { where: { ...CHOSEN, direction } });
  return {
    title: 'Bytes saved',
    panels: [
      {
        title: 'Saved in this time',
        description: 'Of files that were published.',
        type: 'stat',
        unit: 'bytes',
        width: 6,
        targets: [{ expr: `${moved('in', RANGE, increaseOf)} - ${moved('out', RANGE, increaseOf)}`, legend: 'saved' }],
      },
      {
        title: 'Share saved in this time',
        description: 'Of the bytes that went into compressors.',
        type: 'stat',
        unit: 'percentunit',
        width: 6,
        targets: [
          { expr: `1 - ${shareOf(moved('out', RANGE, increaseOf), moved('in', RANGE, increaseOf))}`, legend: 'saved' },
        ],
      },
      {
        title: 'Bytes in and out',
        description: 'Before and after compression.',
        type: 'timeseries',
        unit: 'Bps',
        targets: [
          { expr: rateOf(compressedBytes, RATE, { by: ['direction'], where: CHOSEN }), legend: '{{direction}}' },
        ],
      },
    ],
  };
}
