import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { openCrew } from '../batch/crew/crew.js';
import { MOST_PROCESSES } from '../batch/plan/plan.js';
import { queueAddress } from '../batch/queue/address.js';
import { serveMetrics } from '../batch/queue/metrics-server.js';
import { startQueueWorker, type QueueWorker } from '../batch/queue/worker.js';
import { countDecisions, metricsIfCounting } from '../guard/record/metrics.js';
import { liveState } from '../guard/record/state.js';
import { VERSION } from '../guard/tool.js';
import { EXIT, type ExitCode } from '../policy/decision.js';
import { LAST_PORT, timeFor, wholeFor } from './arguments.js';
import { epilogue } from './epilogue.js';
import type { Io } from './io.js';

interface Flags {
  readonly queue?: string;
  readonly concurrency?: number;
  readonly root?: readonly string[];
  readonly out?: readonly string[];
  readonly bucket?: readonly string[];
  readonly grace?: number;
  readonly lease?: number;
  readonly metricsPort?: number;
  readonly metricsHost?: string;
}

/** As long as an item of the benchmark's largest file takes; most take milliseconds. */
const GRACE_MS = 30_000;
/** BullMQ's own: longer than the pauses of a busy machine, shorter than anybody waits for a batch. */
const LEASE_MS = 30_000;
/** Below it, the words that keep a lease come too close together. */
const LEAST_LEASE_MS = 1000;
const METRICS_HOST = '127.0.0.1';

const AFTER = `
It reads files below --root, writes below --out, and nothing else, whatever a job says; buckets are named by --bucket.
PRESSPROOF_EMERGENCY_DISABLE and PRESSPROOF_CONTROL_FILE of its own environment hold from the next item on. SIGTERM and
SIGINT end it: what is not finished within --grace is given back to the queue. One that is killed costs an item its turn
after --lease; an item that ends three workers is set aside.

Examples:
  pressproof worker --queue redis://queue.local:6379 --root /srv/corpus --out /srv/runs
  PRESSPROOF_QUEUE=rediss://worker:secret@queue.local:6380 pressproof worker --concurrency 8 --metrics-port 9377`;

export function addWorker(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  program
    .command('worker')
    .summary('work for batches of other machines')
    .description('Takes items of batches from a queue (Redis or Valkey): see pressproof batch --queue.')
    .option('--queue <url>', 'redis://[user:password@]host[:port][/database], rediss:// for TLS (or PRESSPROOF_QUEUE)')
    .option(
      '--concurrency <n>',
      'items at once, each in a process of its own (default: what the machine can run at once)',
      wholeFor('--concurrency', 1, MOST_PROCESSES),
    )
    .option('--root <folder>', 'folder whose files are read; may be repeated (default: the working folder)', collected)
    .option('--out <folder>', 'folder that outputs are written below; may be repeated (default: the roots)', collected)
    .option('--bucket <name>', 'S3 bucket that is read and written; may be repeated (default: none)', collected)
    .option('--grace <time>', 'for items at work to end once it is to stop (default: 30s)', timeFor('--grace'))
    .option(
      '--lease <time>',
      'silence after which its items go to other workers (default: 30s)',
      timeFor('--lease', LEAST_LEASE_MS),
    )
    .option(
      '--metrics-port <n>',
      'serve metrics for Prometheus there; 0: at any free one (default: not at all)',
      wholeFor('--metrics-port', 0, LAST_PORT),
    )
    .option('--metrics-host <address>', `where to serve them (default: ${METRICS_HOST})`)
    .addHelpText('after', epilogue(AFTER))
    .action(async (flags: Flags) => finish(await run(flags, io)));
}

function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

async function run(flags: Flags, io: Io): Promise<ExitCode> {
  const { metricsPort, metricsHost = METRICS_HOST, concurrency = availableParallelism() } = flags;
  const address = queueAddress(flags.queue, io.env);
  io.expectStop();
  if (metricsPort !== undefined) countDecisions();
  const metrics = metricsPort === undefined ? null : await serveMetrics(metricsHost, metricsPort);
  try {
    const counted = await metricsIfCounting();
    const worker = await startQueueWorker({
      address,
      concurrency,
      boundaries: { roots: flags.root ?? [process.cwd()], outputs: flags.out, buckets: flags.bucket },
      openCrew,
      leaseMs: flags.lease ?? LEASE_MS,
      graceMs: flags.grace ?? GRACE_MS,
      tell: (line) => io.tell(line),
      onDecision: (decision) => counted?.accept(decision),
    });
    io.tell(`Working for ${address.shown}, version ${VERSION}, ${concurrency} at once`);
    for (const line of introduction(worker, metrics?.url)) io.tell(line);
    const reason = io.signal.aborted ? null : await Promise.race([stopped(io.signal), worker.misplaced]);
    if (reason !== null) io.tell(`Every item is out of reach. ${reason}`);
    io.tell('Stopping: finishing or giving back what was taken');
    const code = reason === null ? EXIT.success : EXIT.usage;
    if (!(await worker.stop())) process.exit(code);
    return code;
  } finally {
    await metrics?.close();
  }
}

async function stopped(signal: AbortSignal): Promise<null> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  return null;
}

function introduction({ confines }: QueueWorker, metrics: string | undefined): string[] {
  const { emergency, control } = liveState();
  const buckets = confines.buckets.map((name) => `s3://${name}`);
  return [
    `  reads    ${[...confines.roots, ...buckets].join(', ')}`,
    `  writes   ${[...confines.outputs, ...buckets].join(', ')}`,
    `  control  ${control?.path ?? 'none (PRESSPROOF_CONTROL_FILE)'}`,
    `  metrics  ${metrics ?? 'none (--metrics-port)'}`,
    ...(emergency.disabled ? [`Nothing is validated. ${emergency.reason}`] : []),
  ];
}
