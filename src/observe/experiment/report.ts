import { ArmTally } from './arm-tally.js';
import { armReport, type ArmReport } from './arm-report.js';
import { compare, questionsOf, type Comparison } from './compare.js';
import { conclude, type Conclusion } from './conclude.js';
import { isValidated, type ReportedExperiment, type SubjectRow } from './experiment.js';
import { splitOf, type Split } from './split.js';

/** All comparisons of an experiment together are ever wrong with this probability at most, and each bound of an arm. */
export const ALPHA = 0.05;
/** Both checks of the division together ever alarm with this probability at most where nothing is wrong. */
export const SPLIT_ALPHA = 0.01;

export interface ExperimentReport {
  readonly experiment: string;
  readonly subjects: number;
  readonly arms: readonly ArmReport[];
  /** Of all subjects. */
  readonly split: Split;
  /** Of those looked at, among the arms that are validated; null: fewer than two are. */
  readonly lookedAtSplit: Split | null;
  /** Subjects whose arm is not the one that the configuration draws for them now; they are in no arm. */
  readonly drawnOtherwise: number;
  readonly comparisons: readonly Comparison[];
  readonly conclusion: Conclusion;
}

/**
 * What an experiment shows so far. It may be asked for after every subject: bounds hold for all looks together
 * (always-valid inference: Johari, Koomen, Pekelis and Walsh 2022, Oper. Res. 70; Howard, Ramdas, McAuliffe and Sekhon
 * 2021, Ann. Statist. 49).
 * @param rows - the first decision of each subject. The subject is what is drawn, so it counts once; and its first
 *   decision, because what was seen of a subject must not change with later looks
 */
export function experimentReport(experiment: ReportedExperiment, rows: Iterable<SubjectRow>): ExperimentReport {
  const { arms } = experiment;
  const tallies = new Map(arms.map(({ name }) => [name, new ArmTally()]));
  let drawnOtherwise = 0;
  for (const row of rows) {
    if (row.arm === null || row.draw === null) continue;
    const tally = tallies.get(row.arm);
    if (tally && experiment.armOfDraw(row.draw) === row.arm) tally.add(row);
    else drawnOtherwise += 1;
  }
  const weights = arms.reduce((sum, { weight }) => sum + weight, 0);
  const questions = questionsOf(arms);
  const divided = (what: 'subjects' | 'lookedAt', among = arms) =>
    splitOf(
      among.map(({ name, weight }) => ({ name, weight, count: tallies.get(name)![what] })),
      SPLIT_ALPHA / 2,
    );
  const judged = arms.filter(isValidated);
  const findings = {
    experiment: experiment.name,
    subjects: [...tallies.values()].reduce((sum, { subjects }) => sum + subjects, 0),
    arms: arms.map((arm) => armReport(arm, tallies.get(arm.name)!, arm.weight / weights, ALPHA)),
    split: divided('subjects'),
    lookedAtSplit: judged.length < 2 ? null : divided('lookedAt', judged),
    drawnOtherwise,
    // Bonferroni: none of them wrong, not each
    comparisons: questions.map((question) => compare(question, tallies, ALPHA / questions.length)),
  };
  return { ...findings, conclusion: conclude(findings) };
}
