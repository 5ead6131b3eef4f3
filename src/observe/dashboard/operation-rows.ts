import { METRICS, PROCESS_METRICS } from '../metrics/definitions.js';
import { increaseOf, maxOf, quantileOf, sumOf } from '../metrics/promql.js';
import type { Row } from './panel.js';
import { CHOSEN, RATE } from './scope.js';

const { validationDuration, compressionDuration, queueDepth, queueWait, dropped } = METRICS;
const { modeInfo, degradationLevel, emergencyDisabled, buildInfo } = METRICS;

export function latency(): Row {
  return {
    title: 'Latency',
    panels: [
      {
        title: 'Validation by coverage',
        description: 'From admission to verdict, without the wait for a worker. Slow from 0.1 s on.',
        type: 'timeseries',
        unit: 's',
        redOver: 0.1,
        targets: [0.5, 0.95, 0.99].map((q) => ({
          expr: quantileOf(q, validationDuration, RATE, { by: ['coverage'], where: CHOSEN }),
          legend: `p${q * 100} {{coverage}}`,
        })),
      },
      {
        title: 'Compression by engine, 95th percentile',
        description: 'What the compressors themselves take: the measure of what validation adds.',
        type: 'timeseries',
        unit: 's',
        targets: [
          {
            expr: quantileOf(0.95, compressionDuration, RATE, { by: ['engine', 'operation'], where: CHOSEN }),
            legend: '{{engine}} {{operation}}',
          },
        ],
      },
    ],
  };
}

export function queue(): Row {
  return {
    title: 'Queue',
    panels: [
      {
        title: 'Subjects that wait for a worker',
        description: 'One that only grows needs more workers, or degradation.',
        type: 'timeseries',
        unit: 'short',
        width: 8,
        targets: [{ expr: sumOf(queueDepth, { by: ['instance'], where: CHOSEN }), legend: '{{instance}}' }],
      },
      {
        title: 'Wait for a worker',
        description: 'Degradation acts by default from 1 s on.',
        type: 'timeseries',
        unit: 's',
        width: 8,
        redOver: 1,
        targets: [0.5, 0.95, 0.99].map((q) => ({
          expr: quantileOf(q, queueWait, RATE, { where: CHOSEN }),
          legend: `p${q * 100}`,
        })),
      },
      {
        title: 'Dropped',
        description: 'Given up rather than waited for: subjects of shadow mode, records, alerts.',
        type: 'timeseries',
        unit: 'short',
        width: 8,
        stacked: true,
        redOver: 1,
        targets: [{ expr: increaseOf(dropped, RATE, { by: ['reason'], where: CHOSEN }), legend: '{{reason}}' }],
      },
    ],
  };
}

export function switches(): Row {
  const onOff = { 0: 'no', 1: 'yes' };
  return {
    title: 'Mode, degradation, emergency',
    panels: [
      {
        title: 'Mode in force',
        description: 'During a roll-out processes may differ; `pressproof control status` says what decides.',
        type: 'state-timeline',
        unit: 'short',
        width: 8,
        words: onOff,
        targets: [{ expr: maxOf(modeInfo, { by: ['mode'], where: CHOSEN }), legend: '{{mode}}' }],
      },
      {
        title: 'Degradation',
        description: 'Work that is removed because of load; limits never change.',
        type: 'state-timeline',
        unit: 'short',
        width: 8,
        words: { 0: 'full', 1: 'sampled', 2: 'structural', 3: 'nothing' },
        targets: [{ expr: maxOf(degradationLevel, { by: ['instance'], where: CHOSEN }), legend: '{{instance}}' }],
      },
      {
        title: 'Disabled in an emergency',
        description: '`pressproof control enable` switches validation on again.',
        type: 'state-timeline',
        unit: 'short',
        width: 8,
        words: onOff,
        redOver: 1,
        targets: [{ expr: maxOf(emergencyDisabled, { by: ['instance'], where: CHOSEN }), legend: '{{instance}}' }],
      },
    ],
  };
}

export function processes(): Row {
  return {
    title: 'Processes',
    panels: [
      {
        title: 'Memory',
        description: 'Resident memory of each process; the operations guide alerts over 200 MB.',
        type: 'timeseries',
        unit: 'bytes',
        targets: [
          { expr: maxOf(PROCESS_METRICS.residentMemory, { by: ['instance'], where: CHOSEN }), legend: '{{instance}}' },
        ],
      },
      {
        title: 'Versions',
        description: 'How many processes run which version.',
        type: 'timeseries',
        unit: 'short',
        stacked: true,
        targets: [{ expr: sumOf(buildInfo, { by: ['version'], where: CHOSEN }), legend: '{{version}}' }],
      },
    ],
  };
}
