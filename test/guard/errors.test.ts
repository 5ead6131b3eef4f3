import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { guard } from '../../src/guard/guard.js';
import { compressor, copying, failing } from '../support/compressors.js';
import { ball, folder, original, output } from '../support/guard-place.js';

describe('errors and aborts', () => {
  test.each([
    ['alert', 'older'],
    ['enforce', 'older'],
    ['shadow', 'half a file'],
  ] as const)('in %s the engine’s error surfaces unchanged, and there is %j', async (mode, left) => {
    const error = new Error('no such colour');
    writeFileSync(output, 'older');
    await expect(guard(failing(error), { mode })(ball, output)).rejects.toBe(error);
    expect(readFileSync(output, 'utf8')).toBe(left);
    expect(readdirSync(folder)).toEqual(['out.gif']);
  });

  test.each(['alert', 'enforce'] as const)('in %s an abort after the compression publishes nothing', async (mode) => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const engine = compressor('late', async (_, to) => {
      writeFileSync(to, original);
      controller.abort(reason);
    });
    await expect(guard(engine, { mode })(ball, output, {}, controller.signal)).rejects.toBe(reason);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('hands the signal to the engine', async () => {
    const signal = new AbortController().signal;
    let seen: AbortSignal | undefined;
    const engine = compressor('watching', async (_, to, given) => {
      seen = given;
      writeFileSync(to, original);
    });
    await guard(engine)(ball, output, {}, signal);
    expect(seen).toBe(signal);
  });

  test('a destination that is no place for a file is refused before anything runs', async () => {
    const engine = copying();
    mkdirSync(output);
    await expect(guard(engine)(ball, output)).rejects.toThrow('for output but received');
    await expect(guard(engine)(ball, '/dev/null')).rejects.toThrow('for output but received');
    await expect(guard(engine)(ball, join(folder, 'none', 'a.gif'))).rejects.toMatchObject({
      code: 'output_unwritable',
    });
    expect(engine.results).toEqual([]);
  });

  test('wrong options are refused when the guard is made', () => {
    expect(() => guard(copying(), { limits: { maxFps: -1 } })).toThrow('limits.maxFps');
    expect(() => guard(copying(), { mode: 'loud' as 'alert' })).toThrow('mode');
    expect(() => guard(copying(), { quarantine: 'rejected' } as object)).toThrow('received "quarantine"');
  });
});
