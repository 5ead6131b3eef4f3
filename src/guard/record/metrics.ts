import type { Registry } from 'prom-client';
import { reasonOf } from '../../core/errors.js';
import type { LiveState } from '../../core/state.js';
import { SUITE_CHECKS } from '../../config/suite-checks.js';
import type { Metrics } from '../../observe/metrics/metrics.js';
import { SparseLog } from '../tell/sparse-log.js';
import { liveState } from './state.js';
import { VERSION } from '../tool.js';

let counting = false;
let metrics: Promise<Metrics> | undefined;

/** What a process answers a scrape with. */
export interface Scrape {
  readonly contentType: string;
  readonly text: string;
}

/**
 * The figures of this process for Prometheus, from its first decision on.
 * @param register - a registry of prom-client that the application scrapes already: the figures join it, now and for
 *   its own scrapes
 * @example
 * app.get('/metrics', async (_, answer) => { const { contentType, text } = await scrape(); answer.type(contentType).send(text); });
 * @throws UsageError for a registry in OpenMetrics' format
 */
export async function scrape(register?: Registry): Promise<Scrape> {
  const all = await common();
  if (register === undefined) return { contentType: all.contentType, text: await all.text() };
  all.addTo(register);
  return { contentType: register.contentType, text: await register.metrics() };
}

/** The figures of this process; null where nobody can scrape them. */
export async function metricsIfCounting(): Promise<Metrics | null> {
  return counting ? await common() : null;
}

/**
 * From here on decisions are counted. The library does it and so does the server; for a command that ends after its work
 * nobody could scrape it, and prom-client takes 15 ms to load.
 */
export function countDecisions(): void {
  counting = true;
}

async function common(): Promise<Metrics> {
  metrics ??= import('../../observe/metrics/metrics.js').then(
    ({ Metrics: Counting }) => new Counting({ version: VERSION, suites: SUITE_CHECKS, state: stateIfKnown }),
  );
  return await metrics;
}

const trouble = new SparseLog();

/** null where a configuration cannot be read: counters are told all the same. */
function stateIfKnown(): LiveState | null {
  try {
    return liveState();
  } catch (error) {
    trouble.tell('metrics', `the gauges of the mode and its switches are left out: ${reasonOf(error)}`);
    return null;
  }
}
