import type { Server } from 'node:http';
import type { Entry } from '../config/index.js';
import { PressproofError } from '../core/errors.js';
import { setLogLevel } from '../guard/tell/log.js';
import { countDecisions } from '../guard/record/metrics.js';
import { probe } from '../guard/probe.js';
import { holdForProcess } from '../guard/plan/process-options.js';
import { hearDecisions } from '../guard/record/recording.js';
import { settingsFor } from '../guard/plan/settings.js';
import { tokenFor } from './access.js';
import { buildApp } from './app.js';
import { HealthWatch } from './health.js';
import { answerBroken, listen } from './listen.js';
import { serverPackages } from './packages.js';
import { withoutPaths } from './paths-in-text.js';
import { RecordedReports } from './reports.js';
import { Roots } from './roots.js';
import { isAddress, type Services } from './route.js';
import { ROUTES } from './routes/index.js';
import { Spool } from './spool.js';
import { Traffic } from './traffic.js';

export interface ServerOptions {
  /** What the command line states; requests are stronger, the control file is weaker. */
  readonly flags?: readonly Entry[] | undefined;
  readonly configFile?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

export interface RunningServer {
  readonly url: string;
  readonly roots: readonly string[];
  readonly needsToken: boolean;
  /** Takes nothing new, answers what it took within its time, and lets go of everything. */
  stop(): Promise<void>;
}

/** Members of answers that are a path and nothing else. */
const PATHS = ['path', 'output'];
/** Beyond those at work: probes, scrapes and connections that wait for their next request. */
const MORE_CONNECTIONS = 500;
/** What is aborted still has to say so. */
const LAST_WORDS_MS = 2000;

/**
 * Starts the HTTP server of this process; there is one, since its settings hold for all calls of the process.
 * @throws UsageError for settings that it cannot work with; PressproofError where validation does not work at all
 */
export async function startServer({ flags = [], configFile, env }: ServerOptions): Promise<RunningServer> {
  const release = holdForProcess({ flags, configFile, recordsJudged: true });
  try {
    return await start(env, release);
  } catch (error) {
    release();
    throw error;
  }
}

async function start(env: NodeJS.ProcessEnv, release: () => void): Promise<RunningServer> {
  const { settings: all } = settingsFor({}, env);
  const settings = all.server;
  setLogLevel(all.logLevel);
  const token = tokenFor(settings.host, settings.tokenEnv, env);
  const [packages, roots] = await Promise.all([serverPackages(), Roots.open(settings.roots), proveWorkers()]);
  const traffic = new Traffic(settings.maxInFlight);
  const reports = new RecordedReports();
  const isShown = (path: string, rest: string): boolean =>
    roots.begin(rest) || ROUTES.some((route) => isAddress(path, route));
  const shown = (text: string, key = ''): string =>
    PATHS.includes(key) && roots.holds(text) ? text : withoutPaths(text, isShown);
  const load = () => ({ inFlight: traffic.inFlight, maxInFlight: traffic.maxInFlight, stopping: traffic.stopping });
  const health = new HealthWatch(all, load, shown);
  const services: Services = { settings, roots, reports, health, shown };
  const spool = await Spool.open(settings.maxUploadBytes);
  countDecisions();
  const deaf = hearDecisions((decision) => {
    reports.remember(decision);
    health.observe(decision);
  });
  const access = { host: settings.host, token };
  const app = buildApp({ packages, services, access, spool, traffic, routes: ROUTES });
  const { headersTimeoutMs, requestTimeoutMs } = settings;
  const server = packages.createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    serverOptions: {
      headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
      requestTimeout: requestTimeoutMs,
      // Node looks for slow clients no more often than this, by default every 30 seconds
      connectionsCheckingInterval: Math.min(1000, headersTimeoutMs, requestTimeoutMs),
    },
  }) as Server;
  server.maxConnections = settings.maxInFlight + MORE_CONNECTIONS;
  server.on('clientError', answerBroken);
  const letGo = async (): Promise<void> => {
    deaf();
    release();
    reports.close();
    await spool.close();
  };
  try {
    const url = await listen(server, settings.host, settings.port);
    const stop = () => stopped(server, traffic, settings.shutdownTimeoutMs).then(letGo);
    return { url, roots: roots.folders, needsToken: token !== null, stop };
  } catch (error) {
    await letGo();
    throw error;
  }
}

async function stopped(server: Server, traffic: Traffic, patienceMs: number): Promise<void> {
  traffic.stopping = true;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await traffic.idle(patienceMs);
  traffic.abortAll();
  await traffic.idle(LAST_WORDS_MS);
  server.closeAllConnections();
  await closed;
}

/** The smallest GIF there is: one see-through pixel. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** A server whose workers cannot start is not ready for anything; and the first request need not wait for them. */
async function proveWorkers(): Promise<void> {
  const seen = await probe(PIXEL);
  if (!('error' in seen)) return;
  throw new PressproofError('not_ready', `Images cannot be read on this machine: ${seen.error.message}`);
}
