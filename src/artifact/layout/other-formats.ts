import type { Member } from '../contents.js';
import { FileSource, type ByteSource } from '../source/byte-source.js';
import type { AcrossFiles } from './across.js';
import { note } from './notes.js';

/** A format that holds models and is not read here. */
interface Other {
  readonly title: string;
  readonly name: RegExp;
  /** How its content begins, whatever it is called. */
  readonly begins?: { readonly at: number; readonly with: string };
}

const OTHERS: readonly Other[] = [
  {
    title: 'an HDF5 file, as Keras and TensorFlow keep weights in',
    name: /\.(h5|hdf5|keras)$/i,
    begins: { at: 0, with: '\x89HDF\r\n\x1a\n' },
  },
  { title: 'a model of TensorFlow Lite', name: /\.tflite$/i, begins: { at: 4, with: 'TFL3' } },
  { title: 'a model of ExecuTorch', name: /\.pte$/i, begins: { at: 4, with: 'ET12' } },
  // but for examples beside a model of ONNX: a tensor each, as its zoo has them
  { title: 'a graph of TensorFlow', name: /(?<!(^|\/)test_data_set_\d+\/(in|out)put_\d+)\.pb$/i },
  { title: 'a checkpoint of TensorFlow', name: /\.data-\d{5}-of-\d{5}$/i },
  { title: 'weights of Flax', name: /\.msgpack$/i },
  { title: 'weights of a Rust program', name: /\.ot$/i },
  { title: 'a model of Core ML', name: /\.mlmodel$/i },
  { title: 'a model of Paddle', name: /\.(pdparams|pdiparams|pdmodel)$/i },
  { title: 'a model of MXNet', name: /\.params$/i },
  { title: 'a model of Caffe', name: /\.caffemodel$/i },
  { title: 'an engine of TensorRT', name: /\.(engine|plan|trt)$/i },
  { title: 'a model of MNN', name: /\.mnn$/i },
  { title: 'data of ONNX tensors to which no model refers', name: /\.onnx[._]data$/i },
];

/** Bytes in which a text is told from a model: notes, or the pointer that a large file left behind. */
const HEAD = 4096;

/**
 * Says which files beside a model hold one in a format that is not read here, most often the same one for another library:
 * what was read is judged all the same, and a person has to know that the rest was not.
 */
export function judgeOtherFormats({ layout, files, context: { problems } }: AcrossFiles): void {
  // alone, one is of no format that is known
  if (layout.kind !== 'folder' || files.length === 0) return;
  const read = new Set(files.flatMap(({ file, tensors }) => [file, ...tensors.map((tensor) => tensor.file)]));
  for (const member of layout.members) {
    const title = read.has(member.name) ? null : otherFormatOf(member);
    if (title === null) continue;
    const message = `Expected files that are read here, found ${title}: it was not looked at`;
    note(problems, { rule: 'other_format', severity: 'warning', file: member.name, offset: 0, message });
  }
}

function otherFormatOf({ path, name, identity }: Member): string | null {
  const source = new FileSource(path, name, identity);
  try {
    return OTHERS.find((other) => isOf(source, other))?.title ?? null;
  } finally {
    source.close();
  }
}

function isOf(source: ByteSource, { name, begins }: Other): boolean {
  const head = Buffer.from(source.read(0, HEAD)).toString('latin1');
  if (begins && head.startsWith(begins.with, begins.at)) return true;
  return name.test(source.name) && !/^[\t\n\r\x20-\x7e]*$/.test(head);
}
