import { describe, expect, test } from 'vitest';
import { EMERGENCY_VARIABLES, readEmergency } from '../../src/policy/emergency.js';

describe.each(EMERGENCY_VARIABLES)('%s', (name) => {
  test.each(['1', 'true', 'TRUE', 'yes', 'Yes', 'on', ' on '])('%j turns validation off', (value) => {
    expect(readEmergency({ [name]: value })).toEqual({
      disabled: true,
      reason: `Emergency disable: ${name} is set`,
      source: `environment ${name}`,
      until: null,
      warnings: [],
    });
  });

  test.each(['0', 'false', 'False', 'no', 'off', '', '  ', undefined])('%j does nothing', (value) => {
    expect(readEmergency({ [name]: value })).toMatchObject({ disabled: false, reason: null, warnings: [] });
  });

  test.each(['ture', '2', 'enabled', 'none', '-1'])('%j leaves validation on and says so', (value) => {
    const { disabled, warnings } = readEmergency({ [name]: value });
    expect(disabled).toBe(false);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`for ${name} but received "${value}": validation stays on`);
  });
});

test('one that says off does not undo the other that says on', () => {
  expect(readEmergency({ PRESSPROOF_EMERGENCY_DISABLE: '0', GIFLAB_VALIDATION_EMERGENCY_DISABLE: '1' }).source).toBe(
    'environment GIFLAB_VALIDATION_EMERGENCY_DISABLE',
  );
});

describe('with a control file', () => {
  const emergency = { reason: 'false alarms', by: 'alice@web1', until: Date.UTC(2026, 0, 1) };

  test('that disables validation, says why, who, until when and where', () => {
    expect(readEmergency({}, { path: '/etc/control.json', emergency })).toEqual({
      disabled: true,
      reason: 'Emergency disable: false alarms (alice@web1 until 2026-01-01T00:00:00.000Z)',
      source: 'control file /etc/control.json',
      until: Date.UTC(2026, 0, 1),
      warnings: [],
    });
  });

  test('that disables nothing, validation is on', () => {
    expect(readEmergency({}, { path: '/etc/control.json', emergency: null }).disabled).toBe(false);
  });

  test('the environment is named first, because enabling by the file would not help', () => {
    const { source } = readEmergency({ PRESSPROOF_EMERGENCY_DISABLE: '1' }, { path: '/etc/control.json', emergency });
    expect(source).toBe('environment PRESSPROOF_EMERGENCY_DISABLE');
  });
});
