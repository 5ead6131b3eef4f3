import { relative } from 'node:path';
import { placesOf } from '../../batch/journal/places.js';
import { openRun, type RunReader, type Standing } from '../../batch/journal/reader.js';
import { exportResults } from '../../batch/results/export/index.js';
import { summaryText } from '../../batch/results/text/index.js';
import { unjudgedLines } from '../../batch/results/text/unjudged.js';
import { placeFault, RunFault } from '../../batch/run/faults.js';
import type { ResultRow } from '../../batch/results/row.js';
import { isSystemError } from '../../core/system-error.js';
import type { SubjectRef } from '../../core/report.js';
import { jsonText } from '../../core/visible.js';
import { EXIT, exitCodeOf, type ExitCode, type Judged } from '../../policy/decision.js';
import type { WorkSettings } from '../../batch/execute/settings.js';
import { shell } from '../../report/command-line.js';
import { countText } from '../../report/units.js';
import type { Attestation } from '../attest/attestation.js';
import type { Io } from '../io.js';
import type { BatchFlags } from './flags.js';
import { rootsOf, testedRow } from './tested-row.js';

/** Who states what came of a run, and by which settings. */
export interface Attesting {
  readonly attestation: Attestation;
  readonly work: WorkSettings;
}

/** Writes the results of a run that is over, and says what came of it. */
export async function ended(
  folder: string,
  flags: BatchFlags,
  { attestation, work }: Attesting,
  io: Io,
): Promise<ExitCode> {
  const reader = openRun(folder);
  try {
    if (io.signal.aborted) {
      if (!flags.quiet) io.tell(interruptedText(reader, flags.out));
      return EXIT.interrupted;
    }
    const { files, missing, summary } = await exportResults(reader, folder, io.signal).catch((error: unknown) => {
      throw isSystemError(error) ? withRemedy(placeFault(folder, error), flags.out) : error;
    });
    await io.out(flags.json ? `${jsonText(summary)}\n` : summaryText(summary, io.outColor, io.outWidth));
    for (const { name, reason } of missing) io.tell(`${name} was not written: ${reason}`);
    if (!flags.quiet) {
      for (const line of unjudgedLines(summary.unjudged)) io.tell(line);
      io.tell(`Results: ${files.map(({ name }) => relative(process.cwd(), `${folder}/${name}`)).join(', ')}`);
      io.tell(`Look at them: ${shell(['pressproof', 'report', flags.out])}`);
    }
    const { job, recipes } = reader.run;
    if (flags.attest !== undefined) {
      const roots = await rootsOf(reader.run, placesOf(folder));
      for (const row of reader.rows()) attestation.addTested(testedRow(row, modelOf(row, reader), roots));
    }
    const code = exitCodeOfRun(reader.standings(), flags.strict ?? false);
    const judging = { ...work, timeBudget: work.timeBudgetMs };
    const asked = { job, recipes: recipes.map(({ label }) => label) };
    const suite = job === 'artifacts' ? 'artifact' : 'image';
    return await attestation.write({ suite, resolved: work.settings, flags: judging, asked }, code);
  } finally {
    reader.close();
  }
}

/** The row has no room for all its files. */
function modelOf({ job, item }: ResultRow, reader: RunReader): SubjectRef | null {
  return job === 'artifacts' ? (reader.decision(item)?.report.subject ?? null) : null;
}

function interruptedText(reader: RunReader, out: string): string {
  const done = Object.values(reader.counts()).reduce((sum, count) => sum + count, 0);
  return `${countText(done)} done, and kept. ${goOn(out)}`;
}

/** A fault with what to do about it. */
export function withRemedy(fault: RunFault, out: string): RunFault {
  const first = fault.code.endsWith('disk_full') ? 'Make room. ' : '';
  return new RunFault(fault.code, `${fault.message}. What is done is kept. ${first}${goOn(out)}`, { cause: fault });
}

function goOn(out: string): string {
  return `Go on with: ${shell(['pressproof', 'batch', '--resume', '--out', out])}`;
}

/** Exit code over a whole run, whichever process did what of it. What could not be made failed, in every mode. */
function exitCodeOfRun(standings: readonly Standing[], strict: boolean): ExitCode {
  const isBroken = standings.some(({ status }) => status === 'error' || status === 'set_aside');
  const judged = standings.flatMap(({ status, mode, doubtful }): Judged[] => {
    if (status === 'error' || status === 'set_aside' || mode === null) return [];
    const coverage = { level: 'full', framesCompared: 0, framesTotal: 0, couldOverturn: doubtful } as const;
    return [{ verdict: status, mode, coverage }];
  });
  return isBroken ? EXIT.failed : exitCodeOf(judged, { strict });
}
