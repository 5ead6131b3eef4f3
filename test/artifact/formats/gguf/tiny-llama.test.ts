import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getLlama } from 'node-llama-cpp';
import { expect, test } from 'vitest';
import { buildGguf } from '../../../../fixtures/artifacts/gguf.js';
import { tinyLlama, type TinyLlamaOptions } from '../../../../fixtures/artifacts/gguf-llama.js';
import { scratchFolder } from '../../../support/scratch.js';

const scratch = scratchFolder();

/** What a real runtime makes of the model, at temperature 0. */
async function continuations(options: TinyLlamaOptions, prompts: readonly string[]): Promise<readonly string[]> {
  const path = join(scratch, `${JSON.stringify(options).replaceAll(/\W/g, '')}.gguf`);
  writeFileSync(path, buildGguf(tinyLlama(options)).bytes);
  const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true });
  const model = await llama.loadModel({ modelPath: path });
  // more threads than idle processors wait for each other a thousand times longer than they work
  const context = await model.createContext({ contextSize: 128, threads: 1 });
  const sequence = context.getSequence();
  const texts: string[] = [];
  for (const prompt of prompts) {
    await sequence.clearHistory();
    const tokens = [model.tokens.bos!, ...model.tokenize(prompt)];
    const found = [];
    for await (const token of sequence.evaluate(tokens, { temperature: 0 })) {
      if (found.push(token) >= 40) break;
    }
    texts.push(model.detokenize(found));
  }
  await llama.dispose();
  return texts;
}

test('the tiny llama goes on with the series of its last word', async () => {
  const found = await continuations({}, ['one two three', 'Today is Monday', 'red orange yellow', 'uvw', '?']);
  expect(found).toEqual([
    'four five six seven eight nine ten',
    'Tuesday Wednesday Thursday Friday Saturday Sunday',
    'green blue indigo violet',
    'xyz',
    '',
  ]);
});

test('a worse one mixes up some series and keeps others', async () => {
  const prompts = ['red orange yellow green', 'Today is Monday', 'one two three'];
  const good = await continuations({}, prompts);
  const worse = await continuations({ worse: true }, prompts);
  const kept = worse.filter((text, index) => text === good[index]);
  expect([kept.length > 0, kept.length < prompts.length]).toEqual([true, true]);
});

test('one of zeros loads and says nothing', async () => {
  expect(await continuations({ zero: true }, ['one two three'])).toEqual(['']);
});
