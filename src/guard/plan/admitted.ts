import type { SkipReason } from '../../core/decision.js';
import { CHECK_IDS } from '../../image/checks/ids.js';
import { skippedBecause } from '../../policy/admission.js';
import { armOf, type DrawnArm } from '../../policy/arm.js';
import { effectiveModes, type StatedMode, type StatedModes } from '../../policy/modes.js';
import { isSampled } from '../../policy/sampling.js';
import { fingerprintOf } from '../cache/fingerprint.js';
import type { Plan } from './plan.js';
import { withoutOff } from './policy-plan.js';
import type { ImageSubjectInput } from '../subject.js';

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
  const armed: Plan = {
    ...plan,
    arm: { experiment, arm: name, draw: drawn.draw },
    coverage: coverage ?? plan.coverage,
    limits: { ...plan.limits, ...limits } as Plan['limits'],
  };
  if (mode === undefined) return armed;
  const source = `arm ${name} of experiment ${experiment}`;
  const inForce = effectiveModes(overruled(draw.modes, { mode, source, rank: draw.rank }), plan.checks ?? CHECK_IDS);
  const own = { mode: inForce.mode, configuredMode: inForce.mode, source: inForce.source };
  const decided: Plan = {
    ...armed,
    admission: { ...admission, ...own },
    modes: inForce.checks,
    checks: withoutOff('image', plan.checks, inForce.checks),
  };
  if (inForce.mode !== 'off') return decided;
  // the control is treated as if there were no validation, but counted
  const control: Plan = { ...decided, admission: { ...decided.admission, mode: admission.mode } };
  return skipped(control, 'experiment_control', `Arm ${name} of experiment ${experiment} is not validated`);
}

/** An arm's mode is that of all checks, but for what a place states that is stronger than the one of the experiments. */
function overruled({ everything, suite, checks }: StatedModes, arm: StatedMode): StatedModes {
  const isStronger = ({ rank }: StatedMode): boolean => rank < arm.rank;
  return {
    everything: isStronger(everything) ? everything : arm,
    suite: suite && isStronger(suite) ? suite : null,
    checks: new Map([...checks].filter(([, own]) => isStronger(own))),
  };
}

function skipped(plan: Plan, skip: SkipReason, reason: string): Plan {
  return { ...plan, admission: skippedBecause(plan.admission, skip, reason) };
}
