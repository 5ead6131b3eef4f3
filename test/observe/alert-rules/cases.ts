/** Series with their samples, one a minute, in promtool's notation: `0+2x3` is 0 2 4 6, `5x2` is 5 5 5. */
export type Series = Readonly<Record<string, string>>;

interface Silent {
  readonly when: string;
  readonly series: Series;
  readonly at: string;
}

interface Fires extends Silent {
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
}

interface Case {
  readonly alert: string;
  readonly fires: readonly Fires[];
  readonly silent: readonly Silent[];
}

const TARGET = { job: 'app', instance: 'a:1' };

function series(metric: string, labels: Readonly<Record<string, string>> = {}): string {
  const all = Object.entries({ ...labels, ...TARGET }).map(([label, value]) => `${label}="${value}"`);
  return `${metric}{${all.join(',')}}`;
}

/** Subjects by verdict, in one mode. */
function verdicts(mode: string, values: Readonly<Record<string, string>>): Series {
  return Object.fromEntries(
    Object.entries(values).map(([verdict, steps]) => [
      series('pressproof_validations_total', { suite: 'image', mode, verdict }),
      steps,
    ]),
  );
}

const ALERT = { job: 'app', suite: 'image', mode: 'alert' };
const OF_SUITE = { job: 'app', suite: 'image' };

const rejected = (steps: string): Series => ({
  [series('pressproof_rejections_total', { suite: 'image', check: 'fps' })]: steps,
});

function durations(quick: string, all: string): Series {
  const labels = { suite: 'image', coverage: 'full' };
  return {
    [series('pressproof_validation_duration_seconds_bucket', { ...labels, le: '0.1' })]: quick,
    [series('pressproof_validation_duration_seconds_count', labels)]: all,
  };
}

const build: Series = { [series('pressproof_build_info', { version: '0.1.0' })]: '1x200' };
const memory = (steps: string): Series => ({ [series('process_resident_memory_bytes')]: steps });
const emergency = (steps: string): Series => ({ [series('pressproof_emergency_disabled')]: steps });
const degradation = (steps: string): Series => ({ [series('pressproof_degradation_level')]: steps });
const dropped = (steps: string): Series => ({ [series('pressproof_dropped_total', { reason: 'store_full' })]: steps });
const alerts = (result: string, steps: string): Series => ({
  [series('pressproof_alerts_total', { severity: 'high', channel: 'email', result })]: steps,
});

