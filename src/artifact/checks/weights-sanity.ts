import type { Finding, Json } from '../../core/check.js';
import type { LimitValues, Limits } from '../../core/limits.js';
import type { Tensor } from '../formats/format.js';
import type { TensorWeights, Weights } from '../weights/weights.js';
import { ARTIFACT, artifactCheck, onAllRead } from './define.js';

const limits = {
  /** In all tensors together. 0: weights have none, and causal masks do not count; other masks hold -Infinity too. */
  maxInfiniteValues: { whole: true, min: 0, default: 0 },
  /** No further tensor is read after it, and the check is inconclusive. Not bounded: reading keeps up with hashing. */
  maxWeightsSeconds: { over: 0, default: null },
} satisfies Limits;

/** Tensors listed in a report, of each kind. */
const LISTED = 20;

export const weightsSanity = artifactCheck({
  id: 'weights_sanity',
  category: 'weights',
  cost: 'decode',
  needs: ['structure', 'weights'],
  after: ['format_validation'],
  subjects: [ARTIFACT],
  limits,
  docs: {
    summary: 'The weights are numbers, and say something.',
    explain:
      'Every value of every tensor of floats is read once, of quantised tensors the scales of every block. NaN fails, infinities fail beyond limits.maxInfiniteValues, each with its tensor and the byte of the first. A single infinite number in an ONNX graph is warned of: it may be the constant that a maximum or a mask begins with. A causal mask, square matrices of at least 4 rows with 0 on and below the diagonal and -Infinity above it, is ordinary and is listed. It fails too when every tensor of floats is zero throughout. A tensor that is zero or the same value throughout is warned of where two of its dimensions are over 1: a matrix like that was never trained or was lost. With one dimension it is ordinary: biases of 0, norms of 1, padding, single numbers. Integers are not judged: a mask or an index of zeros is one. With coverage sampled, tensors over 1 MiB are read in 16 windows of 64 KiB: their beginning, their end, and 14 places between that their name decides, so the same artifact is sampled the same way. A type that cannot be read, or limits.maxWeightsSeconds running out, is inconclusive.',
    remedy:
      'Take the last checkpoint without NaN, or look at the learning rate and at the conversion (float16 overflows at 65,504).',
  },
  run({ facts: { structure, weights } }, limitsHere): Finding {
    if (structure.formats.length === 0) {
      return { outcome: 'inconclusive', message: 'No file of a known model format could be read' };
    }
    const graphs = structure.files.filter(({ format }) => format === 'onnx').flatMap(({ tensors }) => tensors);
    return onAllRead(judged(weights, new Set(graphs), limitsHere), structure);
  },
});

