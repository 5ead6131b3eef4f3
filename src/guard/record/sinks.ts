import type { Sink } from '../../core/decision.js';
import { reasonOf } from '../../core/errors.js';
import { log } from '../tell/log.js';
import { metricsIfCounting } from './metrics.js';
import { closeAtEnd } from '../on-close.js';
import { notify, offNotice, onNotice } from '../tell/notify.js';
import type { SinkSettings } from '../plan/policy-plan.js';
import { tellsProblems } from '../tell/problems.js';
import { processOptions } from '../plan/process-options.js';
import { liveState } from './state.js';
import type { StoreSink } from '../../store/sink.js';
import { VERSION } from '../tool.js';

closeAtEnd(closeSinks);
tellsProblems(storeProblems);

/** By their settings; null: it could not be opened, which was said then. */
const opened = new Map<string, Promise<Sink | null>>();
let endsWithProcess = false;

/**
 * Those who want to know of a decision under these settings; each is opened once a process.
 * @param onlyJudged - nothing was published, and it is no experiment: then the store is for those who named one
 */
export async function sinksFor(settings: SinkSettings, onlyJudged: boolean): Promise<readonly Sink[]> {
  const { store, storeStated, alerts } = settings;
  const wanted: Promise<Sink | null>[] = [metricsIfCounting()];
  const isRecorded = storeStated || !onlyJudged || processOptions().recordsJudged;
  if (store.path !== null && isRecorded) {
    wanted.push(once(`store ${JSON.stringify(store)}`, () => openStore({ ...store, path: store.path! }, storeStated)));
  }
  if (alerts.channels.length > 0) wanted.push(once(`alerts ${JSON.stringify(alerts)}`, () => openAlerts(alerts)));
  const { promotion, controlFile, offChecks } = settings;
  if (controlFile !== null && promotion.demote.enabled) {
    const key = `demotion ${JSON.stringify([promotion.demote, controlFile, offChecks])}`;
    wanted.push(once(key, async () => (await import('./demotion.js')).demotionSink(promotion, controlFile, offChecks)));
  }
  return (await Promise.all(wanted)).filter((sink) => sink !== null);
}

/** Hands over what is still waiting and lets go of files, sockets and timers. The next decision opens them again. */
async function closeSinks(): Promise<void> {
  const closing = [...opened.values()];
  // at once: what comes while they close would be handed to sinks that nobody closes
  opened.clear();
  await Promise.all(
    closing.map(async (opening) => {
      const sink = await opening;
      await sink?.close();
      for (const store of stores) if (store === sink) stores.delete(store);
    }),
  );
}

/** Tells the channels of these settings of an event, and waits until they took it or gave up. */
export async function announce(settings: SinkSettings['alerts'], ...event: Parameters<typeof notify>): Promise<void> {
  if (settings.channels.length === 0) return;
  const alerts = await openAlerts(settings);
  notify(...event);
  await alerts.close();
}

function once(key: string, open: () => Promise<Sink>): Promise<Sink | null> {
  // who never closes must not lose what waits when its process ends by itself
  if (!endsWithProcess) process.on('beforeExit', () => void closeSinks());
  endsWithProcess = true;
  let sink = opened.get(key);
  if (!sink) {
    sink = open().catch((error: unknown) => {
      log().error({ err: error }, `decisions are not recorded: ${reasonOf(error)}`);
      return null;
    });
    opened.set(key, sink);
  }
  return sink;
}

async function openStore(settings: SinkSettings['store'] & { readonly path: string }, stated: boolean): Promise<Sink> {
  const { storeSink } = await import('../../store/sink.js');
  const sink = storeSink({
    ...settings,
    // a folder of our own name; one that somebody else named should be there
    createFolder: !stated,
    onDrop: (reason, count) => void metricsIfCounting().then((metrics) => metrics?.dropped(reason, count)),
    onProblem: ({ message }) => {
      log().error(`store: ${message}`);
      notify('store_unwritable', 'medium', message);
    },
  });
  stores.add(sink);
  return sink;
}

const stores = new Set<StoreSink>();

/** What is wrong now with the databases that decisions are recorded in, one sentence each. */
export function storeProblems(): string[] {
  return [...stores].flatMap(({ problem }) => (problem === null ? [] : [problem]));
}

async function openAlerts(settings: SinkSettings['alerts']): Promise<Sink> {
  const { Alerts } = await import('../../observe/alerts/alerts.js');
  const alerts = new Alerts({
    settings,
    version: VERSION,
    environment: process.env['PRESSPROOF_ENV'] || process.env['DEPLOYMENT_ENV'] || null,
    state: () => liveState(),
    log: (level, fields, text) => log()[level](fields, text),
    onResult: ({ severity, channel, result }) =>
      void metricsIfCounting().then((metrics) => metrics?.alert(severity, channel, result)),
  });
  const hear: Parameters<typeof onNotice>[0] = (kind, severity, text) => alerts.event(kind, severity, text);
  onNotice(hear);
  return {
    name: alerts.name,
    accept: (decision) => alerts.accept(decision),
    flush: () => alerts.flush(),
    close: async () => {
      offNotice(hear);
      await alerts.close();
    },
  };
}
