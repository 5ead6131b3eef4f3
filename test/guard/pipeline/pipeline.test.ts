import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reportSchema, type Report } from '../../../src/core/report.js';
import { gifenc, gifsicle } from '../../../src/engines/index.js';
import { guard } from '../../../src/guard/guard.js';
import { PipelineError } from '../../../src/guard/pipeline/errors.js';
import { pipelineCompressor } from '../../../src/guard/pipeline/compressor.js';
import { blameOf } from '../../../src/guard/pipeline/outcome.js';
import { pipeline } from '../../../src/guard/pipeline/pipeline.js';
import type { StageCompressor } from '../../../src/guard/pipeline/stage.js';
import { hearDecisions } from '../../../src/guard/record/recording.js';
import { compressor, copying, cutting, failing, silent } from '../../support/compressors.js';
import { fixture, GIFSICLE, temporaryFolder } from '../../support/engine-run.js';
import { hash, rejectionOf } from '../../support/guarded.js';
import { ball, folder, original, output } from '../../support/guard-place.js';

const sicle = gifsicle({ path: GIFSICLE }) as unknown as StageCompressor;
const enc = gifenc() as unknown as StageCompressor;

const honest = [
  { engine: sicle, parameters: { frameRatio: 0.5 } },
  { engine: enc, parameters: { colors: 32 } },
  { engine: sicle, parameters: { lossy: 40 } },
];

/** Leaves what it is given as it is, whatever it was asked for. */
const idle = copying() as unknown as StageCompressor;
const cut = cutting() as unknown as StageCompressor;

/** Folders of pipelines of this process, which nothing may leave behind. */
function leftovers(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(`pressproof-copies-${process.pid}-`));
}

function outcomeOf(report: Report | undefined) {
  return report?.checks.find(({ id }) => id === 'pipeline_stages');
}

