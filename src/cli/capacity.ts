import type { Command } from 'commander';
import { jsonText } from '../core/visible.js';
import { EXIT, type ExitCode } from '../policy/decision.js';
import { numberFor } from './arguments.js';
import { epilogue } from './epilogue.js';
import type { Io } from './io.js';
import { momentFor } from './moment.js';
import { addStore, withStore, type StoreFlags } from './stored.js';

const EXAMPLES = `
Everything is measured from the results database; where too little was, it says so and exits with 3.
Exits with 1 when the workers asked about are not enough.

Examples:
  pressproof capacity --daily 200000
  pressproof capacity --daily 200000 --workers 4 --since 14d --json`;

/** The wait at which automatic degradation would begin, if it is switched on. */
const MAX_WAIT_MS = 1000;

interface CapacityFlags extends StoreFlags {
  readonly daily: number;
  readonly workers?: number;
  readonly since?: number;
  readonly maxWait?: number;
  readonly json?: boolean;
}

const whole = (name: string) =>
  numberFor(name, 'a whole number of at least 1', (value) => Number.isInteger(value) && value >= 1);

export function addCapacity(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const command = program
    .command('capacity')
    .summary('how many workers and how much disk a day of subjects needs')
    .description('Plans workers and storage from the costs that were measured and recorded.')
    .requiredOption('--daily <subjects>', 'subjects a day', whole('--daily'))
    .option('--workers <number>', 'whether so many are enough', whole('--workers'))
    .option('--since <time>', 'costs from then on: 30m, 24h, 7d or ISO 8601 (default: 7d)', momentFor('--since'))
    .option(
      '--max-wait <ms>',
      'what 95 of 100 subjects may wait for a worker at the peak (default: degradation.queueWaitMs.degraded)',
      numberFor('--max-wait', 'a number of milliseconds of at least 0', (value) => value >= 0),
    );
  addStore(command)
    .option('--json', 'one JSON document')
    .addHelpText('after', epilogue(EXAMPLES))
    .action(async (flags: CapacityFlags) => {
      finish(await planned(flags, io));
    });
}

const WEEK_MS = 7 * 86_400_000;

async function planned(flags: CapacityFlags, io: Io): Promise<ExitCode> {
  // the statistics are for those who plan, not for those who read the help
  const { LEAST_JUDGED, measure, planCapacity } = await import('../observe/capacity.js');
  const { capacityText } = await import('./capacity-text.js');
  return await withStore(flags, io, async (store, settings) => {
    const { daily, workers = null, since = Date.now() - WEEK_MS, json = false } = flags;
    const measured = measure(store.rows({ since }));
    const { decisions, usedBytes, bytesEach } = store.stats();
    if (measured === null) {
      const reason = `Fewer than ${LEAST_JUDGED} judged subjects since ${new Date(since).toISOString()}: too few to plan from. Let it run in shadow mode for a while`;
      await io.out(json ? `${jsonText({ schemaVersion: 1, store: store.path, plan: null, reason })}\n` : `${reason}\n`);
      return EXIT.inconclusive;
    }
    const maxWaitMs = flags.maxWait ?? settings.degradation.queueWaitMs.degraded ?? MAX_WAIT_MS;
    const { retentionDays, maxBytes } = settings.store;
    const bytesPerDecision = usedBytes / decisions;
    const question = { daily, workers, maxWaitMs, retentionDays, maxBytes, bytesPerDecision };
    const plan = planCapacity(measured, question);
    const document = { schemaVersion: 1, store: store.path, question, measured: { ...measured, bytesEach }, plan };
    await io.out(json ? `${jsonText(document)}\n` : capacityText(document, io.outColor, io.outWidth));
    return plan.asked?.enough === false ? EXIT.failed : EXIT.success;
  });
}
