import type { Report } from '../core/report.js';
import type { Rule } from '../report/render.js';
import { RENDERERS, type ReportFormat } from '../report/formats.js';
import { subjectName } from '../report/summary.js';
import { mediaOf } from './media.js';

/** Reports as one document of a format. JSON needs none of this: see rendered() in reporting.ts. */
export async function documentOf(format: ReportFormat, reports: readonly Report[]): Promise<string> {
  const render = await RENDERERS[format]();
  return render({
    reports,
    title: titleOf(reports),
    generatedAt: new Date().toISOString(),
    rules: await rulesOf(reports),
    ...(format === 'html' && { media: await Promise.all(reports.map(mediaOf)) }),
  });
}

/** The checks of each suite, by the name that reports have for it. */
const RULES: Readonly<Record<string, () => Promise<readonly Rule[]>>> = {
  image: async () => (await import('../image/checks/index.js')).imageChecks,
  artifact: async () => (await import('../artifact/checks/index.js')).artifactChecks,
};

/** Documentation of the checks of all suites that reports are of; suites that share an id share its first rule. */
async function rulesOf(reports: readonly Report[]): Promise<readonly Rule[]> {
  const suites = new Set(reports.map(({ suite }) => suite));
  const rules = await Promise.all([...suites].map(async (suite) => (await RULES[suite]?.()) ?? []));
  return rules.flat().filter(({ id }, index, all) => all.findIndex((other) => other.id === id) === index);
}

function titleOf(reports: readonly Report[]): string {
  const [only] = reports;
  return only && reports.length === 1 ? `Proof of ${subjectName(only)}` : `Proof of ${reports.length} files`;
}
