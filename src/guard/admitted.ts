import type { SkipReason } from '../core/decision.js';
import { skippedBecause } from '../policy/admission.js';
import { armOf, type DrawnArm } from '../policy/arm.js';
import { isSampled } from '../policy/sampling.js';
import { fingerprintOf } from './cache/fingerprint.js';
import type { Plan } from './plan.js';
import type { ImageSubjectInput } from './subject.js';

/** Whether a plan leaves open what only the subject itself can decide. */
export function isOpen({ admission, draw }: Plan): boolean {
  return admission.validate && (draw.rate < 1 || draw.experiment !== null);
}

/**
 * The plan of one subject: drawn into an arm and into the sample. Without the need to draw it is the same plan, and
 * nothing is read.
 * @param original - what the draw belongs to, so that all outputs of one original share it
 * @throws the signal's reason
 */
export async function admitted(plan: Plan, original: ImageSubjectInput['output']): Promise<Plan> {
  if (!isOpen(plan)) return plan;
  const { rate, salt, experiment } = plan.draw;
  const key = plan.draw.key ?? (await contentKey(original, plan.call.signal));
  // who cannot be read cannot be drawn either; the checks will say what is wrong with it
  if (key === null) return plan;
  const drawn = experiment === null ? plan : inArm(plan, experiment.name, armOf(experiment, key));
  if (!drawn.admission.validate || isSampled(rate, salt, key)) return drawn;
  return skipped(drawn, 'sampled_out', `Not among the share ${rate} of subjects that are validated`);
}

async function contentKey(original: ImageSubjectInput['output'], signal: AbortSignal | undefined) {
  return (await fingerprintOf(original, signal))?.sha256 ?? null;
}

function inArm(plan: Plan, experiment: string, drawn: DrawnArm): Plan {
  const { admission, draw } = plan;
  const { name, mode, coverage, limits } = drawn.arm;
  const own = mode !== undefined && draw.armMode;
  const armed: Plan = {
    ...plan,
    arm: { experiment, arm: name, draw: drawn.draw },
    coverage: coverage ?? plan.coverage,
    limits: { ...plan.limits, ...limits } as Plan['limits'],
    ...(own && {
      admission: { ...admission, mode, configuredMode: mode, source: `arm ${name} of experiment ${experiment}` },
      modes: new Map(),
    }),
  };
  if (!own || mode !== 'off') return armed;
  // the control is treated as if there were no validation, but counted
  const control: Plan = { ...armed, admission: { ...armed.admission, mode: admission.mode } };
  return skipped(control, 'experiment_control', `Arm ${name} of experiment ${experiment} is not validated`);
}

function skipped(plan: Plan, skip: SkipReason, reason: string): Plan {
  return { ...plan, admission: skippedBecause(plan.admission, skip, reason) };
}
