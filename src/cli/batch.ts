import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { entriesOf } from '../batch/inputs/entries.js';
import type { Entry } from '../batch/item.js';
import { placesOf } from '../batch/journal/places.js';
import { readRunRecord } from '../batch/journal/run-record.js';
import { RunFault } from '../batch/run/faults.js';
import { openRunForWork, type Asked, type OpenRun } from '../batch/run/open-run.js';
import { ownFolders } from '../batch/run/own-folders.js';
import { confirmUsable } from '../batch/run/usable-place.js';
import type { Dispatcher } from '../batch/task.js';
import { readEmergency } from '../policy/emergency.js';
import { EXIT, type ExitCode } from '../policy/decision.js';
import { askedFor, type AskedFor } from './batch/asked.js';
import { ended, withRemedy } from './batch/ended.js';
import { addBatchFlags, type BatchFlags } from './batch/flags.js';
import { peeked } from './batch/peeked.js';
import { batchSettings, type BatchSettings } from './batch/settings.js';
import { work } from './batch/work.js';
import { addAttest, attestationFor } from './attest-flags.js';
import { epilogue } from './epilogue.js';
import type { Io } from './io.js';

const EXAMPLES = `
Inputs are folders, globs, manifests (.csv, .jsonl, .parquet), files and s3:// prefixes. Every one is tried under every
recipe; without --plan and --engine under every engine of this machine at typical values.
What is finished is on disk before it is published: after a crash, a full disk or Ctrl-C, --resume goes on.

Examples:
  pressproof batch gifs/ --out run --engine gifsicle --colors 128,32
  pressproof batch 'gifs/**/*.gif' --out run --plan plan.yaml --concurrency 8
  pressproof batch originals/ --against compressed/ --out run
  pressproof batch --resume --out run`;

export function addBatch(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const command = program
    .command('batch')
    .summary('compress and judge a whole corpus, without losing anything')
    .description('Compresses and judges, validates or scans every input, and keeps the results of all of them.')
    .argument('[input...]', 'folders, globs, manifests, files, s3:// prefixes');
  addAttest(addBatchFlags(command)).addHelpText('after', epilogue(EXAMPLES));
  command.action(async (inputs: string[], flags: BatchFlags) => finish(await run(inputs, flags, io)));
}

async function run(inputs: readonly string[], flags: BatchFlags, io: Io): Promise<ExitCode> {
  for (const warning of readEmergency(io.env).warnings) io.tell(warning);
  const attestation = await attestationFor(flags, io);
  const wanted = await askedFor(inputs, flags);
  const places = placesOf(resolve(flags.out));
  const { folder, rejected } = places;
  const settings = batchSettings(wanted.asked, rejected, io.env);
  const tell = (text: string) => void (flags.quiet === true || io.tell(text));
  const before = readRunRecord(folder);
  if (before === null) await confirmPlaces(folder, wanted.asked);
  const queue = await queueOf(flags, io);
  const own = ownFolders(places, wanted.asked, before?.id ?? null);
  // what is wrong with inputs is said before a run is begun with them
  const { baselines } = settings.work.settings.settings.artifact;
  const list = (signal: AbortSignal, told?: typeof tell) =>
    entriesOf(wanted.asked.inputs, { ...wanted.asked, baselines, except: own, tell: told }, signal);
  const entries = await peeked(list(io.signal, tell));
  // what is done has its results and its files, also where the inputs are gone
  if (entries === null && !(before !== null && flags.resume === true)) {
    io.tell(`Nothing in ${wanted.asked.inputs.join(', ')}: nothing was looked at`);
    return EXIT.inconclusive;
  }
  const opened = await openRunForWork(folder, wanted.asked, flags.resume ?? false);
  try {
    const dispatcher = await dispatcherFor(queue, opened, settings, wanted, io);
    try {
      const again = (signal: AbortSignal) => list(signal);
      await work({ run: opened, entries: entries ?? none(), again, dispatcher, sinks: settings.sinks, flags, io });
    } finally {
      await dispatcher.close();
    }
  } catch (error) {
    throw error instanceof RunFault ? withRemedy(error, flags.out) : error;
  } finally {
    const problem = opened.close();
    if (problem) io.tell(`pressproof batch: ${problem.message}`);
  }
  return await ended(folder, flags, { attestation, work: settings.work }, io);
}

async function* none(): AsyncGenerator<Entry, void> {}

/** Nothing is on disk yet: the same command can be given again once it is right. @throws UsageError */
async function confirmPlaces(folder: string, { job, outputs }: Asked): Promise<void> {
  await confirmUsable('--out', folder);
  if (job === 'compress' && outputs !== null) await confirmUsable('--outputs', outputs);
}

/** The address of the queue; null: none is asked for. @throws UsageError where it cannot be used at all */
async function queueOf({ queue }: BatchFlags, { env }: Io): Promise<string | null> {
  if (queue === undefined) return null;
  const { queueAddress } = await import('../batch/queue/address.js');
  const { url } = queueAddress(queue === true ? undefined : queue, env);
  const { queuePackages } = await import('../batch/queue/packages.js');
  await queuePackages();
  return url;
}

async function dispatcherFor(
  queue: string | null,
  { record }: OpenRun,
  { work: settings }: BatchSettings,
  { concurrency }: AskedFor,
  io: Io,
): Promise<Dispatcher> {
  if (queue === null) {
    const { openCrew } = await import('../batch/crew/crew.js');
    return openCrew({ width: concurrency ?? availableParallelism(), settings });
  }
  const { openQueue } = await import('../batch/queue/coordinator.js');
  return await openQueue({ url: queue, run: record.id, settings, tell: (text) => io.tell(text) });
}
