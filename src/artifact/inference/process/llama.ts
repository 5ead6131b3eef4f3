import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LlamaContextSequence, LlamaModel, LlamaOptions, Token } from 'node-llama-cpp';
import type { Generation, Logprobs } from '../model.js';
import { LLAMA } from '../runtimes.js';
import type { LoaderStart, Request } from './messages.js';
import { packaged, Refusal, spoken, type RunningModel, type Runtime } from './runtime.js';

/** Positions whose probabilities are fetched at once: of a vocabulary of 150,000 each takes some MiB. */
const POSITIONS = 16;

/** In which the log of what failed arrives, where it is behind. */
const LOG_MS = 50;

/** GGUF through llama.cpp on the processor, with the binary that the package ships: nothing is fetched or compiled. */
export async function llamaRuntime(): Promise<Runtime> {
  const said: string[] = [];
  const { llama, version } = await packaged(LLAMA, async () => {
    const { getLlama, getModuleVersion, LlamaLogLevel } = await import('node-llama-cpp');
    const logger: LlamaOptions['logger'] = (level, message) => {
      if (level === LlamaLogLevel.error || level === LlamaLogLevel.fatal) said.push(message.trim());
    };
    const quiet = { logLevel: LlamaLogLevel.debug, logger, progressLogs: false };
    // 0: as many threads as each context asks for
    const options = { gpu: false, build: 'never', skipDownload: true, maxThreads: 0, ...quiet } as const;
    return { llama: await getLlama(options), version: await getModuleVersion() };
  });
  const load = async ({ path, contextTokens, threads }: LoaderStart): Promise<RunningModel> => {
    // of a model before this one
    said.length = 0;
    try {
      // whether it takes too much memory is measured here, not estimated
      const model = await llama.loadModel({ modelPath: path, gpuLayers: 0, ignoreMemorySafetyChecks: true });
      const contextSize = Math.min(contextTokens, model.trainContextSize);
      const context = await model.createContext({ contextSize, threads, sequences: 1, ignoreMemorySafetyChecks: true });
      return running(model, context.getSequence());
    } catch (error) {
      // its log and its failure come from another thread, each on a way of its own
      if (said.length === 0) await sleep(LOG_MS);
      const reason = refusal(said, spoken(error));
      const code = /unknown model architecture/.test(reason) ? 'model_unsupported' : 'model_refused';
      throw new Refusal(code, reason, { cause: error });
    }
  };
  return { name: `${LLAMA} ${version}`, load };
}

/** The first reasons that llama.cpp gave: what it throws only says that it failed. */
function refusal(said: readonly string[], thrown: string): string {
  const reasons = said
    .map((message) => message.replace(/^llama_model_load: error loading model: /, ''))
    .filter((message) => !/failed to load model/.test(message));
  return [...new Set(reasons)].slice(0, 3).join('; ') || thrown;
}

function running(model: LlamaModel, sequence: LlamaContextSequence): RunningModel {
  const { contextSize } = sequence;
  return {
    about: { contextTokens: contextSize },
    answer: async (request) => {
      await sequence.clearHistory();
      if (request.kind === 'generate') return generate(model, sequence, request);
      if (request.kind === 'logprobs') return logprobs(model, sequence, request.text);
      throw new Error('A text model takes texts, not tensors');
    },
  };
}

async function generate(
  model: LlamaModel,
  sequence: LlamaContextSequence,
  { prompt, maxTokens }: Extract<Request, { kind: 'generate' }>,
): Promise<Generation> {
  const asked = tokensOf(model, prompt, sequence.contextSize);
  const most = Math.min(maxTokens, sequence.contextSize - asked.length);
  const tokens: Token[] = [];
  const times: number[] = [];
  let stop: Generation['stop'] = 'length';
  let before = performance.now();
  for await (const token of sequence.evaluate(asked, { temperature: 0, yieldEogToken: true })) {
    const now = performance.now();
    times.push(now - before);
    before = now;
    if (model.isEogToken(token)) stop = 'end';
    else tokens.push(token);
    if (stop === 'end' || tokens.length >= most) break;
  }
  const [firstTokenMs = 0, ...tokenMs] = times;
  return { text: model.detokenize(tokens), tokens, promptTokens: asked.length, stop, firstTokenMs, tokenMs };
}

async function logprobs(model: LlamaModel, sequence: LlamaContextSequence, text: string): Promise<Logprobs> {
  const tokens = tokensOf(model, text, sequence.contextSize + 1);
  const found: (number | null)[] = [];
  // the plain distribution: by default only the likeliest 40 are told
  const options = { temperature: 1, topK: 0, topP: 1, minP: 0 };
  const wanted = { generateNext: { logits: true, options } };
  for (let start = 0; start + 1 < tokens.length; start += POSITIONS) {
    const given = tokens.slice(start, Math.min(start + POSITIONS, tokens.length - 1));
    const results = await sequence.controlledEvaluate(given.map((token) => [token, wanted]));
    results.forEach((result, index) => found.push(logprobOf(tokens[start + index + 1]!, result?.next.logits)));
  }
  return { tokens, logprobs: found };
}

/** log softmax, in doubles and from the largest, so that nothing overflows; null where a logit is no number. */
function logprobOf(token: Token, logits: ReadonlyMap<Token, number> | undefined): number | null {
  const own = logits?.get(token);
  if (logits === undefined || own === undefined) return null;
  let largest = -Infinity;
  for (const logit of logits.values()) largest = Math.max(largest, logit);
  let sum = 0;
  for (const logit of logits.values()) sum += Math.exp(logit - largest);
  const logprob = own - largest - Math.log(sum);
  return Number.isFinite(logprob) ? logprob : null;
}

/** @throws Refusal `too_long` where they leave no room in the context */
function tokensOf(model: LlamaModel, text: string, room: number): Token[] {
  const { bos } = model.tokens;
  const tokens = model.tokenize(text);
  const all = model.tokens.shouldPrependBosToken && bos !== null ? [bos, ...tokens] : tokens;
  if (all.length === 0) throw new Error('The text has no tokens');
  const message = `The text has ${all.length} tokens, the context has room for ${room - 1}`;
  if (all.length >= room) throw new Refusal('too_long', message);
  return all;
}
