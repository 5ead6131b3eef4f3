import type { Command } from 'commander';
import { SUITES, type PLAIN_DEFAULTS } from '../../config/plain.js';
import { invalidArgument, UsageError } from '../../core/errors.js';
import { MODES, type Mode } from '../../core/modes.js';
import { jsonText } from '../../core/visible.js';
import { ALL_CHECK_IDS, suiteOf } from '../../config/suite-checks.js';
import { changeControl, type Changed } from '../../policy/control/index.js';
import { EXIT, type ExitCode } from '../../policy/decision.js';
import { judgePromotion, type PromotionJudgement } from '../../policy/promotion/judge.js';
import { moveMode, statedMode } from '../../policy/promotion/move.js';
import { targetText, type ModeTarget } from '../../policy/promotion/target.js';
import { inkOf } from '../../report/terminal/ink.js';
import { choiceFor } from '../arguments.js';
import { canAsk, confirm } from '../confirm.js';
import { epilogue } from '../epilogue.js';
import type { Io } from '../io.js';
import { withStore } from '../stored.js';
import { promotionJson, promotionLines, type PromotionOutcome } from './promotion-view.js';
import { evidenceOf, standingOf, type Standing } from './standing.js';
import { tellChange } from './switches.js';
import { addAuthor, addTarget, changeOptions, controlFileOf, type ChangeFlags } from './target.js';

interface PromoteFlags extends ChangeFlags {
  readonly suite?: string;
  readonly check?: string;
  readonly to?: Mode;
  readonly store?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const DEFAULT_SUITE = 'image' satisfies keyof typeof PLAIN_DEFAULTS.suites;

const AFTER = `
What is counted comes from the results database, what is wanted from the configuration (promotion.*). From off to shadow
nothing is wanted. Exit code 1: not ready, or not confirmed.

Examples:
  pressproof control promote --dry-run
  pressproof control promote --check quality_degradation --to enforce --yes --reason "four quiet weeks"`;

export function addPromote(control: Command, io: Io, finish: (code: ExitCode) => void): void {
  const command = control
    .command('promote')
    .description(
      'Makes a suite or a check one step stricter (off, shadow, alert, enforce), if what was counted allows it.',
    )
    .option('--suite <suite>', `${SUITES.join(', ')} (default: ${DEFAULT_SUITE})`, choiceFor('--suite', SUITES))
    .option('--check <id>', `one check: ${ALL_CHECK_IDS.join(', ')}`, choiceFor('--check', ALL_CHECK_IDS))
    .option('--to <mode>', 'refuse every other step', choiceFor('--to', MODES))
    .option('--store <file>', 'results database (default: PRESSPROOF_STORE, else store.path of the configuration)')
    .option('--yes', 'do not ask; needed where there is no terminal')
    .option('--dry-run', 'only show what is wanted and what there is')
    .option('--json', 'one JSON document');
  addAuthor(addTarget(command))
    .addHelpText('after', epilogue(AFTER))
    .action(async (flags: PromoteFlags) => {
      finish(await promote(flags, io));
    });
}

async function promote(flags: PromoteFlags, io: Io): Promise<ExitCode> {
  if (flags.suite !== undefined && flags.check !== undefined)
    throw new UsageError('invalid_argument', 'Expected --suite or --check, but received both');
  const path = controlFileOf(flags, io.env);
  const { check = null } = flags;
  const target: ModeTarget = { suite: flags.suite ?? (check === null ? DEFAULT_SUITE : suiteOf(check)), check };
  const standing = await standingOf(target, path, flags.config, io.env);
  const judgement = await judge(standing, flags, io);
  refuseOtherStep(judgement, flags.to);
  if (!flags.json) await io.out(`${promotionLines(judgement, standing, inkOf(io.outColor), io.outWidth).join('\n')}\n`);
  const { outcome, change } = await carryOut(judgement, standing, path, flags, io);
  if (flags.json) await io.out(`${jsonText(promotionJson(judgement, standing, outcome, change))}\n`);
  return outcome === 'not_ready' || outcome === 'declined' ? EXIT.failed : EXIT.success;
}

async function judge(standing: Standing, flags: PromoteFlags, io: Io): Promise<PromotionJudgement> {
  const { target, mode, thresholds } = standing;
  const { ready, conditions, next } = judgePromotion({ target, mode, evidence: null, thresholds });
  // nothing has to be counted, so that no database has to be there
  if (conditions.length === 0) return { target, mode, next, ready, conditions };
  return await withStore(flags, io, async (store) =>
    judgePromotion({ target, mode, evidence: evidenceOf(store, standing, Date.now()), thresholds }),
  );
}

/** @throws UsageError where another mode is asked for than the one that comes next */
function refuseOtherStep({ mode, next }: PromotionJudgement, to: Mode | undefined): void {
  if (to === undefined || to === next || (next === null && to === mode)) return;
  const { message } = invalidArgument('--to', next ?? mode, to);
  const milder = MODES.indexOf(to) <= MODES.indexOf(mode);
  const why = milder
    ? `it is in ${mode}, and pressproof control mode makes it milder`
    : `from ${mode} it becomes stricter one step at a time`;
  throw new UsageError('invalid_argument', `${message}: ${why}`);
}

interface Done {
  readonly outcome: PromotionOutcome;
  /** null: nothing was changed. */
  readonly change: string | null;
}

async function carryOut(
  { target, mode, next, ready, conditions }: PromotionJudgement,
  { keep }: Standing,
  path: string,
  flags: PromoteFlags,
  io: Io,
): Promise<Done> {
  const nothing = (outcome: PromotionOutcome, text: string): Done => {
    io.tell(text);
    return { outcome, change: null };
  };
  const what = `${targetText(target)} from ${mode} to ${next ?? mode}`;
  if (next === null) return nothing('nothing_stricter', `Nothing is stricter than ${mode}`);
  if (!ready) {
    const missing = conditions.filter(({ met }) => !met).map(({ name }) => name);
    return nothing('not_ready', `Not ready for ${next}: ${missing.join(', ')}. Nothing was changed`);
  }
  if (flags.dryRun) return nothing('dry_run', `Would move ${what}. Nothing was changed`);
  if (!flags.yes && !(await confirmed(what, io))) return nothing('declined', 'Nothing was changed');
  const why = flags.reason ?? conditions.map(({ sentence }) => sentence).join('; ');
  const action = `promote ${targetText(target)} to ${next}`;
  const intent = moveMode({ target, from: mode, to: next, keep }, action);
  const changed = await changeControl(path, intent, { ...changeOptions(flags, path, io.env), why });
  refuseOvertaken(changed, target, next);
  tellChange(changed, path, io);
  return { outcome: 'promoted', change: changed.change?.id ?? null };
}

async function confirmed(what: string, io: Io): Promise<boolean> {
  if (canAsk()) return await confirm(`Move ${what}?`, io.signal);
  throw new UsageError('not_confirmed', `Expected --yes: there is no terminal on which to ask whether to move ${what}`);
}

/** @throws UsageError where somebody else has changed the mode since it was judged */
function refuseOvertaken({ switches }: Changed, target: ModeTarget, next: Mode): void {
  const stated = statedMode(switches, target);
  if (stated === next) return;
  const text = `${targetText(target)} was moved to ${stated ?? 'another mode'} meanwhile. Nothing was changed; promote again`;
  throw new UsageError('changed_meanwhile', text);
}
