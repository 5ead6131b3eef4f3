/**
 * Measures every pair of a corpus folder (layout: pairs/pairs.jsonl) and writes one line of metrics a pair, so that the
 * limits of quality_degradation can be set and checked: npm run calibrate -- DIR > metrics.jsonl
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameList, FrameQuality } from '../src/image/quality/comparison.js';
import { comparePlan } from '../src/image/quality/compare.js';
import { planByTime, plansByOtherClocks } from '../src/image/quality/plan.js';
import { DEFAULT_BUDGET } from '../src/image/reader.js';
import { ImageSubject } from '../src/image/subject.js';

interface Pair {
  original: string;
  output: string;
  variant: string;
  class: string;
  declared: { operation: string; ratio?: number };
  verdict_expected: Record<string, { verdict: string; reason: string }>;
  extra_expected: Record<string, string | boolean | null>;
}

const folder = process.argv[2];
if (folder === undefined) throw new Error('Expected the corpus folder as argument');
const pairs = readFileSync(join(folder, 'pairs', 'pairs.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Pair);

for (const [index, pair] of pairs.entries()) {
  const { quality } = pair.verdict_expected;
  process.stdout.write(
    `${JSON.stringify({
      original: pair.original,
      variant: pair.variant,
      class: pair.class,
      expected: quality?.verdict,
      reason: quality?.reason,
      transparency: pair.extra_expected.transparency ?? null,
      ...(await measure(folder, pair)),
    })}\n`,
  );
  process.stderr.write(`\r${index + 1} of ${pairs.length}`);
}

async function measure(root: string, pair: Pair): Promise<Record<string, unknown>> {
  const original = new ImageSubject({ path: join(root, pair.original) }, DEFAULT_BUDGET);
  const output = new ImageSubject({ path: join(root, 'pairs', pair.output) }, DEFAULT_BUDGET);
  try {
    const [a, b] = [await original.structure(), await output.structure()];
    if (!a.measured || !b.measured) return { unmeasured: 'structure' };
    const integrity = await output.integrity();
    if (!integrity.measured || !integrity.value.complete) return { unmeasured: 'integrity' };
    if (a.value.width !== b.value.width || a.value.height !== b.value.height) return { unmeasured: 'dimensions' };
    const from = { reader: original.reader(), structure: a.value };
    const to = { reader: output.reader(), structure: b.value };
    const delays = { original: a.value.delaysMs, output: b.value.delaysMs, frameRatio: pair.declared.ratio ?? 1 };
    const corrected: Summary[] = [];
    for (const [, plan] of plansByOtherClocks(delays))
      corrected.push(summary((await comparePlan(from, to, plan)).frames));
    return { ...summary((await comparePlan(from, to, planByTime(delays))).frames), corrected };
  } finally {
    original.close();
    output.close();
  }
}

type Summary = Record<string, number | null>;

function summary(frames: FrameList): Summary {
  const of = (pick: (frame: FrameQuality) => number | null): number[] =>
    frames.map(pick).filter((value) => value !== null);
  const mean = (values: number[]): number | null =>
    values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
  const least = (values: number[]): number | null => (values.length === 0 ? null : Math.min(...values));
  const most = (values: number[]): number | null => (values.length === 0 ? null : Math.max(...values));
  return {
    pairs: frames.length,
    ssimMean: mean(of((f) => f.ssim)),
    ssimMin: least(of((f) => f.ssim)),
    psnrMin: least(of((f) => f.psnr)),
    mseMean: mean(of((f) => f.mse)),
    mseMax: most(of((f) => f.mse)),
    deltaEMean: mean(of((f) => f.deltaE)),
    deltaEMax: most(of((f) => f.deltaE)),
    deltaEP95Max: most(of((f) => f.deltaEP95)),
    localDeltaEMax: most(of((f) => f.localDeltaE)),
    localStructureMin: least(of((f) => f.localStructure)),
    gmsdMean: mean(of((f) => f.gmsd)),
    gmsdMax: most(of((f) => f.gmsd)),
    gradientMin: least(of((f) => f.gradientRatio)),
    gradientMax: most(of((f) => f.gradientRatio)),
    flickerMax: most(of((f) => f.flicker)),
    flickerMean: mean(of((f) => f.flicker)),
    lateMax: most(of((f) => f.late)),
    earlyMax: most(of((f) => f.early)),
    alphaMax: most(of((f) => f.alphaChanged)),
  };
}
