import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { expect, test } from 'vitest';
import { inference } from '../../src/artifact/checks/inference.js';
import { installOf, LLAMA, ONNX } from '../../src/artifact/inference/runtimes.js';
import { ARTIFACT_INCONCLUSIVE } from '../../src/observe/investigate/artifact-rules.js';
import { artifactTables } from './artifact-tables.js';

const guide = readFileSync(fileURLToPath(new URL('../../docs/artifacts.md', import.meta.url)), 'utf8');

test.each([...artifactTables()])('the table of %s in the guide is that of the registry', async (_, table) => {
  const formatted = await format(table, { parser: 'markdown', printWidth: 120 });
  expect(guide, 'npx tsx scripts/artifact-tables.ts writes it').toContain(formatted.trim());
});

test('runtimes are got in one way, whoever says how', () => {
  const hint = ARTIFACT_INCONCLUSIVE.find(({ codes }) => codes?.includes('runtime_missing'))?.action;
  expect(hint).toBe(installOf(LLAMA, ONNX));
  expect(inference.docs.remedy).toContain(installOf(LLAMA, ONNX));
  expect(guide).not.toMatch(/npm install (?!--ignore-scripts)/);
});
