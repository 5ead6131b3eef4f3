import type { Finding, Json } from '../../core/check.js';
import { INFERENCE_LIMITS } from '../inference/limits.js';
import { installOf, LLAMA, ONNX } from '../inference/runtimes.js';
import type { Trial, Trials } from '../inference/trials.js';
import { ARTIFACT, artifactCheck } from './define.js';

export const inference = artifactCheck({
  id: 'inference',
  category: 'inference',
  cost: 'compare',
  needs: ['structure', 'inference'],
  after: ['format_validation', 'unsafe_content'],
  subjects: [ARTIFACT],
  limits: INFERENCE_LIMITS,
  docs: {
    summary: 'A real runtime loads the model, and it answers.',
    explain:
      'GGUF is run by llama.cpp (package node-llama-cpp), ONNX by onnxruntime (package onnxruntime-node), both on the processor. Both packages are optional: without them the check is inconclusive. What our own readers refuse is never loaded; where they find no fault and the runtime refuses the file, the two disagree, and the check fails with the reason of the runtime. The runtime works in a process of its own, with no environment and an empty folder, that may fill limits.inferenceMemoryMb and limits.inferenceMemoryFactor times the bytes of the model (looked at every 50 ms, and held by the kernel where prlimit is there) and has limits.inferenceTimeoutMs for loading and all answers. A crash, a hang or a bomb fails, and harms nothing else. A text model goes on with three short lists, or the prompts that are expected, at temperature 0 for limits.responseTokens tokens, in a context of limits.inferenceContextTokens; a model of tensors gets noise of the shapes it declares, with sizes from 1 to 512 tried for dimensions that it leaves open. Where it takes none of that the check is inconclusive: state the sizes as expected dimensions. Safetensors, PyTorch, pickle and npy files hold weights and no program: the check is skipped.',
    remedy: `${installOf(LLAMA, ONNX)} (both fetch parts that a processor does not need in their install scripts, and fail without the internet; where npm ci then misses packages of node-llama-cpp for other platforms, put npm:empty-npm-package in their places by overrides), or look at the reason that the runtime gives.`,
  },
  run: ({ facts: { structure, inference: trials } }) =>
    structure.formats.length === 0
      ? {
          outcome: 'inconclusive',
          message: 'No file of a known model format could be read',
          details: { code: 'no_format' },
        }
      : withModels(judged(trials), trials),
});

function withModels({ details, ...finding }: Finding, { trials, notRun }: Trials): Finding {
  return { ...finding, details: { ...details, models: trials.map(listed), notRun: notRun.map(asJson) } };
}

function judged({ trials, notRun, refused }: Trials): Finding {
  if (refused !== null) {
    const message = `Not loaded, because of its structure: ${refused}`;
    return { outcome: 'inconclusive', message, details: { code: 'format_broken' } };
  }
  const failed = trials.find(({ failure }) => failure?.isOfModel);
  if (failed) return { outcome: 'failed', message: described(failed), details: codeOf(failed) };
  const unknown = trials.find(({ failure }) => failure !== null);
  if (unknown) return { outcome: 'inconclusive', message: described(unknown), details: codeOf(unknown) };
  if (trials.length > 0) return { outcome: 'passed', message: trials.map(described).join('; ') };
  const reasons = [...new Set(notRun.map(({ reason }) => reason))].join('; ');
  return { outcome: 'skipped', message: `Nothing here can run it: ${reasons}` };
}

function codeOf({ failure }: Trial) {
  return { code: failure?.code ?? null };
}

function described({ file, loading, answers, failure }: Trial): string {
  if (failure?.code === 'model_refused') {
    return `Our reader finds no fault in ${file}, but its runtime refuses it (they disagree): ${failure.reason}`;
  }
  if (failure?.code === 'model_unsupported') return `This version of its runtime cannot run ${file}: ${failure.reason}`;
  if (failure !== null) return loading === null ? failure.reason : `${file} loads, but: ${failure.reason}`;
  const count = answers?.kind === 'text' ? `${answers.responses.length} prompts` : 'what was made up for it';
  return `${file} loads with ${loading?.runtime} in ${Math.round(loading?.ms ?? 0)} ms, and answers ${count}`;
}

function listed({ file, loading, failure }: Trial): Json {
  const measured = loading && { runtime: loading.runtime, loadMs: loading.ms, startMs: loading.startMs };
  return { file, loading: measured, failure: failure && { code: failure.code, reason: failure.reason } };
}

function asJson({ file, reason }: Trials['notRun'][number]): Json {
  return { file, reason };
}
