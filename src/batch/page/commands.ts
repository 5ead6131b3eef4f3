import type { Json } from '../../core/check.js';
import type { Command } from '../../report/batch/model.js';
import { flagOf, shell } from '../../report/command-line.js';
import type { RunRecord } from '../journal/run-record.js';
import type { Stage } from '../recipe.js';
import type { ResultRow } from '../results/row.js';

/** How to make and judge one result again, on the machine that has its files. Nothing for files of an object store. */
export function commandsOf(row: ResultRow, run: RunRecord): Command[] {
  const { input, output, job, recipe, name } = row;
  if (input.startsWith('s3://') || output?.startsWith('s3://')) return [];
  if (job === 'scan') return [{ what: 'Look at the file again', line: shell(['pressproof', 'scan', input]) }];
  if (job === 'artifacts') {
    const line = shell(['pressproof', 'artifact', 'validate', input, ...modelFlags(row)]);
    return [{ what: 'Judge the model again', line }];
  }
  const stages = run.recipes.find(({ label }) => label === recipe)?.stages ?? [];
  return [...making(stages, input, name), ...(output === null ? [] : [judging(row, output)])];
}

/** One compression, or one after the other where a recipe has several. */
function making(stages: readonly Stage[], input: string, name: string): Command[] {
  if (stages.length === 0) return [];
  const last = `again-${name.replaceAll(/[/\\]/g, '-')}`;
  const lines = stages.map((stage, index) => {
    const from = index === 0 ? input : `stage-${index}.gif`;
    const to = index === stages.length - 1 ? last : `stage-${index + 1}.gif`;
    return shell(['pressproof', 'compress', from, '-o', to, '--engine', stage.engine, ...flags(stage.parameters)]);
  });
  return [{ what: 'Compress and judge it again', line: lines.join(' && ') }];
}

function judging({ input, operation, expectation }: ResultRow, output: string): Command {
  const asked = ['--operation', operation, ...flags(expectation ?? {})];
  const line = shell(['pressproof', 'validate', input, output, ...asked, '--report', 'proof.html']);
  return { what: 'Judge the output again, with a page of its own', line };
}

/** What the manifest said that it is judged by. */
function modelFlags({ expectation }: ResultRow): string[] {
  const { sha256, baseline, holdout } = expectation ?? {};
  const path = (holdout as { readonly path?: Json } | undefined)?.path;
  return flags({ expectSha256: sha256, baseline, holdout: path });
}

function flags(values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .flatMap(([name, value]) => [flagOf(name), String(value)]);
}
