import type { Report } from '../core/report.js';
import { imageChecks } from '../image/checks/index.js';
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
    rules: imageChecks,
    ...(format === 'html' && { media: await Promise.all(reports.map(mediaOf)) }),
  });
}

function titleOf(reports: readonly Report[]): string {
  const [only] = reports;
  return only && reports.length === 1 ? `Proof of ${subjectName(only)}` : `Proof of ${reports.length} files`;
}
