import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { InferenceError } from '../../../../src/artifact/inference/errors.js';
import { withModel } from '../../../../src/artifact/inference/session.js';
import type { InferenceLimits, LoadedModel } from '../../../../src/artifact/inference/model.js';
import { gone, noneWith, processesWith } from '../../../support/loader-processes.js';
import { scratchFolder } from '../../../support/scratch.js';

const scratch = scratchFolder();
const WATCH = fileURLToPath(new URL('../../../../dist/artifact/inference/process/watch.js', import.meta.url));
const LIMITS: InferenceLimits = { memoryMb: 256, loadMs: 20_000, requestMs: 20_000, contextTokens: 64 };

/** What every loader here begins with: `say` writes a reply, `hear` waits for a request. */
const HEAD = `
import { writeSync, readdirSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
const say = (reply) => writeSync(3, (typeof reply === 'string' ? reply : JSON.stringify(reply)) + '\\n');
const runtime = { kind: 'runtime', name: 'pretender 1' };
const loaded = { kind: 'loaded', ms: 1, about: { contextTokens: 64 } };
const hear = () => once(process.stdin, 'data');
`;

let count = 0;

/** Runs a program in place of the loader. */
async function pretend<T>(
  program: string,
  use: (model: LoadedModel) => Promise<T>,
  limits: Partial<InferenceLimits> = {},
  signal?: AbortSignal,
): Promise<T> {
  count += 1;
  const module = join(scratch, `loader-${count}.mjs`);
  writeFileSync(module, HEAD + program);
  const file = { path: join(scratch, 'model.gguf'), runtime: 'llama', bytes: 0 } as const;
  return withModel(file, { ...LIMITS, ...limits }, use, { module, signal });
}

async function failureOf(running: Promise<unknown>): Promise<InferenceError> {
  const error = await running.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InferenceError);
  return error as InferenceError;
}

const generate = async (model: LoadedModel) => {
  if (model.kind !== 'text') throw new Error('It is to be a text model');
  return model.generate('a', { maxTokens: 4 });
};

const ANSWER = {
  kind: 'answer',
  id: 1,
  value: { text: 'b', tokens: [5], promptTokens: 1, stop: 'end', firstTokenMs: 1, tokenMs: [1] },
};

test('an answer is handed on as it was measured', async () => {
  const program = `say(runtime); say(loaded); await hear(); say(${JSON.stringify(ANSWER)}); await hear();`;
  expect(await pretend(program, generate)).toEqual(ANSWER.value);
});

test.each([
  ['before its model is loaded', 'say(runtime); process.exit(0);'],
  ['before it answers', 'say(runtime); say(loaded); await hear(); process.exit(0);'],
])('a loader that ends with code 0 without a word %s has died', async (_, program) => {
  const { code, message, isOfMachine } = await failureOf(pretend(program, generate));
  expect({ code, isOfMachine }).toEqual({ code: 'loader_died', isOfMachine: false });
  expect(message).toBe('The loader ended with exit code 0 without a word');
});

test('a loader that aborts has died, with its last words', async () => {
  const program = `say(runtime); process.stderr.write('model.cpp:7: GGML_ASSERT(layers > 0) failed\\n'); process.abort();`;
  const { code, message } = await failureOf(pretend(program, generate));
  expect(code).toBe('loader_died');
  expect(message).toContain('by signal SIGABRT: model.cpp:7: GGML_ASSERT(layers > 0) failed');
});

test('what goes wrong before a loader has its runtime is no fault of the model', async () => {
  const { code, isOfMachine } = await failureOf(pretend('process.exit(7);', generate));
  expect({ code, isOfMachine }).toEqual({ code: 'runtime_unusable', isOfMachine: true });
});

test.each([
  ['garbage', `say('\\u0000\\u0001 {');`],
  ['JSON that is no reply', `say({ kind: 'success', answer: 42 });`],
  ['an answer that nobody asked for', `say(${JSON.stringify(ANSWER)});`],
  ['a model without what is to be known of it', `say({ kind: 'loaded', ms: 1, about: { contextTokens: -1 } });`],
  ['a time that is none', `say({ kind: 'loaded', ms: 'soon', about: { contextTokens: 64 } });`],
  ['a line without an end', `const piece = 'x'.repeat(2 ** 20); for (;;) writeSync(3, piece);`],
  ['an answer to another question', `say(loaded); await hear(); say(${JSON.stringify({ ...ANSWER, id: 2 })});`],
  ['answers without an end', `say(loaded); for (;;) say(${JSON.stringify({ ...ANSWER, id: 0 })});`],
])('a loader that says %s is garbled', async (_, program) => {
  const { code } = await failureOf(pretend(`say(runtime); ${program} setInterval(() => undefined, 1000);`, generate));
  expect(code).toBe('loader_garbled');
});

