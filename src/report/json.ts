import { jsonText } from '../core/visible.js';
import type { RenderInput } from './render.js';

/** One JSON document a line, one line a report: a single report is one document, many are JSON Lines. */
export function renderJson({ reports }: Pick<RenderInput, 'reports'>): string {
  return reports.map((report) => `${jsonText(report)}\n`).join('');
}
