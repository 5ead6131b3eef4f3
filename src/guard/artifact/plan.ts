import type { ResolvedSettings } from '../../config/resolve.js';
import { ENVIRONMENT_VARIABLES } from '../../config/plain.js';
import { didYouMean } from '../../config/did-you-mean.js';
import { invalidArgument, UsageError } from '../../core/errors.js';
import { DEFAULT_ARTIFACT_BUDGET, type ArtifactBudget } from '../../artifact/task.js';
import type { EnvironmentProfile } from '../../artifact/environments.js';
import type { ArtifactExpectation } from '../../artifact/expectation.js';
import type { Emergency } from '../../policy/emergency.js';
import { refuseUnknownOptions } from '../plan/options.js';
import { policyPlan, type PolicyPlan } from '../plan/policy-plan.js';
import { baselineNamed } from './baseline.js';
import { digestChecks } from './emergency.js';
import { parseArtifactExpectation } from './expectation.js';
import { ARTIFACT_OPTION_NAMES, type ArtifactOptions } from './options.js';

/** Everything that is decided before an artifact is looked at. */
export interface ArtifactPlan extends PolicyPlan {
  readonly suite: 'artifact';
  readonly expectation: ArtifactExpectation;
  readonly budget: ArtifactBudget;
  readonly progress: SharedArrayBuffer | null;
  /** What to say where there is no baseline; undefined: what is said of every path. */
  readonly baselineAbsent: string | undefined;
  /** What artifact.baselines calls the baseline; undefined: nothing, or there is none. */
  readonly baselineName: string | undefined;
  /** Why only digests are compared; null: everything is looked at that was asked for. */
  readonly onlyDigests: string | null;
}

/**
 * Artifacts are published rarely and loaded often: sampling, experiments and degradation leave none of them out, and an
 * emergency leaves the comparison of digests on.
 * @throws UsageError naming the option
 */
export function artifactPlan(
  { expectation: asked = {}, environment, progress, ...options }: ArtifactOptions,
  resolved: ResolvedSettings,
  emergency: Emergency,
  env: NodeJS.ProcessEnv,
): ArtifactPlan {
  refuseUnknownOptions(options, ARTIFACT_OPTION_NAMES);
  const { artifact } = resolved.settings;
  const { coverage = artifact.coverage, timeoutMs = artifact.timeoutMs } = options;
  const base = policyPlan('artifact', { ...options, coverage, timeoutMs }, resolved, emergency);
  const profile = profileNamed(environment, artifact.environments, env);
  const stated = parseArtifactExpectation(asked);
  const baseline = stated.baseline === undefined ? undefined : baselineNamed(stated.baseline, artifact.baselines);
  const plan: ArtifactPlan = {
    ...base,
    suite: 'artifact',
    draw: { ...base.draw, rate: 1, experiment: null },
    expectation: withoutUndefined({ ...stated, baseline: baseline?.path, environment: profile }),
    budget: DEFAULT_ARTIFACT_BUDGET,
    progress: progress ?? null,
    baselineAbsent: baseline?.absent,
    baselineName: baseline?.name,
    onlyDigests: null,
  };
  return withDigests(plan);
}

/** The plan of an emergency, with what stays on in it. */
function withDigests(plan: ArtifactPlan): ArtifactPlan {
  const { admission } = plan;
  const isAsked = digestChecks(plan).length > 0;
  if (admission.skip !== 'emergency' || admission.configuredMode === 'off' || !isAsked) return plan;
  return {
    ...plan,
    admission: { ...admission, validate: true, mode: admission.configuredMode },
    onlyDigests: admission.reason,
    // a digest is of every byte, or of none
    coverage: 'full',
  };
}

function profileNamed(
  name: string | undefined,
  profiles: readonly EnvironmentProfile[],
  env: NodeJS.ProcessEnv,
): EnvironmentProfile | undefined {
  if (name === undefined) {
    const deployed = ENVIRONMENT_VARIABLES.map((variable) => env[variable] ?? '').find((value) => value !== '');
    // the deployments of others have names of their own
    return profiles.find((profile) => profile.name === deployed);
  }
  const found = profiles.find((profile) => profile.name === name);
  if (found) return found;
  const names = profiles.map((profile) => profile.name);
  const { message } = invalidArgument('environment', `one of ${names.join(', ')}`, name);
  throw new UsageError('invalid_argument', `${message}${didYouMean(name, names)}`);
}

/** Also of records within: people read in reports what was asked. */
function withoutUndefined<T extends object>(value: T): T {
  const stated = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(stated.map(([name, each]) => [name, isPlain(each) ? withoutUndefined(each) : each])) as T;
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
