import { z } from 'zod';
import { PRESET_NAMES } from '../../config/presets.js';
import { COVERAGE_LEVELS } from '../../core/coverage.js';
import { MODES } from '../../core/modes.js';
import { compressParametersSchema } from '../../engines/engine.js';
import { ENGINES } from '../../engines/index.js';
import { CHECK_IDS } from '../../image/checks/ids.js';
import { COLOR_SCOPES, EXPECTED_NUMBERS, OPERATIONS } from '../../image/expectation.js';
import { METRIC_NAMES } from '../../image/quality/metric-names.js';

/** Each is a file in memory or on disk while it is judged. */
export const MAX_OUTPUTS = 64;

const file = z
  .union([z.string().min(1), z.strictObject({ upload: z.string().min(1).describe('Name of a part of the form') })])
  .describe('A path below one of the roots, relative to it where there is only one; or a part of the same form')
  .meta({ title: 'a path, or { upload: NAME }' });
export type FileField = z.output<typeof file>;

const { frameRatio, colors, fps } = EXPECTED_NUMBERS;
const expectation = z
  .strictObject({
    frameRatio: z.number().gt(frameRatio.over).max(frameRatio.max).optional().describe('Share of frames to be kept'),
    colors: z.int().min(colors.min).max(colors.max).optional().describe('Colour limit'),
    colorScope: z.enum(COLOR_SCOPES).optional().describe('What the limit bounds; default: animation'),
    fps: z
      .number()
      .gt(fps.over)
      .max(fps.max)
      .optional()
      .describe('Frames a second to be shown; with frame_reduction and no frameRatio at most, over the same time'),
  })
  .describe('What was asked for; what is not stated is expected to be preserved');

/** What one output was asked for and how it is looked at. */
const judging = {
  operation: z.enum(OPERATIONS).optional().describe('Default: recompress; of a compression, what its parameters say'),
  expectation: expectation.optional(),
  checks: z.array(z.enum(CHECK_IDS)).min(1).optional().describe('Only these'),
  coverage: z.enum(COVERAGE_LEVELS).optional().describe('How much is looked at; default: as configured'),
  timeBudgetMs: z.number().min(0).optional().describe('Compare no further frames after it, ms'),
  metrics: z.array(z.enum(METRIC_NAMES)).optional().describe('Reported of every frame compared'),
  limits: z
    .record(z.string(), z.number().nullable())
    .optional()
    .describe('Limits by name, as under limits of the configuration'),
};

/** What holds for all outputs of a request. */
const admitting = {
  mode: z.enum(MODES).optional().describe('Default: as the server is configured'),
  preset: z.enum(PRESET_NAMES).optional().describe('Named set of limits'),
  crossCheck: z.boolean().optional().describe('Also decode with other libraries'),
  sampleKey: z.string().min(1).max(1024).optional().describe('Decides the draw of samples and arms'),
  experiment: z.string().min(1).optional().describe('A configured experiment that the subject is put to'),
};

export const validateRequestSchema = z
  .strictObject({
    original: file.optional().describe('Default: the part "original"'),
    output: file.optional().describe('Default: the part "output"'),
    outputs: z
      .array(
        z
          .union([file, z.strictObject({ output: file, ...judging })])
          .meta({ title: 'a path, or an object with output' }),
      )
      .min(1)
      .max(MAX_OUTPUTS)
      .optional()
      .describe('Instead of output: several of one original, each with what concerns it alone'),
    ...judging,
    ...admitting,
  })
  .describe('An original and what was made of it');
export type ValidateRequest = z.output<typeof validateRequestSchema>;

export const compressRequestSchema = z
  .strictObject({
    input: file.optional().describe('The original, a GIF; default: the part "input"'),
    output: z
      .string()
      .min(1)
      .optional()
      .describe('Path below one of the roots; without it the answer is the output itself'),
    engine: z
      .enum(ENGINES.map(({ name }) => name))
      .optional()
      .describe('Needed, unless the arms of the experiment name engines'),
    parameters: compressParametersSchema.optional(),
    ...judging,
    ...admitting,
  })
  .describe('What to compress, by what, and how the output is judged');
export type CompressRequest = z.output<typeof compressRequestSchema>;
