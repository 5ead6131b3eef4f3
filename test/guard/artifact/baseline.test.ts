/** Baselines by the names that the configuration has for them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { goodSafetensors } from '../../../fixtures/artifacts/safetensors.js';
import { describeSettings, entriesOf, entryOf, resolveSettings } from '../../../src/config/index.js';
import { close } from '../../../src/guard/close.js';
import { validateArtifact } from '../../../src/guard/artifact/validate.js';
import { scratchFolder } from '../../support/scratch.js';
import '../../support/quiet.js';

const folder = scratchFolder();
const model = join(folder, 'v6.safetensors');
writeFileSync(model, goodSafetensors());

afterAll(close);

async function against(baseline: string, baselines: Readonly<Record<string, string>> = {}) {
  const report = await validateArtifact(model, {
    checks: ['architecture_compatibility'],
    settings: resolveSettings({ flags: entriesOf({ artifact: { baselines } }, 'call option') }),
    expectation: { baseline },
  });
  const { outcome, message } = report.checks[0]!;
  return { outcome, message, expected: report.expectation['baseline'] };
}

describe('a baseline by name', () => {
  test('is the artifact at the path that artifact.baselines has for it, and the report has that path', async () => {
    const found = await against('production', { production: model });
    expect(found).toMatchObject({ outcome: 'passed', expected: model });
  });

  test.each([
    ['by its name', 'production'],
    ['by its path, as a row of a manifest has it', model],
  ])('is in the report with its name, its path and its digest when asked for %s', async (_, baseline) => {
    const { subject } = await validateArtifact(model, {
      checks: ['file_integrity', 'architecture_compatibility'],
      settings: resolveSettings({
        flags: entriesOf({ artifact: { baselines: { production: model } } }, 'call option'),
      }),
      expectation: { baseline },
    });
    expect(subject.baseline).toEqual({ ...subject.file, name: 'production' });
    expect(subject.baseline?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is inconclusive where nobody configured it, with what to state and the name that is near', async () => {
    const found = await against('prodution', { production: model });
    expect(found.outcome).toBe('inconclusive');
    expect(found.message).toMatch(/state artifact\.baselines\.prodution in the configuration, or give a path/);
    expect(found.message).toMatch(/did you mean production\?$/);
    expect((await against('toString')).message).toMatch(/state artifact\.baselines\.toString/);
  });

  test('is inconclusive where nothing lies at its path, and says who stated that path', async () => {
    const gone = join(folder, 'gone.safetensors');
    const { outcome, message } = await against('production', { production: gone });
    expect({ outcome, message }).toMatchObject({
      outcome: 'inconclusive',
      message: expect.stringContaining(`no baseline at ${gone}, where artifact.baselines.production says`) as string,
    });
  });

  test('is a path where something lies there, or with a slash', async () => {
    // the working folder of tests is that of the project
    expect(await against('package.json', { 'package.json': model })).toMatchObject({ expected: 'package.json' });
    const { outcome, message } = await against(join(folder, 'absent'), { absent: model });
    expect(outcome).toBe('inconclusive');
    expect(message).toBe(`There is no baseline at ${join(folder, 'absent')}`);
  });

  test('is read from a configuration file, and shown with its source', () => {
    const configFile = join(folder, 'pressproof.yaml');
    writeFileSync(configFile, 'artifact: { baselines: { production: models/v5.gguf } }');
    expect(describeSettings(resolveSettings({ configFile, env: {} }))).toContainEqual({
      field: 'artifact.baselines',
      value: { production: 'models/v5.gguf' },
      source: `file ${configFile}`,
    });
  });

  test('is stated one by one too, beside those of weaker places', () => {
    const configFile = join(folder, 'some.yaml');
    writeFileSync(configFile, 'artifact: { baselines: { production: a.gguf, edge: b.gguf } }');
    // as flags are handed on: the last of equal ones first
    const flags = [
      entryOf('artifact.baselines.edge', 'd.gguf', 'flag --set'),
      entryOf('artifact.baselines.edge', 'c.gguf', 'flag --set'),
      entryOf('artifact.baselines.v5.1', 'models/v5', 'flag --set'),
    ];
    expect(describeSettings(resolveSettings({ flags, configFile, env: {} }))).toContainEqual({
      field: 'artifact.baselines',
      value: { production: 'a.gguf', edge: 'd.gguf', 'v5.1': 'models/v5' },
      source: `flag --set, file ${configFile}`,
    });
    const whole = [...flags, ...entriesOf({ artifact: { baselines: { only: 'e.gguf' } } }, 'call option')];
    const { settings } = resolveSettings({ flags: whole, configFile, env: {} });
    expect(settings.artifact.baselines).toEqual({ only: 'e.gguf', edge: 'd.gguf', 'v5.1': 'models/v5' });
  });

  test('has to be a text, and a name of the configuration one without slashes', async () => {
    await expect(against('')).rejects.toThrow(/a path, or a name of artifact\.baselines for expectation\.baseline/);
    await expect(against('a', { 'a/b': model })).rejects.toThrow(/a name without slashes for artifact\.baselines/);
  });
});
