import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../../src/core/decision.js';
import { check, report } from '../../report/samples.js';
import { decision } from '../../observe/decisions.js';

const url = (file: string) => JSON.stringify(new URL(`../../../src/guard/tell/${file}.ts`, import.meta.url).href);

/** What a process of its own writes to stderr for these decisions, and whether it loaded pino for that. */
function logged(decisions: readonly Decision[], level = 'warn') {
  const script = `
    import { createRequire } from 'node:module';
    import { logDecision, setLogLevel } from ${url('log')};
    setLogLevel(${JSON.stringify(level)});
    for (const decision of ${JSON.stringify(decisions)}) logDecision(decision);
    const loaded = Object.keys(createRequire(${url('log')}).cache).some((file) => file.includes('/pino/'));
    process.stdout.write(String(loaded));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    encoding: 'utf8',
    // below the test's own limit, so that it is told which program did not end
    timeout: 100_000,
  });
  const lines = stderr.split('\n').filter((line) => line !== '');
  return {
    lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    loadedPino: stdout === 'true',
    stderr,
  };
}

const payload = 'x'.repeat(5_000);
const failed = decision({
  action: 'reject',
  arm: { experiment: 'lossy', arm: 'treatment', draw: 0.5 },
  report: report({
    mode: 'enforce',
    verdict: 'fail',
    checks: [
      check('file_integrity', 'passed'),
      check('color_count', 'failed', { message: `50 colours ${payload}`, details: { bytes: payload } }),
      check('fps', 'inconclusive', { mode: 'shadow' }),
    ],
  }),
});

describe('the log', () => {
  test('has one line for a failed and one for an inconclusive subject, none for others', () => {
    const { lines } = logged([
      decision(),
      failed,
      decision({ report: report({ verdict: 'inconclusive', checks: [] }) }),
      decision({ report: report({ verdict: 'skipped', checks: [] }), skipped: 'emergency' }),
    ]);
    expect(lines).toMatchObject([
      {
        level: 40,
        id: failed.id,
        verdict: 'fail',
        suite: 'image',
        mode: 'enforce',
        action: 'reject',
        operation: 'color_reduction',
        engine: 'gifsicle',
        experiment: 'lossy',
        arm: 'treatment',
        coverage: 'full',
        output: 'out/a.gif',
        msg: 'validation: fail',
      },
      { level: 40, verdict: 'inconclusive', msg: 'validation: inconclusive' },
    ]);
  });

  test('names the checks that found something, in short, and carries no payload', () => {
    const { lines, stderr } = logged([failed]);
    expect(lines[0]?.['checks']).toEqual([
      { id: 'color_count', outcome: 'failed', message: expect.stringMatching(/^50 colours x+$/) as string },
      { id: 'fps', outcome: 'inconclusive', mode: 'shadow', message: 'fps says inconclusive' },
    ]);
    // two messages of at most 200 characters among 20 short fields
    expect(Buffer.byteLength(stderr)).toBeLessThan(1_500);
    expect(stderr).not.toContain('a'.repeat(64));
  });

  test.each([
    ['info', 2],
    ['error', 0],
    ['silent', 0],
  ])('at level %s has %i lines for a pass and a fail', (level, count) => {
    expect(logged([decision(), failed], level).lines).toHaveLength(count);
  });

  test('loads pino when there is something to say, not before', () => {
    expect(logged([decision()]).loadedPino).toBe(false);
    expect(logged([failed]).loadedPino).toBe(true);
  });
});
