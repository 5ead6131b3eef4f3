/** A model that fails is told of, and counted, as an image is: through the channels and metrics that are configured. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
// as an application has it, which counts decisions
import { close, scrape, validateArtifact } from '../../../src/index.js';
import type { AlertMessage } from '../../../src/observe/alerts/message.js';
import { httpReceiver, status } from '../../observe/alerts/receivers.js';
import { scratchFolder } from '../../support/scratch.js';
import '../../support/quiet.js';

const folder = scratchFolder();
afterAll(close);

test('a failed artifact raises an alert through a webhook, and has suite="artifact" in the metrics', async () => {
  const { url, received } = await httpReceiver(status(200));
  const noise = join(folder, 'noise.gguf');
  writeFileSync(noise, 'GGUF and nothing of a model');
  const config = join(folder, 'pressproof.json');
  // how slow and large this machine is shall not be told
  const rules = { slowRate: { over: null }, memoryMiB: { over: null } };
  const alerts = { minSubjects: 1, channels: [{ type: 'webhook', url }], rules };
  writeFileSync(config, JSON.stringify({ mode: 'alert', alerts }));

  const report = await validateArtifact(noise, { config, coverage: 'structural' });
  expect(report).toMatchObject({ suite: 'artifact', verdict: 'fail' });
  await expect.poll(() => received).not.toEqual([]);

  const messages = received.map(({ body }) => JSON.parse(body) as AlertMessage);
  const failure = messages.find(({ name }) => name === 'failureRate');
  expect(failure).toMatchObject({ state: 'firing', severity: 'high', counts: { subjects: 1, failed: 1 } });
  expect(failure?.counts?.checks).toContainEqual({ check: 'format_validation', subjects: 1 });
  const { text } = await scrape();
  expect(text).toContain('pressproof_validations_total{suite="artifact",mode="alert",verdict="fail"} 1');
  expect(text).toContain('pressproof_checks_total{suite="artifact",check="format_validation",outcome="failed"} 1');
});