/** For every rule, what makes it fire and what must not. Steps begin at 0, as our counters do. */
export const CASES: readonly Case[] = [
  {
    alert: 'PressproofFailureRate',
    fires: [
      {
        when: 'a tenth fails',
        series: verdicts('alert', { pass: '0+9x20', warn: '0x20', fail: '0+1x20' }),
        at: '15m',
        labels: ALERT,
        summary: '10% of the image subjects of app fail',
      },
      {
        when: 'half of the last minutes fails after ten good hours, which are 1 % of its lifetime',
        series: verdicts('alert', { pass: '0+100x600 60050+50x12', fail: '0x600 50+50x12' }),
        at: '611m',
        labels: ALERT,
        summary: '50% of the image subjects of app fail',
      },
      {
        when: 'few fail in enforce beside many that pass in alert',
        series: {
          ...verdicts('alert', { pass: '0+1000x20', fail: '0x20' }),
          ...verdicts('enforce', { pass: '0+3x20', fail: '0+1x20' }),
        },
        at: '15m',
        labels: { ...ALERT, mode: 'enforce' },
        summary: '25% of the image subjects of app fail',
      },
      {
        when: 'what could be judged fails and the rest is inconclusive',
        series: verdicts('alert', { pass: '0x20', fail: '0+3x20', inconclusive: '0+97x20' }),
        at: '15m',
        labels: ALERT,
        summary: '100% of the image subjects of app fail',
      },
    ],
    silent: [
      { when: '4 % fail', series: verdicts('alert', { pass: '0+96x20', fail: '0+4x20' }), at: '15m' },
      { when: 'there is no traffic', series: verdicts('alert', { pass: '50x20', fail: '50x20' }), at: '15m' },
      {
        when: 'fewer than 20 subjects came',
        series: verdicts('alert', { pass: '0+1x20', fail: '0+0.9x20' }),
        at: '15m',
      },
      { when: 'everything fails in shadow', series: verdicts('shadow', { pass: '0x20', fail: '0+9x20' }), at: '15m' },
      {
        when: 'the bad hour is over',
        series: verdicts('alert', { pass: '0x60 10+10x30', fail: '0+10x60 600x30' }),
        at: '85m',
      },
      {
        when: 'the process is new and nothing failed, so that failures have no series',
        series: verdicts('alert', { pass: '0+9x20' }),
        at: '15m',
      },
      {
        when: 'everything was skipped',
        series: verdicts('alert', { pass: '0x20', fail: '0x20', skipped: '0+9x20' }),
        at: '15m',
      },
    ],
  },
  {
    alert: 'PressproofNothingPasses',
    fires: [
      {
        when: '30 failed in a row',
        series: verdicts('enforce', { pass: '7x20', warn: '0x20', fail: '0+3x20' }),
        at: '15m',
        labels: { job: 'app', instance: 'a:1', suite: 'image' },
        summary: 'All of 30 image subjects of a:1 failed',
      },
      {
        when: 'what passes has no series yet',
        series: verdicts('enforce', { fail: '0+3x20' }),
        at: '15m',
        labels: { job: 'app', instance: 'a:1', suite: 'image' },
        summary: 'All of 30 image subjects of a:1 failed',
      },
    ],
    silent: [
      { when: 'one passed among them', series: verdicts('enforce', { pass: '0x10 1x10', fail: '0+3x20' }), at: '15m' },
      { when: 'only 10 failed', series: verdicts('enforce', { pass: '0x20', fail: '0+1x20' }), at: '15m' },
      { when: 'there is no traffic', series: verdicts('enforce', { pass: '0x20', fail: '90x20' }), at: '15m' },
    ],
  },
  {
    alert: 'PressproofRejectionSpike',
    fires: [
      {
        when: 'a share of 1 % becomes a half',
        series: {
          ...verdicts('enforce', { pass: '0+9.9x1440 14256+5x20', fail: '0+0.1x1440 144+5x20' }),
          ...rejected('0+0.1x1440 144+5x20'),
        },
        at: '1452m',
        labels: OF_SUITE,
        summary: '50% of the image files of app are rejected',
      },
      {
        when: 'the day before had none',
        series: {
          ...verdicts('enforce', { pass: '0+10x1440 14400+7x20', fail: '0x1440 0+3x20' }),
          ...rejected('0x1440 0+3x20'),
        },
        at: '1455m',
        labels: OF_SUITE,
        summary: '30% of the image files of app are rejected',
      },
    ],
    silent: [
      {
        when: 'a fifth is rejected as on the day before',
        series: { ...verdicts('enforce', { pass: '0+8x1470', fail: '0+2x1470' }), ...rejected('0+2x1470') },
        at: '1455m',
      },
      {
        when: 'there are few',
        series: { ...verdicts('enforce', { pass: '0+10x1470' }), ...rejected('0x1440 0+1x20') },
        at: '1455m',
      },
      {
        when: 'there is no day before',
        series: { ...verdicts('enforce', { pass: '0+5x9', fail: '0+5x9' }), ...rejected('0+5x9') },
        at: '9m',
      },
      {
        when: 'there is no traffic',
        series: { ...verdicts('enforce', { pass: '0+5x1000 5000x500', fail: '0x1500' }), ...rejected('0x1500') },
        at: '1455m',
      },
    ],
  },
  {
    alert: 'PressproofInconclusiveRate',
    fires: [
      {
        when: 'a tenth cannot be judged',
        series: verdicts('alert', { pass: '0+9x20', fail: '0x20', inconclusive: '0+1x20' }),
        at: '15m',
        labels: ALERT,
        summary: '10% of the image subjects of app are not judged',
      },
    ],
    silent: [
      { when: '4 % cannot', series: verdicts('alert', { pass: '0+96x20', inconclusive: '0+4x20' }), at: '15m' },
      { when: 'there is no traffic', series: verdicts('alert', { pass: '9x20', inconclusive: '9x20' }), at: '15m' },
      { when: 'it is shadow', series: verdicts('shadow', { pass: '0x20', inconclusive: '0+9x20' }), at: '15m' },
    ],
  },
  {
    alert: 'PressproofNothingValidated',
    fires: [
      {
        when: 'everything was skipped for an hour',
        series: verdicts('alert', { pass: '80x90', skipped: '0+1x90' }),
        at: '75m',
        labels: OF_SUITE,
        summary: 'None of 60 image subjects of app was validated',
      },
    ],
    silent: [
      { when: 'a sample was validated', series: verdicts('alert', { pass: '0+0.1x90', skipped: '0+1x90' }), at: '75m' },
      { when: 'nothing came', series: verdicts('alert', { pass: '80x90', skipped: '9x90' }), at: '75m' },
    ],
  },
  {
    alert: 'PressproofSlowRate',
    fires: [
      {
        when: 'a fifth takes over 100 ms',
        series: durations('0+8x20', '0+10x20'),
        at: '15m',
        labels: OF_SUITE,
        summary: '20% of the image validations of app are slow',
      },
    ],
    silent: [
      { when: '5 % do', series: durations('0+95x20', '0+100x20'), at: '15m' },
      { when: 'there is no traffic', series: durations('80x20', '100x20'), at: '15m' },
      { when: 'fewer than 20 were validated', series: durations('0x20', '0+1x20'), at: '15m' },
    ],
  },
  {
    alert: 'PressproofMemory',
    fires: [
      {
        when: 'a process stays large',
        series: { ...build, ...memory('314572800x20') },
        at: '10m',
        labels: { job: 'app', instance: 'a:1' },
        summary: 'a:1 of app holds 300MiB of memory',
      },
    ],
    silent: [
      { when: 'it is under 200 MiB', series: { ...build, ...memory('209715200x20') }, at: '10m' },
      { when: 'it was large for some minutes', series: { ...build, ...memory('1e8x5 3e8x3 1e8x20') }, at: '12m' },
      { when: 'it is the process of another program', series: memory('314572800x20'), at: '10m' },
    ],
  },
  {
    alert: 'PressproofEmergencyDisabled',
    fires: [
      {
        when: 'it lasts over an hour',
        series: emergency('0x5 1x100'),
        at: '70m',
        labels: { job: 'app', instance: 'a:1' },
        summary: 'a:1 of app validates nothing: emergency disable',
      },
    ],
    silent: [
      { when: 'it lasts less than an hour', series: emergency('0x5 1x100'), at: '60m' },
      { when: 'it ended in between', series: emergency('1x40 0x1 1x40'), at: '75m' },
    ],
  },
  {
    alert: 'PressproofDegraded',
    fires: [
      {
        when: 'it lasts over 15 minutes, whatever the level',
        series: degradation('0x2 1x10 2x20'),
        at: '20m',
        labels: { job: 'app', instance: 'a:1' },
        summary: 'a:1 of app is degraded (level 2)',
      },
    ],
    silent: [
      { when: 'it is short', series: degradation('0x2 1x10 0x20'), at: '12m' },
      { when: 'the level is normal', series: degradation('0x60'), at: '30m' },
    ],
  },
  {
    alert: 'PressproofDropped',
    fires: [
      {
        when: 'something is dropped',
        series: dropped('0x10 0+3x20'),
        at: '25m',
        labels: { job: 'app', reason: 'store_full' },
        summary: 'app dropped 30 subjects or records (store_full)',
      },
    ],
    silent: [{ when: 'what was dropped is long ago', series: dropped('0+3x10 30x60'), at: '40m' }],
  },
  {
    alert: 'PressproofAlertsUndelivered',
    fires: [
      {
        when: 'messages were given up',
        series: alerts('failed', '0x10 1x20'),
        at: '15m',
        labels: { job: 'app', channel: 'email' },
        summary: 'Alerts of app do not arrive over email',
      },
    ],
    silent: [{ when: 'they arrive', series: { ...alerts('failed', '2x30'), ...alerts('sent', '0+1x30') }, at: '15m' }],
  },
  {
    alert: 'PressproofAbsent',
    fires: [
      {
        when: 'the last process went away',
        series: { 'pressproof_build_info{job="app",version="0.1.0"}': '1x5 _x60' },
        at: '30m',
        labels: {},
        summary: 'No process of pressproof is scraped',
      },
    ],
    silent: [
      { when: 'there is one', series: build, at: '30m' },
      {
        when: 'one is away for some minutes',
        series: { 'pressproof_build_info{job="app"}': '1x5 _x8 1x60' },
        at: '14m',
      },
    ],
  },
];
