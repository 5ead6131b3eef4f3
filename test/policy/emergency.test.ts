import { describe, expect, test } from 'vitest';
import { EMERGENCY_VARIABLES, readEmergency } from '../../src/policy/emergency.js';

describe.each(EMERGENCY_VARIABLES)('%s', (name) => {
  test.each(['1', 'true', 'TRUE', 'yes', 'Yes', 'on', ' on '])('%j turns validation off', (value) => {
    expect(readEmergency({ [name]: value })).toEqual({ variable: name, warnings: [] });
  });

  test.each(['0', 'false', 'False', 'no', 'off', '', '  ', undefined])('%j does nothing', (value) => {
    expect(readEmergency({ [name]: value })).toEqual({ variable: null, warnings: [] });
  });

  test.each(['ture', '2', 'enabled', 'none', '-1'])('%j leaves validation on and says so', (value) => {
    const { variable, warnings } = readEmergency({ [name]: value });
    expect(variable).toBeNull();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`for ${name} but received "${value}": validation stays on`);
  });
});

test('one that says off does not undo the other that says on', () => {
  expect(readEmergency({ PRESSPROOF_EMERGENCY_DISABLE: '0', GIFLAB_VALIDATION_EMERGENCY_DISABLE: '1' }).variable).toBe(
    'GIFLAB_VALIDATION_EMERGENCY_DISABLE',
  );
});
