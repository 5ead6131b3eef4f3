import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { admitted } from '../../../src/guard/plan/admitted.js';
import { planFor } from '../../../src/guard/plan/plan-now.js';
import { holdForProcess } from '../../../src/guard/plan/process-options.js';
import { fixture, temporaryFolder } from '../../support/engine-run.js';
import '../../support/quiet.js';

const ball = { path: fixture('ball') };
/** Nobody is drawn. */
const NONE = { PRESSPROOF_SAMPLE_RATE: '0' };

let undo = (): void => undefined;
afterEach(() => undo());

/** The plan of a subject under a configuration whose experiment has arms of one kind: whatever is drawn is that. */
async function inArm(arm: object, settings: object = {}, env: NodeJS.ProcessEnv = {}) {
  const config = join(temporaryFolder(), 'pressproof.json');
  const arms = [
    { name: 'one', ...arm },
    { name: 'two', ...arm },
  ];
  writeFileSync(config, JSON.stringify({ experiments: [{ name: 'gate', arms }], ...settings }));
  return await admitted(planFor({ config, experiment: 'gate' }, env), ball);
}

test('whom nobody can read is not left out as not drawn: the checks say what is wrong', async () => {
  const missing = { path: join(temporaryFolder(), 'none.gif') };
  expect((await admitted(planFor({}, NONE), ball)).admission).toMatchObject({ validate: false, skip: 'sampled_out' });
  expect((await admitted(planFor({}, NONE), missing)).admission).toMatchObject({ validate: true, skip: null });
});

test.each([
  ['an emergency', { PRESSPROOF_EMERGENCY_DISABLE: '1' }, 'emergency'],
  ['mode off', { PRESSPROOF_MODE: 'off' }, 'mode_off'],
])('%s is why nobody looks, also at those who would not have been drawn', async (_, env, skip) => {
  expect((await admitted(planFor({}, { ...NONE, ...env }), ball)).admission).toMatchObject({ validate: false, skip });
});

describe('an arm', () => {
  test('looks at as much as it says', async () => {
    expect((await inArm({ coverage: 'structural' }, { coverage: 'sampled' })).coverage).toBe('structural');
    expect((await inArm({}, { coverage: 'sampled' })).coverage).toBe('sampled');
  });

  test('that is the control counts as such, sampled or not, and is treated by the mode of all others', async () => {
    for (const env of [{}, NONE]) {
      const { admission } = await inArm({ mode: 'off' }, { mode: 'enforce' }, env);
      expect(admission).toMatchObject({
        validate: false,
        skip: 'experiment_control',
        mode: 'enforce',
        configuredMode: 'off',
      });
    }
  });

  test("is nobody's in an emergency", async () => {
    const { admission, arm } = await inArm({ mode: 'off' }, {}, { PRESSPROOF_EMERGENCY_DISABLE: '1' });
    expect([admission.skip, arm]).toEqual(['emergency', null]);
  });

  test.each([
    ['suite', { suites: { image: { mode: 'shadow' } } }],
    ['check', { checks: { fps: { mode: 'shadow' } } }],
  ])('overrules what its own configuration says of a %s', async (_, settings) => {
    const { admission, modes } = await inArm({ mode: 'enforce' }, settings);
    expect(admission).toMatchObject({ validate: true, mode: 'enforce' });
    expect([...modes]).toEqual([]);
  });

  test('that is off leaves the checks that a stronger place switches on, and no other', async () => {
    const flag = { field: 'checks.fps.mode', value: 'enforce', name: '--set', source: 'flag --set' };
    undo = holdForProcess({ flags: [flag], configFile: undefined, recordsJudged: false });
    const { admission, checks } = await inArm({ mode: 'off' });
    expect(admission).toMatchObject({ validate: true, mode: 'enforce' });
    expect(checks).toEqual(['fps']);
  });
});