/** @param graphs - tensors of ONNX graphs, whose constants are among them */
function judged(
  weights: Weights,
  graphs: ReadonlySet<Tensor>,
  { maxInfiniteValues }: LimitValues<typeof limits>,
): Finding {
  const { read, unread, integers } = weights;
  const nan = read.filter(({ tally }) => tally.nan > 0);
  const masks = read.filter(({ isMask }) => isMask);
  const allInfinite = read.filter(({ tally, isMask }) => tally.infinite > 0 && !isMask);
  // where a maximum or a mask begins: a constant of the graph, and no weight
  const bounds = allInfinite.filter(({ tensor, tally }) => tally.values === 1 && graphs.has(tensor));
  const infinite = allInfinite.filter((one) => !bounds.includes(one));
  const infinities = infinite.reduce((sum, { tally }) => sum + tally.infinite, 0);
  const flat = read.filter(isFlat);
  const evidence = {
    expected: { nan: 0, infinite: { max: maxInfiniteValues }, constantMatrices: 0 },
    actual: {
      nan: nan.reduce((sum, { tally }) => sum + tally.nan, 0),
      infinite: infinities,
      constantMatrices: flat.length,
    },
    details: {
      tensorsRead: read.length,
      tensorsWithoutFloats: integers,
      bytesRead: weights.bytesRead,
      bytes: weights.bytes,
      nan: nan.slice(0, LISTED).map((one) => listed('weights_nan', one)),
      infinite: infinite.slice(0, LISTED).map((one) => listed('weights_infinite', one)),
      infiniteConstants: bounds.slice(0, LISTED).map((one) => listed('weights_infinite_constant', one)),
      masks: masks.slice(0, LISTED).map((one) => listed('weights_mask', one)),
      constant: flat.slice(0, LISTED).map((one) => listed(isZero(one) ? 'weights_zero' : 'weights_constant', one)),
      unread: unread.slice(0, LISTED).map(({ tensor, reason }) => ({ tensor: tensor.name, reason })),
    },
  };
  const failed = (message: string): Finding => ({ outcome: 'failed', message, ...evidence });
  if (nan[0]) return failed(spokenOf(nan, 'NaN', ({ nan: count }) => count, 'weights_nan'));
  if (infinities > maxInfiniteValues)
    return failed(spokenOf(infinite, 'infinite', (tally) => tally.infinite, 'weights_infinite'));

  const provisional =
    weights.bytesRead < weights.bytes
      ? `${weights.bytesRead} of ${weights.bytes} bytes of the weights were read`
      : undefined;
  const rest = provisional === undefined ? {} : { provisional };
  const [first] = unread;
  if (first) {
    const message = `${counted(unread.length, 'tensor')} could not be read, ${first.tensor.name} first: ${first.reason}`;
    return { outcome: 'inconclusive', message, ...evidence };
  }
  if (read.length === 0) return { outcome: 'skipped', message: 'No tensor holds floats', ...evidence };
  // neither masks nor constants of a graph say anything of its weights, though single ones among those may be scales
  const isBeside = ({ tensor, isMask }: TensorWeights) => isMask || tensor.isConstant === true;
  const isWeight = (one: TensorWeights) => !isBeside(one) && !(one.tally.values === 1 && graphs.has(one.tensor));
  if (read.some(isWeight) && read.every((one) => isBeside(one) || isZero(one)))
    return { ...failed('Every float of every tensor is zero (weights_all_zero)'), ...rest };
  if (flat[0]) {
    const { tensor, tally } = flat[0];
    const message = `${counted(flat.length, 'matrix', 'matrices')} of one value throughout, ${tensor.name} first: ${isZero(flat[0]) ? 0 : tally.min}`;
    return { outcome: 'warned', message, ...evidence, ...rest };
  }
  if (bounds.length > 0) {
    return {
      outcome: 'warned',
      message: spokenOf(bounds, 'infinite', (tally) => tally.infinite, 'weights_infinite_constant'),
      ...evidence,
      ...rest,
    };
  }
  const what = provisional === undefined ? 'every value' : 'every value that was read';
  const but = masks.length === 0 ? '' : `, but for the -Infinity of ${counted(masks.length, 'causal mask')}`;
  const message = `${counted(read.length, 'tensor')} of floats: ${what} is a finite number${but}`;
  return { outcome: 'passed', message, ...evidence, ...rest };
}

/** "8 values of blk.0.attn_q.weight are NaN (weights_nan, model.gguf, byte 4711); and 2 more tensors". */
function spokenOf(
  tensors: readonly TensorWeights[],
  what: string,
  countOf: (tally: TensorWeights['tally']) => number,
  rule: string,
): string {
  const [{ tensor, tally, counts }, ...others] = tensors as [TensorWeights, ...TensorWeights[]];
  const count = countOf(tally);
  const values = counts === 'values' ? counted(count, 'value') : counted(count, 'scale');
  const place = `${rule}, ${tensor.file}, byte ${tensor.offset + tally.firstBad}`;
  const more = others.length > 0 ? `; and ${counted(others.length, 'more tensor')}` : '';
  return `${values} of ${tensor.name} ${count === 1 ? 'is' : 'are'} ${what} (${place})${more}`;
}

function isZero({ tally: { zeros, values } }: TensorWeights): boolean {
  return values > 0 && zeros === values;
}

/** A matrix, or more than that, of which every value that was read is the same. */
function isFlat(weights: TensorWeights): boolean {
  const { tensor, tally, counts } = weights;
  if (tensor.shape.filter((dimension) => dimension > 1).length < 2 || tally.nan + tally.infinite > 0) return false;
  return isZero(weights) || (counts === 'values' && tally.min === tally.max);
}

function listed(rule: string, { tensor, tally }: TensorWeights): Json {
  const { values, nan, infinite, zeros, min, max, sum, firstBad } = tally;
  const finite = values - nan - infinite;
  return {
    rule,
    tensor: tensor.name,
    file: tensor.file,
    // of the first NaN or infinity, else of the tensor
    offset: tensor.offset + Math.max(0, firstBad),
    dtype: tensor.dtype,
    shape: tensor.shape,
    values,
    nan,
    infinite,
    zeros,
    min: finite > 0 ? min : null,
    max: finite > 0 ? max : null,
    mean: finite > 0 && Number.isFinite(sum) ? sum / finite : null,
  };
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
