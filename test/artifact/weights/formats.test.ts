/** The weights of every format are read where its reader says that they lie. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ARTIFACT_FIXTURES } from '../../../fixtures/artifacts/index.js';
import { layoutOf } from '../../../src/artifact/layout/layout.js';
import { structureOf } from '../../../src/artifact/structure.js';
import { DEFAULT_ARTIFACT_BUDGET } from '../../../src/artifact/task.js';
import { runArtifactSuite } from '../../support/run-artifact.js';
import { scratchFolder } from '../../support/scratch.js';

const folder = scratchFolder();

function written(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function judge(path: string) {
  return (await runArtifactSuite(path, { checks: ['weights_sanity'] })).check('weights_sanity');
}

/** First tensor of 32-bit floats, as the structure of a file has it. */
function singlesIn(path: string) {
  const { tensors } = structureOf(layoutOf(path, DEFAULT_ARTIFACT_BUDGET), DEFAULT_ARTIFACT_BUDGET);
  return tensors.find(({ dtype }) => /^(f32|float32)$/i.test(dtype))!;
}

describe.each(ARTIFACT_FIXTURES.filter(({ name }) => name !== 'settings.pkl'))('$name', ({ name, build }) => {
  test('all tensors of a good file are read, and none of their values is wrong', async () => {
    const found = await judge(written(name, build()));
    expect(['passed', 'warned']).toContain(found.outcome);
    expect(found).toMatchObject({ actual: { nan: 0, infinite: 0 }, details: { unread: [] } });
    expect(found.details?.['tensorsRead']).toBeGreaterThan(0);
    expect(found.details?.['bytesRead']).toBe(found.details?.['bytes']);
  });
});

// in archives and compressed files a checksum would be wrong as well
describe.each(ARTIFACT_FIXTURES.filter(({ name }) => !/\.(pkl|joblib|pt|npz)$/.test(name)))(
  '$name',
  ({ name, build }) => {
    test('case 24, case 40: a NaN is found at its byte', async () => {
      const tensor = singlesIn(written(name, build()));
      const bytes = Uint8Array.from(build());
      const offset = tensor.offset + tensor.bytes - 4;
      new DataView(bytes.buffer).setFloat32(offset, Number.NaN, true);
      const found = await judge(written(name, bytes));
      expect(found).toMatchObject({ outcome: 'failed', actual: { nan: 1 } });
      expect(found.details?.['nan']).toMatchObject([{ rule: 'weights_nan', tensor: tensor.name, offset, nan: 1 }]);
    });
  },
);
