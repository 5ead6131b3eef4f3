import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Coverage, Report } from '../../src/core/report.js';
import { cleanEnvironment, told } from '../faults/calls.js';
import { httpReceiver, status } from '../observe/alerts/receivers.js';
import { jsonLines, resultOf } from '../support/cli.js';
import { temporaryFolder } from '../support/engine-run.js';
import { animated } from './animated.js';

const PROGRAM = fileURLToPath(new URL('./load.mjs', import.meta.url));
/** Comparing it takes tens of times as long as comparing the light one, on any machine. */
const HEAVY = { width: 320, height: 240, frames: 40 };
const LIGHT = { width: 32, height: 24, frames: 4 };
/** A level of the palette of an 8 bit colour that nobody sees. */
const FADE = 2;

interface Line {
  readonly phase?: 'heavy' | 'light';
  readonly coverage?: Coverage;
  readonly verdict?: Report['verdict'];
  readonly unfit?: Report['verdict'];
  /** What each check demanded; `normal`: of the heavy file without load. */
  readonly limits?: Readonly<Record<string, unknown>>;
  readonly normal?: Readonly<Record<string, unknown>>;
  readonly gauge?: number;
  readonly onReducedCoverage?: string;
  readonly exists?: boolean;
  readonly thrown?: string | null;
  readonly coverages?: readonly Coverage[];
  readonly after?: Coverage;
}

// a deadline against a program that never gets there; it takes 20 s of processor time, of which a busy machine gives a tenth
test(
  'under load a process looks at less, says so everywhere, stays as strict, and recovers',
  { timeout: 600_000 },
  async () => {
    const folder = temporaryFolder();
    const hook = await httpReceiver(status(200));
    const write = (name: string, bytes: Uint8Array): string => {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      return path;
    };
    const heavy = {
      original: write('heavy.gif', animated(HEAVY)),
      output: write('faded.gif', animated({ ...HEAVY, fade: FADE })),
    };
    const light = {
      original: write('light.gif', animated(LIGHT)),
      output: write('pale.gif', animated({ ...LIGHT, fade: FADE })),
    };
    const lost = animated({ ...HEAVY, frames: HEAVY.frames - 5, fade: FADE });
    const shorter = { original: heavy.original, output: write('shorter.gif', lost) };

    const task = JSON.stringify({ light, heavy, shorter, folder, hook: hook.url });
    const child = spawn(process.execPath, [PROGRAM, task], {
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { code, stdout, stderr } = await resultOf(child);
    const log = jsonLines(stderr);
    expect(code).toBe(0);
    const lines = jsonLines(stdout) as Line[];
    const coverages = (phase: string) => lines.filter((line) => line.phase === phase).map(({ coverage }) => coverage);

    // down the ladder, each report saying what was left out and why
    expect(coverages('heavy')).toContainEqual(
      expect.objectContaining({ level: 'sampled', limitedBy: 'degradation: degraded', couldOverturn: true }),
    );
    expect(coverages('heavy')).toContainEqual(
      expect.objectContaining({ level: 'structural', limitedBy: 'degradation: structural', couldOverturn: true }),
    );
    for (const coverage of [...coverages('heavy'), ...coverages('light')]) {
      expect(coverage?.level === 'full').toBe(coverage?.limitedBy === undefined);
    }
    // nothing that was fit became unfit, and nothing unfit fit
    expect(new Set(lines.flatMap(({ phase, verdict }) => (phase ? [verdict] : [])))).toEqual(new Set(['warn']));
    expect(lines.find(({ unfit }) => unfit)).toMatchObject({ unfit: 'fail' });
    // and each check that was run demanded what it does without load, down to the limits of the pictures
    const normal = lines.find((line) => line.normal)?.normal;
    const heavyOnes = lines.filter(({ phase }) => phase === 'heavy');
    for (const { limits } of heavyOnes) expect(normal).toMatchObject(limits ?? {});
    const sampledOne = heavyOnes.find(({ coverage }) => coverage?.level === 'sampled');
    expect(Object.keys(sampledOne?.limits ?? {})).toEqual(
      expect.arrayContaining(['frame_count', 'fps', 'duration', 'quality_degradation']),
    );

    // what enforce does with less than everything
    const policies = lines.filter(({ onReducedCoverage }) => onReducedCoverage);
    expect(policies).toEqual([
      expect.objectContaining({ onReducedCoverage: 'reject', exists: false, thrown: 'validation_partial' }),
      expect.objectContaining({ onReducedCoverage: 'accept', exists: true, thrown: null }),
      expect.objectContaining({ onReducedCoverage: 'queue-full-check', exists: true, thrown: null }),
    ]);
    expect(policies.map(({ coverages: seen }) => seen?.slice(1).map(({ level }) => level))).toEqual([[], [], ['full']]);

    // and back, told by log, metrics and webhook
    expect(lines.filter(({ gauge }) => gauge !== undefined).map(({ gauge }) => gauge)).toEqual([2, 0]);
    expect(lines.at(-1)?.after).toMatchObject({ level: 'full', couldOverturn: false });
    for (const words of [/^degradation: degraded\. /, /^degradation: structural\. /, /^degradation: normal\. /]) {
      expect(told(log, words)).not.toEqual([]);
    }
    const events = hook.received.map(
      ({ body }) => JSON.parse(body) as { readonly name: string; readonly text: string },
    );
    for (const move of ['from normal to degraded', 'from degraded to structural', 'from degraded to normal']) {
      expect(events.filter(({ name, text }) => name === 'degradation_changed' && text.includes(move))).not.toEqual([]);
    }
  },
);
