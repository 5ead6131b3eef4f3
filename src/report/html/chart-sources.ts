import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { CHART_SCRIPT } from './script.js';

/**
 * uPlot as its package ships it, with the licence that copies must carry, and what draws with it. Read when a page needs
 * it, since most of its bytes are here.
 */
export function chartSources(): { readonly style: string; readonly script: string } {
  const require = createRequire(import.meta.url);
  const read = (file: string) => readFileSync(require.resolve(`uplot/${file}`), 'utf8');
  const script = [`/*! ${read('LICENSE')} */`, `${read('dist/uPlot.iife.min.js')};`, CHART_SCRIPT].join('\n');
  return { style: read('dist/uPlot.min.css'), script };
}
