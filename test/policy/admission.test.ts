import { expect, test } from 'vitest';
import { MODES } from '../../src/core/report.js';
import { readEmergency } from '../../src/policy/emergency.js';
import { admit, skippedBecause } from '../../src/policy/admission.js';

test.each(MODES)('an emergency overrules mode %s, records why and remembers the mode', (mode) => {
  const admission = admit({ mode, source: 'call option' }, readEmergency({ PRESSPROOF_EMERGENCY_DISABLE: '1' }));
  expect(admission).toMatchObject({ validate: false, mode: 'off', configuredMode: mode });
  expect(admission.reason).toContain('PRESSPROOF_EMERGENCY_DISABLE');
  expect(admission.source).toBe('environment PRESSPROOF_EMERGENCY_DISABLE');
});

test.each(MODES)('without one, mode %s decides whether to look', (mode) => {
  const admission = admit({ mode, source: 'preset' }, readEmergency({ PRESSPROOF_EMERGENCY_DISABLE: 'false' }));
  expect(admission).toMatchObject({ validate: mode !== 'off', mode, configuredMode: mode, source: 'preset' });
  expect(admission.skip).toBe(mode === 'off' ? 'mode_off' : null);
});

test('what is skipped all the same keeps its mode, and is not looked at', () => {
  const admission = admit({ mode: 'enforce', source: 'preset' }, readEmergency({}));
  expect(skippedBecause(admission, 'sampled_out', 'Not drawn')).toEqual({
    ...admission,
    validate: false,
    skip: 'sampled_out',
    reason: 'Not drawn',
  });
});
