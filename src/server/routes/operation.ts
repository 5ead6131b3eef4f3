import { scrape } from '../../guard/record/metrics.js';
import { renderHealthPage } from '../pages/health.js';
import { HttpProblem } from '../problem.js';
import type { Ask, Route } from '../route.js';
import { healthSchema, liveSchema, readySchema } from '../schemas/answer.js';

export const liveRoute: Route = {
  method: 'get',
  path: '/livez',
  summary: 'Whether the process answers',
  description: 'Needs no token. Who gets no answer should restart it.',
  open: true,
  answers: { 200: { description: 'It does', content: { 'application/json': liveSchema } } },
  problems: {},
  handle: async () => await Promise.resolve({ status: 200, json: { status: 'live' } }),
};

export const readyRoute: Route = {
  method: 'get',
  path: '/readyz',
  summary: 'Whether requests are taken',
  description: 'They are not while the server stops, and while its configuration cannot be read.',
  answers: { 200: { description: 'They are', content: { 'application/json': readySchema } } },
  problems: { 503: 'They are not, and why' },
  async handle(_, { health }) {
    const { reasons } = health.now();
    const why = reasons.find(({ code }) => code === 'stopping' || code === 'configuration_unreadable');
    if (why) throw new HttpProblem(503, why.code, why.detail);
    return await Promise.resolve({ status: 200, json: { status: 'ready' } });
  },
};

export const healthRoute: Route = {
  method: 'get',
  path: '/healthz',
  summary: 'healthy, degraded or unhealthy, and why',
  description: 'A page where a browser asks.',
  answers: {
    200: {
      description: 'healthy, or degraded: it works, and somebody should look',
      content: { 'application/json': healthSchema, 'text/html': 'text' },
    },
    503: {
      description: 'unhealthy: it does not do what it is for',
      content: { 'application/json': healthSchema, 'text/html': 'text' },
    },
  },
  problems: {},
  async handle(ask, { health }) {
    const now = health.now();
    const status = now.status === 'unhealthy' ? 503 : 200;
    const headers = { Vary: 'Accept' };
    if (!wantsPage(ask)) return await Promise.resolve({ status, headers, json: now });
    return { status, headers, text: { type: 'text/html; charset=utf-8', body: renderHealthPage(now, new Date()) } };
  },
};

/** Browsers name text/html; programs name nothing, or JSON. */
function wantsPage({ incoming }: Ask): boolean {
  return /\btext\/html\b/.test(incoming.headers.accept ?? '');
}

export const metricsRoute: Route = {
  method: 'get',
  path: '/metrics',
  summary: 'Figures for Prometheus',
  description: 'With a token where the server has one: `authorization` of scrape_config sends it.',
  answers: { 200: { description: "Prometheus' text format", content: { 'text/plain': 'text' } } },
  problems: {},
  async handle() {
    const { contentType, text } = await scrape();
    return { status: 200, text: { type: contentType, body: text } };
  },
};
