import { VERSION } from '../../guard/tool.js';
import type { BatchPage, RecipeLine } from '../../report/batch/model.js';
import { shell } from '../../report/command-line.js';
import { countText, percentText } from '../../report/units.js';
import type { RunRecord } from '../journal/run-record.js';
import type { RunReader } from '../journal/reader.js';
import type { RecipeGroup } from '../results/summary/index.js';
import { byTrust } from '../results/text/groups.js';
import { failing } from '../results/text/reasons.js';
import type { Collected } from './collect.js';
import { findingsOf } from './findings.js';

/** The summary of a run as the page shows it; every figure is the summary's. */
export function overviewOf({ run, folder }: RunReader, { summary, ...found }: Collected, budget: number): BatchPage {
  const { total, inputs } = summary;
  const { input, output } = total.bytes;
  const failed = failing(summary.reasons, 'failed');
  return {
    title: TITLES[run.job](countText(total.items)),
    subtitle: `${sourcesText(run)} Begun ${run.startedAt.slice(0, 16).replace('T', ' ')} UTC.`,
    version: VERSION,
    finishedAt: found.finishedAt,
    total: total.items,
    rows: found.candidates.length,
    inputs: inputs.count,
    statuses: total.statuses,
    judged: total.fit.of,
    kept: input === 0 ? null : { original: input, output, results: total.statuses.pass + total.statuses.warn },
    findings: findingsOf(summary),
    recipes: summary.recipes.toSorted(byTrust).map((recipe) => lineOf(recipe, run, failed)),
    checks: found.checks,
    lone: LONE[run.job] ?? 'original',
    showItem: `${shell(['pressproof', 'report', folder, '--item'])} `,
    budget,
  };
}

/** What jobs call the one file that they look at. */
const LONE: Readonly<Partial<Record<RunRecord['job'], BatchPage['lone']>>> = { scan: 'file', artifacts: 'file' };

type Failing = ReturnType<typeof failing>[number];

const TITLES: Readonly<Record<RunRecord['job'], (count: string) => string>> = {
  compress: (count) => `Proof of ${count} outputs`,
  validate: (count) => `Proof of ${count} pairs`,
  scan: (count) => `Scan of ${count} files`,
  artifacts: (count) => `Proof of ${count} models`,
};

/** Named, so that a page that lies about is known again; of many inputs the first ones. */
const MOST_SOURCES = 3;

function sourcesText({ inputs, job, against }: RunRecord): string {
  const named = inputs.slice(0, MOST_SOURCES).join(', ');
  const more = inputs.length > MOST_SOURCES ? ` and ${countText(inputs.length - MOST_SOURCES)} more` : '';
  const beside = job === 'validate' && against !== null ? ` beside ${against}` : '';
  return `From ${named}${more}${beside}.`;
}

function lineOf(recipe: RecipeGroup, { recipes }: RunRecord, failed: readonly Failing[]): RecipeLine {
  const { name, engine, items, statuses, trust, sizeRatio, ssim, compressMs, onFront, fit } = recipe;
  const stages = recipes.find(({ label }) => label === name)?.stages;
  return {
    label: name,
    engines: stages ? [...new Set(stages.map((stage) => stage.engine))] : [engine],
    results: items,
    statuses,
    trust,
    fit,
    why: whyText(recipe, failed),
    sizeRatio: sizeRatio?.mean ?? null,
    quality: ssim?.mean ?? null,
    worstQuality: ssim?.worst ?? null,
    compressMs: compressMs?.median ?? null,
    onFront,
  };
}

/** What fails most often for a recipe, or what is known of one for which nothing does. */
function whyText({ name, fit, statuses }: RecipeGroup, failed: readonly Failing[]): string | null {
  const first = failed.find(({ recipe }) => recipe === name);
  const none = statuses.error + statuses.set_aside;
  const without = `no output of ${countText(none)} ${none === 1 ? 'input' : 'inputs'}`;
  if (first) {
    const over = first.findings.length === 0 ? '' : ` (${first.findings.slice(0, MOST_LIMITS).join(', ')})`;
    const fails = `${countText(first.count)} of ${countText(first.of)} judged fail ${first.check}${over}`;
    return none === 0 ? fails : `${fails}; ${without}`;
  }
  if (none > 0) return without;
  if (fit.of === 0) return null;
  return `none of ${countText(fit.of)} failed: at least ${percentText(fit.low)} are fit`;
}

/** A check may stumble over a dozen limits; the first ones say what is wrong. */
const MOST_LIMITS = 3;
