import { FILTERS } from './filters.js';
import { ITEM } from './item.js';
import { ORDER } from './order.js';
import { TABLE } from './table.js';
import { UNPACK } from './unpack.js';
import { VIEWER } from './viewer.js';
import { WORDS } from './words.js';

/** Once every row is there: pictures may still be on their way through the parser, and lists get theirs when it ends. */
const START = String.raw`
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const start = async () => {
    await unpackRows();
    document.querySelector('.unpacking').hidden = true;
    form.classList.add('ready');
    markSort();
    // a reloaded page keeps what was typed
    filter.text = search.value;
    showFilter();
    arrange();
    follow();
    document.documentElement.dataset.ready = String(Math.round(performance.now()));
  };
  start().catch((error) => {
    document.querySelector('.unpacking').textContent = 'This browser cannot unpack the results (' + error.message + '); results.csv beside this page has them.';
  });
  addEventListener('DOMContentLoaded', () => rows.ratio && redraw());
`;

/** What the page does by itself. Plain JavaScript for browsers since 2023, kept as text: see html/script.ts. */
export const BATCH_SCRIPT = `(() => {
  'use strict';
${[UNPACK, WORDS, ORDER, TABLE, FILTERS, VIEWER, ITEM, START].join('')}})()`;
