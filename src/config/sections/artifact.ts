import { COVERAGE_LEVELS } from '../../core/coverage.js';
import { zod } from '../../core/zod.js';
import { PLAIN_DEFAULTS } from '../plain.js';

const DEFAULTS = PLAIN_DEFAULTS.artifact;

/** Model artifacts: guard/artifact. */
export function artifactSection() {
  const z = zod();
  const profile = z.strictObject({
    name: z.string().min(1).describe('As --environment names it'),
    ramGb: z.number().gt(0).describe('Memory that a model may take, GB of 2^30 bytes'),
    vramGb: z.number().min(0).describe('Memory of the graphics card, GB of 2^30 bytes; 0: there is none'),
    minAccuracy: z.number().min(0).max(1).describe('Share of right answers that the holdout has to reach'),
    maxLatencyMs: z.number().gt(0).describe('Of one answer, ms'),
    gpuRequired: z.boolean().describe('true: the model has to fit the graphics card'),
  });
  return z
    .strictObject({
      coverage: z
        .enum(COVERAGE_LEVELS)
        .default(DEFAULTS.coverage)
        .describe('full (every byte), sampled (a part of each tensor), structural (headers only, nothing is run)'),
      timeoutMs: z
        .int()
        .min(1)
        // setTimeout fires at once beyond this
        .max(2 ** 31 - 1)
        .default(DEFAULTS.timeoutMs)
        .describe('Time limit of one artifact, ms'),
      environments: z
        .array(profile)
        .default(DEFAULTS.environments)
        .describe('Where models are to run; a list replaces the one that is there'),
      baselines: z
        // what has a slash is a path, and never looked up
        .record(
          z
            .string()
            .regex(/^[^/\\]+$/)
            .meta({ title: 'a name without slashes' }),
          z.string().min(1),
        )
        .default(DEFAULTS.baselines)
        .describe('Paths of artifacts by the names that --baseline knows them by'),
    })
    .prefault({})
    .describe('Model artifacts: neither sampling, experiments nor degradation concern them');
}
