import type { Report } from '../../core/report.js';
import { chartFigure, qualityChart } from '../html/chart.js';
import { checkTable } from '../html/checks.js';
import { html } from '../html/markup.js';
import { factList } from '../html/subject.js';
import type { Command } from './model.js';

/** What the dialog shows of a report, as the page's script inserts it. */
export interface ItemRecord {
  /** Escaped here: names and messages are text in it. */
  readonly html: string;
  readonly commands: readonly Command[];
}

export function recordOf(report: Report, commands: readonly Command[]): ItemRecord {
  const chart = qualityChart(report);
  const parts = html`${chart ? chartFigure(chart) : null} ${checkTable(report)} ${factList(report, undefined)}`;
  return { html: parts.text, commands };
}
