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
  // where Node has halves (24), the package makes them of ours, and its own native part does not know them
  Reflect.deleteProperty(globalThis, 'Float16Array');
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
      const reason = spoken(error);
      // a legal operator of an older or newer set than it was built for
      const code = /Could not find an implementation for/.test(reason) ? 'model_unsupported' : 'model_refused';
      throw new Refusal(code, reason, { cause: error });
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
  const feeds = Object.entries(inputs).map(
    ([name, tensor]) =>
      [name, new ort.Tensor(tensor.type as 'float32', tensor.data as Float32Array, tensor.dims)] as const,
  );
  const before = performance.now();
  const results = await session.run(Object.fromEntries(feeds));
  const ms = performance.now() - before;
  const outputs: Tensors = Object.fromEntries(Object.entries(results).map(([name, value]) => [name, valueOf(value)]));
  return { outputs: toWire(outputs), ms };
}

function valueOf({ type, dims, data }: OnnxRuntime.Tensor): Tensors[string] {
  if (!isTensorType(type)) throw new Error(`An output is of type ${type}, which cannot be handed over`);
  return { type, dims: [...dims], data: data as TensorData };
}

function portOf(metadata: Session['inputMetadata'][number]): Port {
  if (!metadata.isTensor) return { name: metadata.name, type: null, shape: [] };
  const type: TensorType | null = isTensorType(metadata.type) ? metadata.type : null;
  return { name: metadata.name, type, shape: metadata.shape };
}
