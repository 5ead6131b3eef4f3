import { join } from 'node:path';
import { nameBelow, rootOfInputs } from '../../batch/inputs/roots.js';
import type { RunRecord } from '../../batch/journal/run-record.js';
import type { RunPlaces } from '../../batch/journal/places.js';
import type { ResultRow } from '../../batch/results/row.js';
import type { Json } from '../../core/check.js';
import { COVERAGE_LEVELS } from '../../core/coverage.js';
import { isPublishable, type Verdict } from '../../core/outcome.js';
import type { SubjectRef } from '../../core/report.js';
import type { AttestedFile } from '../../report/attest/statement.js';
import { withoutDigest, type Tested } from '../../report/attest/tested.js';

/** Where names of files begin, so that a statement holds on every machine: what lies elsewhere has all of its path. */
export interface Roots {
  readonly inputs: string;
  readonly outputs: string;
}

/** Of a model that was judged. */
type ModelFiles = Pick<SubjectRef, 'members' | 'baseline'>;

/** Of a run: outputs are named from where they are published, or where those to be judged are said to be. */
export async function rootsOf({ job, inputs, against, outputs }: RunRecord, places: RunPlaces): Promise<Roots> {
  const root = await rootOfInputs(inputs);
  return { inputs: root, outputs: job === 'compress' ? (outputs ?? places.outputs) : (against ?? root) };
}

/**
 * What the result of a batch says of its files. Where nothing was made, or it was not published, there is none to speak of.
 * @param model - what its report says of a model: the files of a folder, and what it was compared with; null: it is none
 * @throws UsageError `attestation_no_digest` where what passed as it is was not read to its end
 */
export function testedRow(row: ResultRow, model: ModelFiles | null, roots: Roots): Tested {
  const { job, input, inputSha256, recipe, status, reason, output, outputSha256, finishedAt, totalMs } = row;
  // what could not be made, or ended its worker, failed
  const verdict: Verdict = status === 'error' || status === 'set_aside' ? 'fail' : status;
  const ended = Date.parse(finishedAt);
  const startedAt = totalMs === null ? finishedAt : new Date(ended - totalMs).toISOString();
  const name = recipe === null ? row.name : `${row.name} (${recipe})`;
  const own = (place: string) => nameBelow(roots.inputs, place);
  const expectation = heldTo(row, model, own);
  const annotations: { readonly [name: string]: Json } = {
    verdict,
    test: name,
    ...(expectation && { expectations: [expectation] }),
  };
  const original = { name: own(input), sha256: inputSha256 };
  const isJudgedAsItIs = job === 'scan' || job === 'artifacts';
  const judged = model?.members?.map(({ path, sha256 }) => [join(input, path ?? ''), sha256] as const) ?? [
    [input, inputSha256] as const,
  ];
  if (isJudgedAsItIs && isPublishable(verdict)) {
    const unread = judged.find(([, sha256]) => sha256 === null);
    if (unread) throw withoutDigest(unread[0]);
  }
  const files = isJudgedAsItIs
    ? judged.flatMap(([place, sha256]) => attested(own(place), sha256, annotations))
    : attested(output && nameBelow(roots.outputs, output), outputSha256, { ...annotations, original });
  return {
    name,
    files,
    verdict,
    // a pass without a reason leaves nothing open
    couldOverturn: verdict === 'pass' && reason !== null,
    reason: reason ?? '',
    mode: row.mode ?? 'off',
    coverage: COVERAGE_LEVELS.find((level) => level === row.coverage) ?? null,
    startedAt,
    finishedAt,
    environments: [],
    checks: null,
  };
}

/** What a manifest says that a file is held to, and which bytes a baseline had; null: nothing, or what the recipe says of all. */
function heldTo({ job, expectation }: ResultRow, model: ModelFiles | null, own: (place: string) => string): Json {
  if (job === 'compress' || expectation === null) return null;
  const places: Readonly<Record<string, (value: Json) => Json>> = {
    baseline: (value) => own(value as string),
    holdout: (value) => own((value as { readonly path: string }).path),
  };
  // where it is to run is no row's own
  const stated = Object.entries(expectation).filter(([field]) => field !== 'environment');
  if (stated.length === 0) return null;
  const baselineSha256 = model?.baseline?.sha256 ?? null;
  return {
    ...Object.fromEntries(stated.map(([field, value]) => [field, places[field]?.(value) ?? value])),
    ...(baselineSha256 !== null && { baselineSha256 }),
  };
}

function attested(
  name: string | null,
  sha256: string | null,
  annotations: { readonly [name: string]: Json },
): readonly AttestedFile[] {
  return name === null || sha256 === null ? [] : [{ name, digest: { sha256 }, annotations }];
}
