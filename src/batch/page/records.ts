import { setImmediate } from 'node:timers/promises';
import { keptOf } from './files.js';
import type { Write } from '../../guard/files/write-whole.js';
import type { Report } from '../../core/report.js';
import { recordsIsland } from '../../report/batch/islands.js';
import { recordOf, type ItemRecord } from '../../report/batch/record.js';
import type { RunReader } from '../journal/reader.js';
import type { Candidate } from './choose.js';
import { commandsOf } from './commands.js';

/** Reports of one kind deflate together to a fifth of what each takes alone; opening one unpacks all of its island. */
const TOGETHER = 32;

/** Writes the reports of results in their order until the budget is spent. @param budget - bytes of the page */
export async function writeRecords(
  reader: RunReader,
  order: Iterable<Candidate>,
  write: Write,
  budget: number,
  signal: AbortSignal,
): Promise<void> {
  let left = budget;
  let [items, records]: [number[], ItemRecord[]] = [[], []];
  const flush = async (): Promise<void> => {
    const island = items.length === 0 ? '' : recordsIsland(items, records);
    [items, records] = [[], []];
    left = island.length > left ? 0 : left - island.length;
    if (left > 0) await write(island);
    // interrupts and progress are heard between islands
    await setImmediate();
    signal.throwIfAborted();
  };
  for (const { item, ordinal } of order) {
    const row = reader.row(item);
    if (row === null) continue;
    const decision = reader.decision(item);
    const kept = row.job === 'compress' && row.output === null ? keptOf(row, reader.folder) : row.output;
    const commands = commandsOf({ ...row, output: kept }, reader.run);
    items.push(ordinal);
    records.push(decision === null ? { html: '', commands } : recordOf(named(decision.report, kept), commands));
    if (items.length === TOGETHER) await flush();
    if (left === 0) return;
  }
  await flush();
}

/** A report names an output by its target, and a rejected one is not there. @param output - where it is; null: nowhere */
function named(report: Report, output: string | null): Report {
  const { subject } = report;
  if (!subject.output) return report;
  const path = output ?? 'rejected, and not kept';
  return { ...report, subject: { ...subject, output: { ...subject.output, path } } };
}
