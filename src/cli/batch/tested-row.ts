import { join } from 'node:path';
import type { ResultRow } from '../../batch/results/row.js';
import type { Json } from '../../core/check.js';
import { COVERAGE_LEVELS } from '../../core/coverage.js';
import type { Verdict } from '../../core/outcome.js';
import type { FileRef } from '../../core/report.js';
import type { AttestedFile } from '../../report/attest/statement.js';
import type { Tested } from '../../report/attest/tested.js';

/**
 * What the result of a batch says of its files. Where nothing was made, or it was not published, there is none to speak of.
 * @param members - files of a folder that is one model; null: it is a file
 */
export function testedRow(row: ResultRow, members: readonly FileRef[] | null): Tested {
  const { job, input, inputSha256, name, recipe, status, reason, output, outputSha256, finishedAt, totalMs } = row;
  // what could not be made, or ended its worker, failed
  const verdict: Verdict = status === 'error' || status === 'set_aside' ? 'fail' : status;
  const ended = Date.parse(finishedAt);
  const startedAt = totalMs === null ? finishedAt : new Date(ended - totalMs).toISOString();
  const annotations: { readonly [name: string]: Json } = { verdict };
  const original = { name: input, sha256: inputSha256 };
  const isJudgedAsItIs = job === 'scan' || job === 'artifacts';
  const files = isJudgedAsItIs
    ? (members?.flatMap((file) => attested(join(input, file.path ?? ''), file.sha256, annotations)) ??
      attested(input, inputSha256, annotations))
    : attested(output, outputSha256, { ...annotations, original });
  return {
    name: recipe === null ? name : `${name} (${recipe})`,
    files,
    verdict,
    // a pass without a reason leaves nothing open
    couldOverturn: verdict === 'pass' && reason !== null,
    reason: reason ?? '',
    mode: row.mode ?? 'off',
    coverage: COVERAGE_LEVELS.find((level) => level === row.coverage) ?? null,
    startedAt,
    finishedAt,
    checks: null,
  };
}

function attested(
  name: string | null,
  sha256: string | null,
  annotations: { readonly [name: string]: Json },
): readonly AttestedFile[] {
  return name === null || sha256 === null ? [] : [{ name, digest: { sha256 }, annotations }];
}
