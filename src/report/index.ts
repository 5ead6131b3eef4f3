import { renderHtml } from './html.js';
import { renderJson } from './json.js';
import { renderJunit } from './junit.js';
import { renderMarkdown } from './markdown.js';
import type { Renderer } from './render.js';
import { renderSarif } from './sarif.js';

/** Every file format of a report: `--format NAME`. A new one is one file and one line here. */
export const RENDERERS = {
  json: renderJson,
  markdown: renderMarkdown,
  junit: renderJunit,
  sarif: renderSarif,
  html: renderHtml,
} as const satisfies Readonly<Record<string, Renderer>>;

export type ReportFormat = keyof typeof RENDERERS;

export const REPORT_FORMATS = Object.keys(RENDERERS) as readonly ReportFormat[];

export { renderHtml, renderJson, renderJunit, renderMarkdown, renderSarif };
export { toGifLabResult, type GifLabResult, type GifLabValidation } from './giflab.js';
export type { Media, Renderer, RenderInput, Rule } from './render.js';
export { reportJsonSchema } from './schema.js';
export { renderTerminal, type TerminalInput } from './terminal.js';