describe('a pipeline', () => {
  test('judges each stage against its own input, and the end against the original', async () => {
    const { validation, stages, failedStage } = await pipeline(honest, { mode: 'enforce' })(ball, output);
    expect(reportSchema.parse(validation)).toMatchObject({
      verdict: 'pass',
      operation: 'frame_reduction',
      expectation: { frameRatio: 0.5, colors: 32, colorScope: 'animation' },
      subject: {
        original: { path: ball, sha256: hash(original) },
        output: { path: output, sha256: hash(readFileSync(output)) },
      },
    });
    expect(outcomeOf(validation)).toMatchObject({ outcome: 'passed', details: { cause: null, failedStage: null } });
    expect(failedStage).toBeNull();
    expect(stages.map(({ report }) => report?.operation)).toEqual([
      'frame_reduction',
      'color_reduction',
      'lossy_compression',
    ]);
    const digests = stages.map(({ report }) => [report?.subject.original?.sha256, report?.subject.output?.sha256]);
    expect(digests[0]![0]).toBe(hash(original));
    expect(digests[1]![0]).toBe(digests[0]![1]);
    expect(digests[2]).toEqual([digests[1]![1], hash(readFileSync(output))]);
    // a limit that was met holds for what follows
    expect(stages[2]!.report?.expectation).toMatchObject({ colors: 32 });
    expect(readdirSync(folder)).toEqual(['out.gif']);
    expect(leftovers()).toEqual([]);
  });

  test('names what lies between its stages after the output, not after our folder', async () => {
    const result = await pipeline(honest)(ball, output);
    expect(result.stages[1]!.report?.subject.original?.path).toBe(`${output} after stage 1`);
    const reports = result.stages.map(({ report }) => report);
    expect(JSON.stringify(reports).includes('pressproof-copies')).toBe(false);
  });

  test('blames the stage that failed, stops there in enforce, and keeps what it made', async () => {
    const ran = compressor('ran', (input, to) => copyFile(input, to));
    const quarantineDir = join(folder, 'rejected');
    const stages = [
      honest[1]!,
      { engine: cut, operation: 'lossy_compression' as const },
      { engine: ran as unknown as StageCompressor },
    ];
    const error = await rejectionOf(pipeline(stages, { mode: 'enforce', quarantineDir })(ball, output));
    expect(error.code).toBe('validation_failed');
    expect(reportSchema.parse(error.report)).toMatchObject({
      subject: { original: { path: ball, sha256: hash(original) }, output: { path: output } },
    });
    expect(blameOf(error.report)).toEqual({ cause: 'stage', failedStage: 1, addedMost: null });
    expect(outcomeOf(error.report)?.message).toMatch(/^stage 2 \(cutting\) is unfit .*file_integrity.*was not run$/);
    expect(ran.results).toEqual([]);
    expect(hash(readFileSync(error.quarantined!))).toBe(error.report.subject.output?.sha256);
    expect(readdirSync(folder)).toEqual(['rejected']);
    expect(leftovers()).toEqual([]);
  });

  test('goes on in alert, and still blames the first', async () => {
    const grey = { engine: enc, parameters: { colors: 2 } };
    const { validation, stages, failedStage } = await pipeline([grey, { engine: sicle, parameters: { lossy: 20 } }])(
      fixture('plasma'),
      output,
    );
    expect(stages.map(({ report }) => report?.verdict)).toEqual(['fail', expect.stringMatching(/pass|warn/)]);
    expect(failedStage).toBe(0);
    expect(validation?.verdict).toBe('fail');
    expect(blameOf(validation!)).toEqual({ cause: 'stage', failedStage: 0, addedMost: null });
  });

  test('that is told to stop early in alert publishes nothing of it', async () => {
    const work = pipeline([{ engine: cut }, { engine: sicle }], { stopEarly: true })(ball, output);
    await expect(work).rejects.toMatchObject({ code: 'stage_failed', stage: 0, report: { verdict: 'fail' } });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('warns of a stage that changed nothing although it was asked to', async () => {
    const { validation } = await pipeline([honest[1]!, { engine: idle, parameters: { lossy: 80 } }])(ball, output);
    expect(validation?.verdict).toBe('warn');
    expect(outcomeOf(validation)).toMatchObject({
      outcome: 'warned',
      message: 'No-op: stage 2 (copying lossy=80) left its input byte for byte as it was',
    });
  });

  test('says of a stage that cannot do its work which one it was', async () => {
    const broken = failing(new Error('out of ink')) as unknown as StageCompressor;
    for (const [engine, message] of [
      [broken, 'Stage 2 of 2 (failing): out of ink'],
      [silent() as unknown as StageCompressor, 'Stage 2 of 2 (silent) ended without an error but wrote no file'],
    ] as const) {
      const error: unknown = await pipeline([honest[1]!, { engine }])(ball, output).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(PipelineError);
      expect(error).toMatchObject({ code: 'engine_failed', stage: 1, message });
      expect(readdirSync(folder)).toEqual([]);
      expect(leftovers()).toEqual([]);
    }
  });

  test.each([
    [[], 'at least one stage'],
    [[{ engine: 'nothing' }], 'There is no engine "nothing"'],
    [[{ engine: 'gifenc', parameters: { lossy: 20 } }], 'gifenc cannot do lossy'],
    [[{ engine: 'gifenc', parameters: { colors: 1 } }], 'for colors'],
    [[{ engine: 'gifenc', operation: 'shrink' }], 'stages[0].operation'],
    [[{ engine: 7 }], 'stages[0].engine'],
  ])('refuses %j before anything runs', (stages, message) => {
    expect(() => pipeline(stages as never)).toThrow(message);
  });

  test('replaces its own input only when it is done', async () => {
    const file = join(folder, 'same.gif');
    copyFileSync(ball, file);
    const { validation } = await pipeline(honest, { mode: 'enforce' })(file, file);
    expect(validation).toMatchObject({
      verdict: 'pass',
      subject: { original: { path: file, sha256: hash(original) } },
    });
    expect(hash(readFileSync(file))).toBe(validation?.subject.output?.sha256);
  });

  test('ends on abort with nothing left', async () => {
    const controller = new AbortController();
    const slow = compressor('slow', async (_, to, signal) => {
      copyFileSync(ball, to);
      controller.abort(new Error('enough'));
      signal?.throwIfAborted();
    }) as unknown as StageCompressor;
    await expect(pipeline([honest[1]!, { engine: slow }, honest[2]!])(ball, output, controller.signal)).rejects.toThrow(
      'enough',
    );
    expect(readdirSync(folder)).toEqual([]);
    expect(leftovers()).toEqual([]);
  });
});

describe('stages that one run can do', () => {
  const colors = { engine: sicle, parameters: { colors: 32 } };

  test('are done in one, judged by what all of them were asked for', async () => {
    const { stages, validation } = await pipeline([colors, { engine: sicle, parameters: { lossy: 40 } }])(ball, output);
    expect(stages).toMatchObject([
      {
        stages: [0, 1],
        parameters: { colors: 32, lossy: 40 },
        report: { operation: 'color_reduction', verdict: 'pass' },
      },
    ]);
    expect(validation).toMatchObject({ verdict: 'pass', expectation: { colors: 32 } });
  });

  test('are done one by one when that is unfit, so that somebody can be blamed', async () => {
    const ruined = [
      { engine: sicle, parameters: { colors: 2 } },
      { engine: sicle, parameters: { lossy: 20 } },
    ];
    const { stages, failedStage, validation } = await pipeline(ruined)(fixture('plasma'), output);
    expect(stages.map((stage) => stage.stages)).toEqual([[0], [1]]);
    expect(failedStage).toBe(0);
    expect(blameOf(validation!)).toMatchObject({ cause: 'stage', failedStage: 0 });
    const error = await rejectionOf(pipeline(ruined, { mode: 'enforce' })(fixture('plasma'), output));
    expect(error.report.checks.find(({ id }) => id === 'pipeline_stages')?.details?.['stages']).toHaveLength(1);
  });

  test('are recorded under one label of engine and version, however many ran', async () => {
    const asked = (amount: number) => [
      { engine: sicle, parameters: { colors: amount } },
      { engine: sicle, parameters: { lossy: 20 } },
    ];
    const labels: unknown[] = [];
    const stop = hearDecisions(({ compression }) => {
      labels.push([compression?.engine, compression?.engineVersion]);
    });
    try {
      await pipeline(asked(32), { mode: 'enforce' })(ball, output);
      await pipeline(asked(2))(fixture('plasma'), output);
      await rejectionOf(pipeline(asked(2), { mode: 'enforce' })(fixture('plasma'), output));
    } finally {
      stop();
    }
    const { engineVersion: version } = (await sicle.compress(ball, output)) as { engineVersion: string };
    expect(labels).toEqual(Array.from({ length: 3 }, () => ['gifsicle | gifsicle', `${version} | ${version}`]));
  });
});

describe('as a compressor', () => {
  test('it looks at nothing by itself', async () => {
    const result = await pipelineCompressor(honest).compress(ball, output);
    expect(result).toMatchObject({
      engine: 'gifsicle | gifenc | gifsicle',
      failedStage: null,
      inputBytes: original.length,
    });
    expect(result.stages.map(({ report }) => report)).toEqual([null, null, null]);
    expect(result.outputBytes).toBe(readFileSync(output).length);
  });

  test('a guard knows what it was asked for, in every mode', async () => {
    const reports: Report[] = [];
    const shrink = guard(pipelineCompressor(honest), {
      mode: 'shadow',
      onReport: (report) => void reports.push(report),
    });
    const result = await shrink(ball, output);
    expect(result.validation).toBeUndefined();
    await expect.poll(() => reports.length).toBe(1);
    expect(reports[0]).toMatchObject({ operation: 'frame_reduction', expectation: { colors: 32, frameRatio: 0.5 } });
  });

  test('a sampled-out subject costs no look at any stage', async () => {
    const place = join(temporaryFolder(), 'out.gif');
    process.env['PRESSPROOF_SAMPLE_RATE'] = '0';
    try {
      const { validation, stages } = await pipeline(honest)(ball, place);
      expect(validation?.verdict).toBe('skipped');
      expect(stages.map(({ report }) => report)).toEqual([null, null, null]);
    } finally {
      delete process.env['PRESSPROOF_SAMPLE_RATE'];
    }
  });
});

describe('a frame rate among the stages', () => {
  const rate = (fps: number) => ({ engine: enc, parameters: { fps } });

  test('holds for the end, the slowest of several', async () => {
    const stages = [rate(5), { engine: enc, parameters: { colors: 32 } }, rate(8)];
    const { validation } = await pipeline(stages)(ball, output);
    expect(validation).toMatchObject({ verdict: 'pass', operation: 'frame_reduction', expectation: { fps: 5 } });
    expect(validation?.expectation).not.toHaveProperty('frameRatio');
  });

  test.each([
    ['a frame ratio', { engine: enc, parameters: { frameRatio: 0.5 } }],
    ['other times', { engine: idle, operation: 'timing' as const }],
  ])('is refused beside %s, before any stage has run', (_, other) => {
    expect(() => pipeline([rate(5), other])).toThrow('or other times but received both (stages[1])');
  });
});
