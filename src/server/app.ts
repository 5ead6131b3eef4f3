import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import { randomUUID } from 'node:crypto';
import { reasonOf, UsageError, type PressproofError } from '../core/errors.js';
import { log } from '../guard/tell/log.js';
import { settingsFor } from '../guard/plan/settings.js';
import { stopwatch } from '../guard/stopwatch.js';
import { refuseForeign, refuseWithoutToken, type AccessRules } from './access.js';
import { readBody } from './body/read.js';
import type { ServerPackages } from './packages.js';
import { HttpProblem, refusalOf } from './problem.js';
import { responseOf, sendFile } from './respond.js';
import { isAddress, type Answer, type Route, type Services } from './route.js';
import type { RequestFiles, Spool } from './spool.js';
import type { Traffic, Work } from './traffic.js';

type Env = { Bindings: HttpBindings };

export interface AppParts {
  readonly packages: ServerPackages;
  readonly services: Services;
  readonly access: AccessRules;
  readonly spool: Spool;
  readonly traffic: Traffic;
  readonly routes: readonly Route[];
}

/** Every request takes the same way: who asks, what for, whether there is room, the work, the answer, one line of log. */
export function buildApp(parts: AppParts): Hono<Env> {
  const { Hono: App } = parts.packages;
  const app = new App<Env>();
  for (const route of parts.routes) {
    app.on(route.method.toUpperCase(), route.path.replaceAll(/\{(\w+)\}/g, ':$1'), (context) =>
      answered(context, route, parts),
    );
  }
  app.notFound((context) => answered(context, null, parts));
  return app;
}

async function answered(context: Context<Env>, route: Route | null, parts: AppParts): Promise<Response> {
  const { incoming, outgoing } = context.env;
  const id = randomUUID();
  const elapsed = stopwatch();
  const files = parts.spool.forRequest();
  let answer: Answer;
  try {
    answer = await answerOf(context, route, files, parts);
  } catch (error) {
    answer = answerTo(error, files, id);
  }
  // a connection that stays open would be one that nobody listens to any more
  if (parts.traffic.stopping) answer = { ...answer, headers: { ...answer.headers, Connection: 'close' } };
  // who does not take its answer must not hold its place
  outgoing.setTimeout(parts.services.settings.answerTimeoutMs, () => outgoing.destroy());
  outgoing.once('close', () => {
    const { status, report } = answer;
    const line = { id, method: incoming.method, route: route?.path ?? null, status, ms: Math.round(elapsed()) };
    const judged = report && { report: report.id, verdict: report.verdict };
    log()[status >= 500 ? 'warn' : 'info']({ ...line, ...judged }, 'request');
  });
  try {
    if (!answer.file) return responseOf(answer, id, parts.services.shown);
    await sendFile(answer, id, context.env).catch((error: unknown) => log().info({ id }, reasonOf(error)));
    return parts.packages.RESPONSE_ALREADY_SENT;
  } finally {
    await files.release();
  }
}

async function answerOf(
  context: Context<Env>,
  route: Route | null,
  files: RequestFiles,
  parts: AppParts,
): Promise<Answer> {
  const { incoming } = context.env;
  refuseForeign(incoming, parts.access);
  if (!route?.open) refuseWithoutToken(incoming, parts.access);
  if (!route) throw nothingThere(context.req.method, context.req.path, parts.routes);
  const { services, traffic, packages } = parts;
  const work = route.work ? entered(context.env, traffic) : null;
  const signal = work?.signal ?? new AbortController().signal;
  const params = context.req.param() as Record<string, string>;
  const { maxBodyBytes: maxBytes, minBytesPerSecond } = services.settings;
  const body = () => readBody(packages, incoming, { maxBytes, minBytesPerSecond }, files);
  try {
    return await route.handle({ incoming, params, signal, files, body }, services);
  } catch (error) {
    // what its end tore down is no fault
    throw signal.aborted ? signal.reason : error;
  }
}

/** At work until the answer is sent or nobody waits for it any more. */
function entered({ outgoing }: HttpBindings, traffic: Traffic): Work {
  const work = traffic.enter();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) work.abort(new HttpProblem(499, 'client_gone', 'The client is gone'));
    work.leave();
  });
  return work;
}

function answerTo(error: unknown, files: RequestFiles, id: string): Answer {
  const { status, headers, problem, isFault } = refusalOf(blamed(error));
  if (isFault) log().error({ err: error, id }, `a request failed: ${reasonOf(error)}`);
  return {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
    json: files.named(problem),
    report: problem.report,
  };
}

/** A configuration that cannot be read is no mistake of who asks. */
function blamed(error: unknown): unknown {
  if (!(error instanceof UsageError)) return error;
  try {
    settingsFor({}, process.env);
    return error;
  } catch (cause) {
    const message = 'The configuration of this server cannot be read; its log says why';
    return new HttpProblem(500, 'server_misconfigured', message, { cause });
  }
}

function nothingThere(method: string, path: string, routes: readonly Route[]): PressproofError {
  const allowed = routes.filter((route) => isAddress(path, route)).map((route) => route.method.toUpperCase());
  if (allowed.length > 0) {
    const message = `Expected ${allowed.join(' or ')} for ${path} but received ${method}`;
    return new HttpProblem(405, 'method_not_allowed', message, { headers: { Allow: allowed.join(', ') } });
  }
  const all = routes.map((route) => route.path).join(', ');
  return new HttpProblem(404, 'not_found', `There is nothing at this address; there are ${all}`);
}
