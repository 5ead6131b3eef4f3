import type { PromotionJudgement } from '../../policy/promotion/judge.js';
import { targetText } from '../../policy/promotion/target.js';
import type { Ink } from '../../report/terminal/ink.js';
import { plain, wrap } from '../../report/terminal/text.js';
import type { Standing } from './standing.js';
import { timeText, whileText } from '../../report/times.js';

/** Every condition, met or not, for people. */
export function promotionLines(judgement: PromotionJudgement, standing: Standing, ink: Ink, width: number): string[] {
  const { target, mode, next, conditions } = judgement;
  const since = standing.changedAt === null ? '' : ` since ${timeText(standing.changedAt)}`;
  const head = `${targetText(target)}: ${mode}${next === null ? '' : ` → ${next}`}`;
  return [
    `${ink.bold(plain(head))}  ${ink.dim(plain(`(${mode}${since}: ${standing.source})`))}`,
    ...conditions.flatMap(({ met, sentence, metInMs }) => {
      const when = met || metInMs === null ? '' : ` (${whileText(metInMs)} more at this rate, if nothing goes wrong)`;
      const mark = met ? ink.of('pass', '✓') : ink.of('fail', '✗');
      return wrap(plain(`${sentence}${when}`), width - 4).map((line, index) => `  ${index === 0 ? mark : ' '} ${line}`);
    }),
    ...[...standing.keep].map(([id, own]) => `  ${ink.dim(`  ${id} stays in ${own}`)}`),
  ];
}

/** What came of it. */
export type PromotionOutcome = 'nothing_stricter' | 'not_ready' | 'dry_run' | 'declined' | 'promoted';

export function promotionJson(
  judgement: PromotionJudgement,
  { source, changedAt, keep }: Standing,
  outcome: PromotionOutcome,
  change: string | null,
) {
  return {
    ...judgement,
    source,
    changedAt: changedAt === null ? null : new Date(changedAt).toISOString(),
    keep: Object.fromEntries(keep),
    outcome,
    change,
  };
}
