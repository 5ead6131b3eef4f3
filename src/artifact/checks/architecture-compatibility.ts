import type { Finding, Json } from '../../core/check.js';
import type { Limits, LimitValues } from '../../core/limits.js';
import type { ArchitectureDifference } from '../architecture/architecture.js';
import { ARTIFACT, artifactCheck, onAllRead } from './define.js';

const limits = {
  /** Tensors added, removed or of another shape. 0: whoever loads the baseline looks for its names and shapes. */
  maxTensorChanges: { whole: true, min: 0, default: 0 },
  /** Tensors of another element type before it is warned of: quantisation changes them on purpose, an accident too. */
  maxDtypeChanges: { whole: true, min: 0, default: 0 },
  /** Hyperparameters, vocabularies, inputs and outputs. 0: callers rely on each of them. */
  maxKeyChanges: { whole: true, min: 0, default: 0 },
} satisfies Limits;

/** Changes listed in a report, of each kind. */
const LISTED = 20;

/** A newer operator set needs a newer runtime, and changes nothing for those who call the model. */
const isOpset = ({ name }: { readonly name: string }): boolean => /(^|\/)opset /.test(name);

export const architectureCompatibility = artifactCheck({
  id: 'architecture_compatibility',
  category: 'architecture_compatibility',
  cost: 'structure',
  needs: ['structure', 'architecture'],
  after: ['format_validation'],
  subjects: [ARTIFACT],
  limits,
  docs: {
    summary: 'The model can take the place of its baseline.',
    explain:
      'The signature of a model is the sha256 of the names, shapes and element types of its tensors and of what else decides what it is: its architecture, hyperparameters and the size of its vocabulary (GGUF), its inputs, outputs and operator sets (ONNX). Times, names of files, the order of tensors and how they are cut into shards do not count. Against the baseline, more than limits.maxTensorChanges tensors that were added, removed or reshaped fail, and so do more than limits.maxKeyChanges changed keys. More than limits.maxDtypeChanges tensors of another element type, as quantisation makes them, and changed operator sets warn. Without a baseline the signature is recorded; a baseline that cannot be read is inconclusive.',
    remedy: 'Export from the same architecture as the baseline, or raise the limits where the change is meant.',
  },
  run({ facts: { structure, architecture } }, limitsHere): Finding {
    const { sha256, tensors, difference } = architecture;
    if (!difference) {
      const message = `No baseline was given; recorded: signature ${sha256} of ${tensors} tensors`;
      return { outcome: 'skipped', message, actual: { signature: sha256, tensors } };
    }
    return onAllRead(judged(difference, limitsHere), structure);
  },
});

function judged(difference: ArchitectureDifference, own: LimitValues<typeof limits>): Finding {
  const { from, to, added, removed, reshaped, retyped, same } = difference;
  const keys = difference.keys.filter((change) => !isOpset(change));
  const opsets = difference.keys.filter(isOpset);
  const moved = added.length + removed.length + reshaped.length;
  const counts = {
    added: added.length,
    removed: removed.length,
    reshaped: reshaped.length,
    retyped: retyped.length,
    keys: keys.length,
    opsets: opsets.length,
  };
  const evidence = {
    expected: {
      signature: from,
      tensorChanges: { max: own.maxTensorChanges },
      dtypeChanges: { max: own.maxDtypeChanges },
      keyChanges: { max: own.maxKeyChanges },
    },
    actual: { signature: to, same, ...counts },
    details: {
      added: listed(added),
      removed: listed(removed),
      reshaped: listed(reshaped),
      retyped: listed(retyped),
      keys: listed(difference.keys),
    },
  };
  const first = [
    ...added.slice(0, 1).map(({ name }) => `${name} was added`),
    ...removed.slice(0, 1).map(({ name }) => `${name} was removed`),
    ...reshaped
      .slice(0, 1)
      .map((change) => `${change.name} was ${change.from.join(' x ')}, is ${change.to.join(' x ')}`),
    ...[...keys, ...opsets, ...retyped].slice(0, 1).map(told),
  ];
  if (first.length === 0) {
    return { outcome: 'passed', message: `All ${same} tensors and keys are those of the baseline`, ...evidence };
  }
  const failed = moved > own.maxTensorChanges || keys.length > own.maxKeyChanges;
  const warned = retyped.length > own.maxDtypeChanges || opsets.length > 0;
  const summed = Object.entries(counts).flatMap(([kind, count]) => (count > 0 ? [`${count} ${WORDS[kind]!}`] : []));
  const message = `Against the baseline: ${summed.join(', ')}; ${first.join('; ')}`;
  return { outcome: failed ? 'failed' : warned ? 'warned' : 'passed', message, ...evidence };
}

const WORDS: Readonly<Record<string, string>> = {
  added: 'added',
  removed: 'removed',
  reshaped: 'reshaped',
  retyped: 'of another element type',
  keys: 'changed keys',
  opsets: 'changed operator sets',
};

function told({ name, from, to }: { readonly name: string; readonly from: Json; readonly to: Json }): string {
  const [before, now] = [from, to].map((value) => (value === null ? 'not there' : JSON.stringify(value)));
  return `${name} was ${before}, is ${now}`;
}

function listed(changes: readonly object[]): Json {
  return changes.slice(0, LISTED) as readonly Json[];
}