test.each([
  ['texts in place of ids', { ...ANSWER.value, tokens: ['5'] }],
  ['a time that is null', { ...ANSWER.value, firstTokenMs: null }],
  ['nothing', null],
])('an answer with %s is garbled', async (_, value) => {
  const answer = JSON.stringify({ kind: 'answer', id: 1, value });
  const { code } = await failureOf(
    pretend(`say(runtime); say(loaded); await hear(); say(${answer}); await hear();`, generate),
  );
  expect(code).toBe('loader_garbled');
});

test('a loader that hangs is ended after its time limit, also in code that never comes back', async () => {
  const { code, message } = await failureOf(pretend('say(runtime); for (;;);', generate, { loadMs: 300 }));
  expect(code).toBe('time_limit');
  expect(message).toBe('It did not load the model within the 300 ms');
});

test('a loader that takes memory for objects is ended at its limit', async () => {
  const program = `say(runtime); const all = []; for (;;) all.push(new Array(1e5).fill({}).map(() => ({})));`;
  const { code, message } = await failureOf(pretend(program, generate));
  expect(code).toBe('memory_limit');
  expect(message).toContain('256 MiB');
});

test('a loader that takes memory outside of its objects gets no more than its limit', async () => {
  const program = `say(runtime); const all = []; for (;;) all.push(Buffer.alloc(2 ** 24, 1));`;
  const { code } = await failureOf(pretend(program, generate));
  expect(code).toBe('memory_limit');
});

test('the thread beside a loader ends it where the kernel does not', async () => {
  // pages of mapped files and shared memory are nobody's data, so that prlimit lets them pass: only what is resident is seen
  const program = `
    import { Worker } from 'node:worker_threads';
    const { residentMb } = JSON.parse(process.argv[2]);
    new Worker(${JSON.stringify(WATCH)}, { workerData: { residentMb: 100 } });
    say(runtime);
    const held = Buffer.alloc(150 * 2 ** 20, 1);
    setInterval(() => held.length, 1000);
  `;
  const { code, message } = await failureOf(pretend(program, generate));
  expect(code).toBe('memory_limit');
  expect(message).toContain('it was ended');
});

test('a loader has no environment, and an empty folder that goes with it', async () => {
  process.env['PRESSPROOF_TEST_SECRET'] = 'secret';
  const program = `
    const text = JSON.stringify({ environment: process.env, folder: process.cwd(), files: readdirSync('.') });
    say(runtime); say(loaded); await hear();
    say({ kind: 'answer', id: 1, value: { ...${JSON.stringify(ANSWER.value)}, text } }); await hear();
  `;
  const { text } = await pretend(program, generate);
  delete process.env['PRESSPROOF_TEST_SECRET'];
  const { environment, folder, files } = JSON.parse(text) as { environment: object; folder: string; files: string[] };
  expect({ environment, files }).toEqual({ environment: {}, files: [] });
  expect(folder).toContain('pressproof-loader-');
  expect(existsSync(folder)).toBe(false);
});

test('what a loader starts ends with it', async () => {
  const mark = join(scratch, 'grandchild');
  const program = `
    spawn(process.execPath, ['-e', 'setInterval(() => 1, 1000)', ${JSON.stringify(mark)}], { stdio: 'ignore' });
    say(runtime); process.exit(1);
  `;
  const { code } = await failureOf(pretend(program, generate));
  expect(code).toBe('loader_died');
  await noneWith(mark);
});

test('a loader ends when its caller gives up, with the reason', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error('the caller has had enough')), 300);
  const { code, message, isOfMachine } = await failureOf(
    pretend('say(runtime); for (;;);', generate, {}, controller.signal),
  );
  expect({ code, message, isOfMachine }).toEqual({
    code: 'aborted',
    message: 'the caller has had enough',
    isOfMachine: true,
  });
});

test('what the caller throws ends the loader and is thrown on', async () => {
  const running = pretend(`say(runtime); say(loaded); await hear();`, async () => {
    const [loader] = processesWith(`loader-${count}.mjs`);
    throw new Error(loader!.folder);
  });
  const { message: folder } = await running.then(
    () => new Error('nothing was thrown'),
    (error: Error) => error,
  );
  await gone(folder);
  expect(processesWith(`loader-${count}.mjs`)).toEqual([]);
});

test('of what a loader writes to standard error no more than a line is told', async () => {
  const program = `say(runtime); const piece = 'x'.repeat(2 ** 20); for (let i = 0; i < 64; i += 1) writeSync(2, piece); process.exit(3);`;
  const { message } = await failureOf(pretend(program, generate));
  expect(message.length).toBeLessThan(1000);
});
