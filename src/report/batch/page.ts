import { createHash } from 'node:crypto';
import { chartSources } from '../html/chart-sources.js';
import { html, raw, type Markup } from '../html/markup.js';
import { STYLE } from '../html/style.js';
import { plain } from '../terminal/text.js';
import { batchHeader, batchSlug } from './header.js';
import { jsonElement } from './islands.js';
import { STATUS_SYMBOLS, STATUS_WORDS, STATUSES_BY_URGENCY, type BatchPage } from './model.js';
import { frontSection } from './plot.js';
import { recipeSection } from './recipes.js';
import { itemDialog, resultsSection } from './results.js';
import { BATCH_SCRIPT } from './script/index.js';
import { ITEM_STYLE } from './style-item.js';
import { BATCH_STYLE } from './style.js';
import { TONES } from './tones.js';
import { trustSection } from './trust.js';

/**
 * The page in the order in which it is written: everything that is read without a script, then the rows, then what makes
 * them a table, then reports and pictures, which nobody has to wait for.
 */
export interface PageParts {
  readonly start: string;
  /** After the islands of rows. */
  readonly scripts: string;
  readonly end: string;
}

export function pageParts(page: BatchPage): PageParts {
  const chart = chartSources();
  const start = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy([chart.script, BATCH_SCRIPT])}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="pressproof" />
        <title>${plain(page.title)}</title>
        <style>
          ${raw(chart.style)}
          ${raw(STYLE)}
          ${raw(BATCH_STYLE)}
          ${raw(ITEM_STYLE)}
        </style>
      </head>
      <body class="batch">
        <div class="sheet">
          ${batchSlug(page)}
          <div class="print">
            ${batchHeader(page)}
            <main>${page.total === 0 ? null : sections(page)}</main>
          </div>
        </div>
        ${itemDialog()} ${jsonElement('page', forScript(page))}
      </body>
    </html> `;
  const scripts = page.total === 0 ? '' : [script(chart.script), script(BATCH_SCRIPT)].join('');
  return { start: start.text.trim(), scripts, end: '</body></html>\n' };
}

function sections(page: BatchPage): Markup {
  return html`${trustSection(page)} ${frontSection(page)} ${recipeSection(page)} ${resultsSection(page)}`;
}

/** Nothing is fetched from anywhere, and only our own scripts run: reports are inserted as HTML later on. */
function policy(scripts: readonly string[]): string {
  const hashes = scripts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  return [
    "default-src 'none'",
    'img-src data:',
    "style-src 'unsafe-inline'",
    `script-src ${hashes.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Exactly the text that the policy has the digest of. */
function script(text: string): string {
  return `<script>${text}</script>\n`;
}

function forScript({ rows, recipes, checks, showItem, budget, lone }: BatchPage): object {
  const statuses = STATUSES_BY_URGENCY.map((status) => ({
    word: STATUS_WORDS[status],
    symbol: STATUS_SYMBOLS[status],
    tone: TONES[status],
  }));
  const lines = recipes.map(({ label, engines }) => ({ label, engines }));
  return { rows, statuses, recipes: lines, checks, showItem, budget, lone };
}
