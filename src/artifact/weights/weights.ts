import { endianness } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { CoverageLevel } from '../../core/coverage.js';
import { ArtifactError } from '../errors.js';
import type { Structure } from '../contents.js';
import type { Encoding, FormatName, Tensor } from '../formats/format.js';
import type { ByteSource } from '../source/byte-source.js';
import { CausalMask } from './causal-mask.js';
import { emptyTally, type ChunkReader, type ChunkReaders, type Tally } from './chunk.js';
import { readerOf } from './element-types.js';
import { MOST_TIMES, Readings } from './readings.js';
import { respelled } from './respelled.js';
import { scanTensor } from './scan.js';
import { sampleOf, type Span } from './spans.js';

/** What the values of one tensor are. */
export interface TensorWeights {
  readonly tensor: Tensor;
  readonly tally: Readonly<Tally>;
  /** As in ChunkReader. */
  readonly counts: ChunkReader['counts'];
  /** Whether its infinities are those of a causal mask, as far as they were read. */
  readonly isMask: boolean;
  readonly bytesRead: number;
}

export interface Unread {
  readonly tensor: Tensor;
  readonly reason: string;
}

/** What the tensors of an artifact hold, as far as it was looked at. */
export interface Weights {
  readonly read: readonly TensorWeights[];
  /** Of types that have neither NaN nor scales: nothing to look for. */
  readonly integers: number;
  /** That should have been read, and was not or not as far as was asked for. */
  readonly unread: readonly Unread[];
  readonly bytesRead: number;
  /** Of all tensors whose types have something to look for. */
  readonly bytes: number;
}

export interface WeighingOptions {
  readonly coverage: CoverageLevel;
  /** Opens what `Tensor.file` names; whoever gives it closes it. @throws ArtifactError, FormatError */
  readonly open: (file: string) => ByteSource;
  /** Readers of formats whose element types are their own. */
  readonly own: Readonly<Partial<Record<FormatName, ChunkReaders>>>;
  readonly expect: (bytes: number) => void;
  readonly onBytes: (bytes: number) => void;
  /** No further tensor is read after it; null: all of them are. */
  readonly timeMs: number | null;
}

/** One pass over what the tensors of an artifact hold: all of it, or with coverage `sampled` a part of each. */
export function weigh({ files }: Structure, options: WeighingOptions): Weights {
  if (endianness() !== 'LE')
    throw new ArtifactError('big_endian_machine', 'Weights are read on little-endian machines');
  const deadline = options.timeMs === null ? Infinity : performance.now() + options.timeMs;
  const read: TensorWeights[] = [];
  const unread: Unread[] = [];
  const plans = files.flatMap(({ format, tensors }) => tensors.map((tensor) => planOf(format, tensor, options)));
  const worth = plans.filter(({ reader }) => reader !== null);
  options.expect(worth.reduce((sum, { reader, spans }) => sum + (reader ? bytesOf(spans) : 0), 0));
  const readings = new Readings<Reading>();
  for (const { tensor, reader, spans } of worth) {
    let isNew = false;
    const { tally, isMask, bytesRead, reason } = readings.of(tensor, spans, () => {
      isNew = true;
      return readingOf({ tensor, reader, spans }, readings, deadline, options);
    });
    if (!isNew) options.onBytes(bytesRead);
    if (reader && bytesRead > 0) read.push({ tensor, tally, counts: reader.counts, isMask, bytesRead });
    if (reason !== null) unread.push({ tensor, reason });
  }
  return {
    read,
    integers: plans.length - worth.length,
    unread,
    bytesRead: read.reduce((sum, { bytesRead }) => sum + bytesRead, 0),
    bytes: worth.reduce((sum, { tensor }) => sum + tensor.bytes, 0),
  };
}

interface Plan {
  readonly tensor: Tensor;
  readonly reader: ChunkReader | null | undefined;
  readonly spans: readonly Span[];
}

function planOf(format: FormatName, tensor: Tensor, { coverage, own }: WeighingOptions): Plan {
  const known = readerOf(format, tensor.dtype, own);
  const reader = known && tensor.encoding ? spelledReader(known, tensor, tensor.encoding) : known;
  const all = [{ start: 0, bytes: tensor.bytes }];
  // where a value of several bytes begins is only known from those before it
  const isWhole = coverage === 'full' || !reader || tensor.encoding !== undefined;
  const sampled = isWhole ? all : sampleOf(tensor.name, tensor.bytes, reader.unit);
  return { tensor, reader, spans: sampled };
}

function watched({ reader, ...plan }: Plan, mask: CausalMask | null): Plan {
  if (!reader || !mask) return { reader, ...plan };
  const add: ChunkReader['add'] = (bytes, at, tally) => {
    reader.add(bytes, at, tally);
    mask.see(bytes, at);
  };
  return { ...plan, reader: { ...reader, add } };
}

function spelledReader(reader: ChunkReader, { bytes, shape }: Tensor, encoding: Encoding): ChunkReader | undefined {
  const values = shape.reduce((product, size) => product * size, reader.unit);
  return respelled(reader, { encoding, spelled: bytes, values }) ?? undefined;
}

interface Reading extends Pick<TensorWeights, 'tally' | 'isMask' | 'bytesRead'> {
  /** Why not all of it was read; null: all of it was. */
  readonly reason: string | null;
}

function readingOf(plan: Plan, readings: Readings<Reading>, deadline: number, options: WeighingOptions): Reading {
  const tally = emptyTally();
  const mask = CausalMask.of(plan.tensor);
  const { bytesRead, reason } = weighed(watched(plan, mask), tally, readings, deadline, options);
  return { tally, isMask: tally.infinite > 0 && mask?.holds === true, bytesRead, reason };
}

/** Reads as far as it can, and says why not further. */
function weighed(
  { tensor, reader, spans }: Plan,
  tally: Tally,
  readings: Readings<Reading>,
  deadline: number,
  { open, onBytes }: WeighingOptions,
): Pick<Reading, 'bytesRead' | 'reason'> {
  if (!reader) {
    const reason =
      tensor.encoding === 'other' ? 'its values are stored one by one' : `element type ${tensor.dtype} is not known`;
    return { bytesRead: 0, reason };
  }
  if (tensor.bytes % reader.unit !== 0) {
    return { bytesRead: 0, reason: `${tensor.bytes} bytes are no whole number of ${tensor.dtype} values` };
  }
  let isLate = performance.now() >= deadline;
  if (isLate) return { bytesRead: 0, reason: OUT_OF_TIME };
  const inTime = (bytes: number): boolean => {
    onBytes(bytes);
    isLate = performance.now() >= deadline;
    return !isLate;
  };
  try {
    const source = open(tensor.file);
    if (!readings.mayRead(tensor.file, bytesOf(spans), source.size)) {
      return {
        bytesRead: 0,
        reason: `tensors lie over each other: ${tensor.file} would be read more than ${MOST_TIMES} times`,
      };
    }
    const bytesRead = scanTensor({ source, tensor, reader, spans, onBytes: inTime }, tally);
    return { bytesRead, reason: isLate && bytesRead < bytesOf(spans) ? OUT_OF_TIME : null };
  } catch (error) {
    if (!(error instanceof ArtifactError)) throw error;
    return { bytesRead: 0, reason: error.message };
  }
}

const OUT_OF_TIME = 'the time for it was over';

function bytesOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { bytes }) => sum + bytes, 0);
}
