import { join } from 'node:path';
import { probe, scan, type ProbeResult, type Report } from '../../src/index.js';
import type { Comparison } from './tally.js';

interface Colors {
  readonly colors_all_frames: number | null;
  readonly colors_max_per_frame: number | null;
  readonly has_transparent_pixels: boolean | null;
}

/** What of a line of truth.jsonl is compared; null where the independent tools do not agree. */
export interface Truth {
  readonly file: string;
  readonly consensus: {
    readonly is_gif: boolean;
    readonly decodes_completely: boolean | null;
    readonly integrity_expected: 'pass' | 'any' | 'fail';
    readonly size: readonly [number, number] | null;
    readonly frame_count: number | null;
    readonly delays_cs: readonly number[] | null;
    readonly duration_cs_browser: number | null;
    readonly fps_browser: number | null;
    readonly loop_raw: number | 'none' | null;
    readonly distinct_colors: number | null;
    readonly max_colors_in_a_frame: number | null;
    readonly has_transparent_pixels: boolean | null;
  };
  readonly composited: { readonly browser_rules?: Colors | null };
}

interface Field {
  readonly name: string;
  /** null: nothing is known, nothing is compared. */
  readonly theirs: unknown;
  readonly ours: unknown;
}

/** Probes and scans one file of the corpus and compares every field on which there is a truth. */
export async function compareTruth(folder: string, truth: Truth): Promise<Comparison[]> {
  const path = join(folder, truth.file);
  const [facts, report] = await Promise.all([probe(path), scan(path, { checks: ['file_integrity'], mode: 'alert' })]);
  const problems = 'error' in facts ? facts.error.message : facts.problems.map(({ message }) => message).join('; ');
  return [...factFields(truth, facts), ...integrity(truth, report)]
    .filter(({ theirs }) => theirs !== null && theirs !== undefined)
    .map(({ name, theirs, ours }) => ({
      key: `truth:${truth.file}:${name}`,
      group: `truth  ${name}`,
      agrees: JSON.stringify(ours) === JSON.stringify(theirs),
      ours,
      theirs,
      note: problems,
    }));
}

function factFields({ consensus, composited }: Truth, facts: ProbeResult): Field[] {
  const read = 'error' in facts ? null : facts;
  const animated = (consensus.frame_count ?? 0) > 1;
  // where the tools disagree on colours, the corpus gives those of a compositor by the browsers' rules
  const seen = composited.browser_rules;
  const union = consensus.distinct_colors ?? seen?.colors_all_frames ?? null;
  const maxPerFrame = consensus.max_colors_in_a_frame ?? seen?.colors_max_per_frame ?? null;
  const transparent = consensus.has_transparent_pixels ?? seen?.has_transparent_pixels ?? null;
  const { size, frame_count: frames, delays_cs: delays, duration_cs_browser: duration, loop_raw: loop } = consensus;
  return [
    {
      name: 'format',
      theirs: consensus.is_gif ? 'gif' : 'none',
      ours: read?.format ?? (isGif(facts) ? 'gif' : 'none'),
    },
    { name: 'complete', theirs: consensus.decodes_completely, ours: read?.complete ?? false },
    { name: 'size', theirs: size, ours: read && [read.width, read.height] },
    { name: 'frames', theirs: frames, ours: read?.frames ?? 0 },
    { name: 'delaysMs', theirs: delays && delays.map((delay) => 10 * delay), ours: read?.delaysMs ?? [] },
    { name: 'durationMs', theirs: animated && duration !== null ? 10 * duration : null, ours: read?.durationMs },
    { name: 'fps', theirs: animated ? hundredths(consensus.fps_browser) : null, ours: hundredths(read?.fps ?? null) },
    // "none" is a truth of its own, and null none: both sides are spelt
    { name: 'loopCount', theirs: loop, ours: read && (read.loopCount ?? 'none') },
    { name: 'colors.union', theirs: union, ours: read?.colors?.union ?? null },
    { name: 'colors.maxPerFrame', theirs: maxPerFrame, ours: read?.colors?.maxPerFrame ?? null },
    { name: 'transparent', theirs: transparent, ours: read?.transparent ?? null },
  ];
}

/** A file without anything readable is still a GIF when its signature is one. */
function isGif(facts: ProbeResult): boolean {
  return 'error' in facts && !['not_an_image', 'unsupported_format', 'empty_file'].includes(facts.error.code);
}

function hundredths(value: number | null): number | null {
  return value === null ? null : Math.round(100 * value) / 100;
}

function integrity({ consensus }: Truth, report: Report): Field[] {
  const outcome = report.checks[0]?.outcome;
  const ours =
    outcome === 'passed' || outcome === 'warned' ? 'pass' : outcome === 'failed' ? 'fail' : (outcome ?? null);
  return [
    { name: 'integrity', theirs: consensus.integrity_expected === 'any' ? null : consensus.integrity_expected, ours },
  ];
}
