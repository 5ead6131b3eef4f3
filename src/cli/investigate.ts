import type { Command } from 'commander';
import { SUITES } from '../config/plain.js';
import { ALL_CHECK_IDS } from '../config/suite-checks.js';
import { invalidArgument, UsageError } from '../core/errors.js';
import type { Decision } from '../core/decision.js';
import { jsonText } from '../core/visible.js';
import { EXIT, type ExitCode } from '../policy/decision.js';
import { renderTerminal } from '../report/terminal.js';
import type { DecisionRow } from '../store/rows.js';
import type { Store } from '../store/store.js';
import { choiceFor } from './arguments.js';
import { decisionLines } from './decision-text.js';
import { epilogue } from './epilogue.js';
import { investigationJson } from './investigation-json.js';
import { investigationText } from './investigation-text.js';
import type { Io } from './io.js';
import { momentFor } from './moment.js';
import { addStore, withStore, type StoreFlags } from './stored.js';

const EXAMPLES = `
Counts what was recorded: nothing is claimed that a test of significance does not support.

Examples:
  pressproof investigate --since 7d --engine gifsicle
  pressproof investigate --check color_count --json | jq '.problems[0].cause'
  pressproof investigate 5d0f3c1e-…   the report of one decision`;

const DAY_MS = 86_400_000;

interface InvestigateFlags extends StoreFlags {
  readonly since?: number;
  readonly until?: number;
  readonly suite?: string;
  readonly check?: string;
  readonly engine?: string;
  readonly json?: boolean;
}

export function addInvestigate(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const command = program
    .command('investigate')
    .summary('what went wrong, since when, and what it has in common')
    .description('Groups what failed or could not be measured, with likely causes, their evidence and what to do.')
    .argument('[id]', 'a decision, whose report is shown')
    .option('--since <time>', 'how far back: 30m, 24h, 7d or a time of ISO 8601 (default: 24h)', momentFor('--since'))
    .option('--until <time>', 'up to when, in the same words (default: now)', momentFor('--until'))
    .option('--suite <name>', `only this suite: ${SUITES.join(', ')}`, choiceFor('--suite', SUITES))
    .option('--check <id>', 'only subjects that this check judged', choiceFor('--check', ALL_CHECK_IDS))
    .option('--engine <name>', 'only outputs of this compressor');
  addStore(command)
    .option('--json', 'one JSON document')
    .addHelpText('after', epilogue(EXAMPLES))
    .action(async (id: string | undefined, flags: InvestigateFlags) => {
      await withStore(flags, io, async (store) => {
        await io.out(id === undefined ? await overview(store, flags, io) : one(store, id, flags, io));
      });
      finish(EXIT.success);
    });
}

async function overview(store: Store, flags: InvestigateFlags, io: Io): Promise<string> {
  const { until = Date.now(), suite, check, engine } = flags;
  const since = flags.since ?? until - DAY_MS;
  if (since >= until) throw invalidArgument('--since', 'a time before --until', new Date(since).toISOString());
  // the statistics are for those who ask, not for those who read the help
  const { investigate } = await import('../observe/investigate/index.js');
  const investigation = investigate(bounded(store.rows({ since, until, suite, check, engine })));
  if (flags.json) return `${jsonText(investigationJson(investigation, store.path, since, until))}\n`;
  return investigationText({ investigation, since, until, color: io.outColor, width: io.outWidth });
}

/** Two kilobytes each: a gigabyte. */
const MOST_ROWS = 500_000;

function bounded(rows: Iterable<DecisionRow>): DecisionRow[] {
  const found: DecisionRow[] = [];
  for (const row of rows) {
    if (found.push(row) <= MOST_ROWS) continue;
    throw new UsageError(
      'too_many_decisions',
      `Over ${MOST_ROWS} decisions: state a shorter time, an engine or a suite`,
    );
  }
  return found;
}

function one(store: Store, id: string, { json = false }: InvestigateFlags, io: Io): string {
  const decision = store.get(id);
  if (decision === null)
    throw new UsageError('unknown_decision', `No decision ${id} in ${store.path}; it may be older than its retention`);
  return json
    ? `${jsonText(decision satisfies Decision)}\n`
    : `${renderTerminal({ reports: [decision.report], color: io.outColor, width: io.outWidth })}\n${decisionLines(decision).join('\n')}\n`;
}
