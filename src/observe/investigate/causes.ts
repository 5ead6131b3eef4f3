import { ARTIFACT, ARTIFACT_FAILURES, ARTIFACT_INCONCLUSIVE } from './artifact-rules.js';
import type { Group } from './groups.js';
import type { Onset } from './onset.js';
import type { Rule } from './rule.js';
import type { StandOut } from './stand-out.js';

/** What is known of a group when its cause is looked for. */
export interface Findings {
  readonly group: Group;
  readonly standsOut: readonly StandOut[];
  readonly onset: Onset | null;
  /** Share of the affected subjects in which at least three checks of what was done to an original failed. */
  readonly manyAtOnce: number;
}

export interface Cause {
  /** `likely`: counts say where or when; `possible`: only what failed speaks for it; `unknown`: nothing does. */
  readonly confidence: 'likely' | 'possible' | 'unknown';
  readonly text: string;
  readonly action: string;
}

const CUT = [
  'lzw_truncated',
  'truncated',
  'missing_pixels',
  'truncated_global_palette',
  'no_image',
  'bad_chunk',
  'empty_file',
];
const OURS = ['check_crashed', 'fact_failed', 'reader_failed', 'validator_crashed', 'task_failed'];

/** What experience says; `{engine}`, `{version}` and `{since}` stand for what was found. */
const IMAGE_FAILURES: readonly Rule[] = [
  {
    checks: ['file_integrity'],
    codes: CUT,
    onset: true,
    text: 'Outputs are cut off since {since}: the disk ran full, or the compressor was killed while it wrote',
    action:
      'Look at free disk space, the kernel log (out of memory) and time limits of the compressor at that time; compress what was made since again',
  },
  {
    checks: ['file_integrity'],
    codes: CUT,
    factor: 'engine',
    text: '{engine} leaves files that are cut off',
    action:
      'Run {engine} by hand on one of the subjects, look at its exit code and messages, and update or pin its version',
  },
  {
    checks: ['file_integrity'],
    codes: CUT,
    text: 'Outputs are cut off: a write that stopped half way, or a file that was read before it was whole',
    action: 'Write outputs under another name and rename them when they are whole; look at free disk space',
  },
  {
    checks: ['file_integrity'],
    text: 'Outputs break the rules of their format',
    action: 'Look at the problems that a report lists, with their byte offsets; update or replace what wrote the file',
  },
  {
    checks: ['color_count'],
    factor: 'engine',
    text: '{engine} does not keep the number of colours asked for',
    action:
      'If it bounds the colours of each frame rather than of the whole animation, judge it so (--color-scope frame); otherwise ask it for fewer colours or use another engine',
  },
  {
    checks: ['color_count'],
    text: 'Outputs have more colours than were asked for',
    action:
      'See whether colours are bounded by frame (--color-scope frame), and whether a later step adds colours again',
  },
  {
    checks: ['frame_count'],
    text: 'Frames are missing or too many',
    action: 'See whether the frame ratio that was asked for (--frame-ratio) is the one that the compressor was given',
  },
  {
    checks: ['fps', 'duration'],
    factor: 'version',
    text: '{version} writes other frame times than the other versions',
    action: 'Pin the version before it, or look in its release notes for changes of timing',
  },
  {
    checks: ['fps', 'duration'],
    text: 'Frame times are not kept',
    action:
      'See whether frames are dropped without their time being added to the ones that stay, and whether delays under 20 ms are written, which viewers show as 100 ms',
  },
  {
    checks: ['loop_count'],
    text: 'The loop block is lost or changed',
    action: 'Give the compressor the loop count explicitly',
  },
  {
    checks: ['transparency'],
    text: 'See-through pixels became opaque, or the other way round',
    action: 'Look for a step that flattens onto a background or optimises with transparency',
  },
  {
    checks: ['dimensions'],
    text: 'Outputs have another size in pixels than their originals',
    action: 'Look for a step that resizes or crops, and whether outputs are compared with their own originals',
  },
  {
    checks: ['quality_degradation'],
    factor: 'version',
    text: '{version} makes worse pictures than the other versions',
    action: 'Pin the version before it, and look at the frames that the reports name',
  },
  {
    checks: ['quality_degradation'],
    text: 'Pictures lose too much',
    action: 'Look at the frames that the reports name; ask for less loss or more colours where it stands out',
  },
  {
    checks: ['size_reduction'],
    text: 'Sizes are outside the policy limits',
    action: 'See limits.minBytes and limits.maxBytes: pressproof config print',
  },
];

