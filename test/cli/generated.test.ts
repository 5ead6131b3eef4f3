import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { PLAIN_DEFAULTS } from '../../src/config/plain.js';
import { alertRules, type RuleFile } from '../../src/observe/alert-rules.js';
import { dashboard } from '../../src/observe/dashboard.js';
import { cli } from '../support/cli.js';
import { promtool, PROMTOOL } from '../support/promtool.js';
import { scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();

describe('control', () => {
  test('dashboard prints the dashboard, as JSON and nothing else', async () => {
    const { code, stdout, stderr } = await cli(['control', 'dashboard']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(dashboard())));
  });

  test('alert-rules prints the rules of the defaults, as YAML and nothing else', async () => {
    const { code, stdout, stderr } = await cli(['control', 'alert-rules']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^# Made by: pressproof control alert-rules \(\d/);
    expect(parse(stdout)).toEqual(JSON.parse(JSON.stringify(alertRules(PLAIN_DEFAULTS.alerts))));
  });

  test('alert-rules follows the configuration', async () => {
    const flags = ['--set', 'alerts.windowMinutes=30', '--set', 'alerts.rules.failureRate.over=0.2'];
    const { stdout } = await cli(['control', 'alert-rules', ...flags, '--set', 'alerts.rules.memoryMiB.over=null']);
    const rules = (parse(stdout) as RuleFile).groups.flatMap((group) => group.rules);
    const failureRate = rules.find(({ alert }) => alert === 'PressproofFailureRate');
    expect(failureRate?.expr).toMatch(/\[30m\].* > 0\.2\n/);
    expect(failureRate?.annotations.description).toContain('More than 20 %');
    expect(rules.map(({ alert }) => alert)).not.toContain('PressproofMemory');
  });

  test('alert-rules refuses a threshold that is none, with its name', async () => {
    const { code, stdout, stderr } = await cli(['control', 'alert-rules', '--set', 'alerts.rules.failureRate.over=5']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('alerts.rules.failureRate.over');
  });

  test.runIf(PROMTOOL)('alert-rules prints what Prometheus takes', async () => {
    const file = join(scratch, 'pressproof.rules.yml');
    writeFileSync(file, (await cli(['control', 'alert-rules'])).stdout);
    expect(promtool(['check', 'rules', file])).toMatchObject({ agrees: true });
  });
});
