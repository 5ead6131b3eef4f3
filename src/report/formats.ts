import type { Renderer } from './render.js';

/**
 * Every file format of a report: `--format NAME`. A new one is one file and one line here. Each is loaded when it is
 * asked for: a page's parts take longer to load than most pages to render.
 */
export const RENDERERS = {
  json: async () => (await import('./json.js')).renderJson,
  markdown: async () => (await import('./markdown.js')).renderMarkdown,
  junit: async () => (await import('./junit.js')).renderJunit,
  sarif: async () => (await import('./sarif.js')).renderSarif,
  html: async () => (await import('./html.js')).renderHtml,
} as const satisfies Readonly<Record<string, () => Promise<Renderer>>>;

export type ReportFormat = keyof typeof RENDERERS;

export const REPORT_FORMATS = Object.keys(RENDERERS) as readonly ReportFormat[];
