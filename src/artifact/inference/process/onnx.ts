import { performance } from 'node:perf_hooks';
import type * as OnnxRuntime from 'onnxruntime-node';
import type { Port, TensorData, Tensors, TensorType } from '../model.js';
import { ONNX } from '../runtimes.js';
import { fromWire, isTensorType, toWire, type LoaderStart, type WireTensors } from './messages.js';
import { packaged, Refusal, spoken, type RunningModel, type Runtime } from './runtime.js';

type Session = OnnxRuntime.InferenceSession;
type Ort = Pick<typeof OnnxRuntime, 'InferenceSession' | 'Tensor' | 'env'>;

/** ONNX through onnxruntime on the processor. */
export async function onnxRuntime(): Promise<Runtime> {
  const ort: Ort = await packaged(ONNX, async () => (await import('onnxruntime-node')).default);
  const load = async ({ path, threads }: LoaderStart): Promise<RunningModel> => {
    try {
      const session = await ort.InferenceSession.create(path, {
        executionProviders: ['cpu'],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        // errors are thrown, too
        logSeverityLevel: 4,
      });
      return running(ort, session);
    } catch (error) {
      throw new Refusal('model_refused', spoken(error), { cause: error });
    }
  };
  return { name: `${ONNX} ${ort.env.versions.node ?? ''}`.trim(), load };
}

function running(ort: Ort, session: Session): RunningModel {
  return {
    about: { inputs: session.inputMetadata.map(portOf), outputs: session.outputMetadata.map(portOf) },
    answer: async (request) => {
      if (request.kind !== 'infer') throw new Error('This model takes tensors, not texts');
      return infer(ort, session, request.inputs);
    },
  };
}

async function infer(ort: Ort, session: Session, wired: WireTensors) {
  const inputs = fromWire(wired);
  if (inputs === null) throw new Error('The inputs are no tensors: elements and dimensions do not fit');
  const feeds = Object.entries(inputs).map(([name, tensor]) => [name, feedOf(ort, tensor)] as const);
  const before = performance.now();
  const results = await session.run(Object.fromEntries(feeds));
  const ms = performance.now() - before;
  const outputs: Tensors = Object.fromEntries(Object.entries(results).map(([name, value]) => [name, valueOf(value)]));
  return { outputs: toWire(outputs), ms };
}

/** Node has no Float16Array before 24, and onnxruntime asks for one where there is one. */
function feedOf(ort: Ort, { type, dims, data }: Tensors[string]): OnnxRuntime.Tensor {
  const Half = (globalThis as { Float16Array?: new (buffer: ArrayBufferLike) => unknown }).Float16Array;
  const elements = type === 'float16' && Half !== undefined ? new Half(data.buffer) : data;
  return new ort.Tensor(type as 'float32', elements as Float32Array, dims);
}

function valueOf({ type, dims, data }: OnnxRuntime.Tensor): Tensors[string] {
  if (!isTensorType(type)) throw new Error(`An output is of type ${type}, which cannot be handed over`);
  const { buffer, byteOffset, byteLength } = data as Exclude<TensorData, never>;
  // its bits, whichever class this Node has for halves
  const elements = type === 'float16' ? new Uint16Array(buffer, byteOffset, byteLength / 2) : (data as TensorData);
  return { type, dims: [...dims], data: elements };
}

function portOf(metadata: Session['inputMetadata'][number]): Port {
  if (!metadata.isTensor) return { name: metadata.name, type: null, shape: [] };
  const type: TensorType | null = isTensorType(metadata.type) ? metadata.type : null;
  return { name: metadata.name, type, shape: metadata.shape };
}
