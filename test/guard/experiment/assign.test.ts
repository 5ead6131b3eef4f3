import '../../support/quiet.js';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { assignArm, close, engineNamed, guard, type Report } from '../../../src/index.js';
import { fixture } from '../../support/cli.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const config = join(scratch, 'pressproof.json');
const arms = [
  { name: 'sharp-8', engine: 'sharp', parameters: { colors: 8 } },
  { name: 'gifenc-8', engine: 'gifenc', parameters: { colors: 8 } },
];
writeFileSync(config, JSON.stringify({ experiments: [{ name: 'engines', arms }] }));

afterAll(close);

describe('assignArm', () => {
  test.each(['ball', 'held', 'slides'])('tells the arm that guard then draws: %s', async (name) => {
    const { arm, engine, parameters, sampleKey } = await assignArm('engines', fixture(name), { config });
    expect(arms).toContainEqual({ name: arm, engine, parameters });
    let report: Report | undefined;
    const onReport = (one: Report): void => void (report = one);
    const compress = guard(engineNamed(engine!), { experiment: 'engines', sampleKey, config, onReport });
    await compress(fixture(name), join(scratch, `${randomUUID()}.gif`), parameters);
    expect(report).toMatchObject({ experiment: { name: 'engines', arm }, expectation: { colors: 8 } });
  });

  test('draws a key instead of a file where one is stated, whatever the file is', async () => {
    const keyed = await assignArm('engines', 'nowhere.gif', { config, sampleKey: 'customer-17' });
    expect(keyed).toEqual(await assignArm('engines', fixture('ball'), { config, sampleKey: 'customer-17' }));
    expect(keyed.sampleKey).toBe('customer-17');
  });

  test('refuses an experiment that is not configured and a file that cannot be read', async () => {
    await expect(assignArm('other', fixture('ball'), { config })).rejects.toThrow(/^Expected the name of a configured/);
    const nowhere = assignArm('engines', join(scratch, 'nowhere.gif'), { config });
    await expect(nowhere).rejects.toMatchObject({ name: 'PressproofError', code: 'unreadable_file' });
  });
});