const IMAGE_INCONCLUSIVE: readonly Rule[] = [
  {
    codes: ['worker_died'],
    text: 'Worker threads die, as they do without memory',
    action: 'Look at memory of the process, lower pool.threads or budget.maxCanvasPixels',
  },
  {
    codes: ['frames_over_budget', 'canvas_over_budget'],
    text: 'Subjects are larger than may be examined',
    action: 'Raise budget.maxCanvasPixels if the machine has the memory',
  },
  {
    codes: ['no_original', 'not_an_image', 'unsupported_format', 'empty_file', 'not_decodable'],
    text: 'Originals are damaged, or no images that can be judged',
    action: 'Check the originals with "pressproof scan"',
  },
];

/** Of every suite, after its own. */
const INCONCLUSIVE: readonly Rule[] = [
  {
    codes: ['timeout'],
    text: 'Validation does not finish in its time limit',
    action: 'Raise pool.timeoutMs, run fewer other things on the machine, or look at less (coverage: sampled)',
  },
  {
    codes: ['queue_full'],
    text: 'More subjects arrive than the workers can judge',
    action: 'Plan workers with "pressproof capacity"; until then lower sampling.rate or raise pool.maxQueue',
  },
  {
    codes: ['not_found', 'unreadable', 'not_a_file'],
    text: 'Files are not there, or cannot be read, when they are to be judged',
    action: 'See whether something removes them before they are judged, and the rights of their folders',
  },
  {
    codes: ['file_changed'],
    text: 'Files change while they are judged',
    action: 'Let each compression or export write a file of its own, and rename it when it is whole',
  },
  {
    codes: OURS,
    text: 'The validator itself failed',
    action: 'Please report it, with the report of one of the subjects: pressproof investigate ID',
  },
];

/** Fewer affected subjects support no cause. */
export const LEAST_FOR_A_CAUSE = 5;
/** Subjects with three failures at once are the rule from here on. */
const MOSTLY = 0.8;

export function causeOf(findings: Findings): Cause {
  const { group, standsOut, onset, manyAtOnce } = findings;
  const count = group.affected.length;
  const evident = standsOut.length > 0 || onset !== null;
  if (group.outcome === 'failed' && count >= LEAST_FOR_A_CAUSE && manyAtOnce >= MOSTLY) {
    const text =
      'Most of these subjects fail three checks or more at once: what was asked for is not what was done to them';
    const action = 'Compare operation and expectation with the job, and see that originals and outputs belong together';
    return { confidence: evident ? 'likely' : 'possible', text, action };
  }
  const rule = rulesFor(group).find((candidate) => fits(candidate, findings));
  if (rule === undefined) return unexplained(evident);
  const few = count < LEAST_FOR_A_CAUSE;
  return {
    confidence: evident && !few ? 'likely' : 'possible',
    text: filled(rule.text, findings),
    action: filled(rule.action, findings),
  };
}

/** Checks and codes of one name mean one thing in pictures and another in models. */
function rulesFor({ suite, outcome }: Group): readonly Rule[] {
  const isModel = suite === ARTIFACT;
  if (outcome === 'failed') return isModel ? ARTIFACT_FAILURES : IMAGE_FAILURES;
  return [...(isModel ? ARTIFACT_INCONCLUSIVE : IMAGE_INCONCLUSIVE), ...INCONCLUSIVE];
}

function unexplained(evident: boolean): Cause {
  const text = evident ? 'Specific to what stands out' : 'Nothing that was recorded stands out';
  return { confidence: 'unknown', text, action: 'Look at the report of a subject: pressproof investigate ID' };
}

function fits({ checks, codes, factor, onset }: Rule, findings: Findings): boolean {
  const { group, standsOut } = findings;
  const [most] = group.codes;
  if (checks && !group.checks.some((id) => checks.includes(id))) return false;
  // most of those affected, or the code is a side issue
  if (codes && !(most && codes.includes(most.code) && most.count * 2 > group.affected.length)) return false;
  if (factor && !standsOut.some((found) => namesOf(found).includes(factor))) return false;
  return onset === undefined || findings.onset !== null;
}

function namesOf({ factor, alike }: StandOut): string[] {
  return [factor, ...alike].map(({ name }) => name);
}

function filled(text: string, { standsOut, onset }: Findings): string {
  return text.replaceAll(/\{(engine|version|since)\}/g, (whole, name: string) => {
    if (name === 'since')
      return onset ? `${new Date(onset.from).toISOString().slice(0, 16).replace('T', ' ')} UTC` : whole;
    const factors = standsOut.flatMap(({ factor, alike }) => [factor, ...alike]);
    return factors.find((factor) => factor.name === name)?.value ?? whole;
  });
}
