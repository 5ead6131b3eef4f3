/** What lies beside a model and could not be read may hold more of it: nothing is said of the whole. */
import { expect, test } from 'vitest';
import { goodSafetensors } from '../../../fixtures/artifacts/safetensors.js';
import { zipOf } from '../../../fixtures/artifacts/zip.js';
import { artifactFolder } from '../../support/artifact-folder.js';
import { runArtifactSuite } from '../../support/run-artifact.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const model = { 'model.safetensors': goodSafetensors() };
const alone = artifactFolder(scratch, model);
const beside = artifactFolder(scratch, {
  ...model,
  'more.zip': zipOf([{ name: 'notes.txt', data: Buffer.from('words') }]).bytes,
});

test.each(['weights_sanity', 'architecture_compatibility', 'memory_requirements'])(
  '%s passes for a model alone, and not beside an archive',
  async (id) => {
    const asked = { checks: [id], expectation: { baseline: alone } };
    expect((await runArtifactSuite(alone, asked)).check(id).outcome).toBe('passed');
    const found = (await runArtifactSuite(beside, asked)).check(id);
    expect(found).toMatchObject({ outcome: 'inconclusive', details: { code: 'not_read' } });
    expect(found.message).toContain('more.zip');
  },
);
