import { invalidArgument } from '../core/errors.js';
import { qualityChart } from './html/chart.js';
import { filterBar, pageHeader, slugLine } from './html/header.js';
import { html, raw, type Markup } from './html/markup.js';
import { chartSources } from './html/chart-sources.js';
import { PAGE_SCRIPT } from './html/script.js';
import { STYLE } from './html/style.js';
import { subjectCard } from './html/subject.js';
import type { RenderInput } from './render.js';
import { VERDICTS_BY_URGENCY } from './summary.js';

/** Nothing is fetched from anywhere, whatever a report's text may say. */
const POLICY = [
  "default-src 'none'",
  'img-src data:',
  "style-src 'unsafe-inline'",
  "script-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const MEDIA = /^data:image\/[a-z0-9.+-]+[;,]/i;

/**
 * One self-contained page: failures first, filter, search, pictures, quality over time.
 * @throws UsageError when a picture is not a `data:image/` URI, since the page must need nothing beside itself
 */
export function renderHtml(input: RenderInput): string {
  const { reports, labels, media } = input;
  media?.forEach((each, index) => {
    for (const role of ['original', 'output'] as const) {
      const uri = each?.[role];
      if (uri !== undefined && !MEDIA.test(uri))
        throw invalidArgument(`media[${index}].${role}`, 'a data:image/ URI', uri);
    }
  });
  const views = reports.map((report, index) => ({
    report,
    index,
    label: labels?.[index],
    media: media?.[index],
    open: reports.length === 1,
  }));
  const urgency = (verdict: (typeof views)[number]['report']['verdict']) => VERDICTS_BY_URGENCY.indexOf(verdict);
  views.sort((a, b) => urgency(a.report.verdict) - urgency(b.report.verdict) || a.index - b.index);
  const charts = reports.some((report) => qualityChart(report) !== null) ? chartParts() : null;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="pressproof" />
        <title>${input.title}</title>
        ${charts?.style}
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <div class="sheet">
          ${slugLine(input)}
          <div class="print">
            ${pageHeader(input)} ${reports.length > 1 ? filterBar(input) : null}
            <main>${views.map(subjectCard)}</main>
            <p class="nothing" hidden>No subject matches. <button type="button" class="reset">Show all</button></p>
          </div>
        </div>
        ${charts?.script}
        <script>
          ${raw(PAGE_SCRIPT)};
        </script>
      </body>
    </html> `;
  return `${page.text.trim()}\n`;
}

/** What charts need: most of a page's bytes, so only where there is one. */
function chartParts(): { style: Markup; script: Markup } {
  const { style, script } = chartSources();
  return {
    style: html`<style>
      ${raw(style)}
    </style>`,
    script: html`<script>
      ${raw(script)};
      drawCharts(document);
    </script>`,
  };
}
