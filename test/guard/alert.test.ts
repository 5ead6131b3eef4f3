import { chmodSync, copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/core/report.js';
import { gifenc } from '../../src/engines/index.js';
import { guard } from '../../src/guard/guard.js';
import { copying, cutting, silent } from '../support/compressors.js';
import { ball, folder, original, output } from '../support/guard-place.js';

describe('alert', () => {
  test('publishes and attaches the verdict to every key of the result', async () => {
    const { validation, ...rest } = await guard(cutting())(ball, output);
    expect(rest).toEqual({ engine: 'cutting', wrote: output });
    expect(validation).toMatchObject({ verdict: 'fail', mode: 'alert', modeSource: 'default' });
    expect(readFileSync(output)).toHaveLength(Math.floor(original.length * 0.6));
  });

  test('a result speaks of the destination, not of our temporary file', async () => {
    const engine = {
      name: 'talkative',
      compress: async (from: string, to: string) => {
        copyFileSync(from, to);
        const result = { path: to, command: ['talkative', '-o', to], at: new Date(0), self: null as unknown };
        result.self = result;
        return result;
      },
    };
    const odd = join(folder, 'a$&b$$.gif');
    const { validation, path, command, at } = await guard(engine)(ball, odd);
    expect({ path, command, at }).toEqual({ path: odd, command: ['talkative', '-o', odd], at: new Date(0) });
    expect(validation?.subject.output?.path).toBe(odd);
  });

  test('the new file may be read by whom the older one could be', async () => {
    writeFileSync(output, 'older');
    chmodSync(output, 0o640);
    await guard(gifenc())(ball, output, { colors: 32 });
    expect(statSync(output).mode & 0o777).toBe(0o640);
  });

  test('an engine that wrote nothing leaves the older file, as it would alone', async () => {
    writeFileSync(output, 'older');
    expect((await guard(silent())(ball, output)).validation?.verdict).toBe('fail');
    expect(readFileSync(output, 'utf8')).toBe('older');
  });

  test('gives every report to onReport, whose errors are its own', async () => {
    const reports: Report[] = [];
    const shrink = guard(copying(), {
      onReport: async (report) => {
        reports.push(report);
        throw new Error('the recorder is down');
      },
    });
    const { validation } = await shrink(ball, output);
    expect(reports).toEqual([validation]);
  });
});
