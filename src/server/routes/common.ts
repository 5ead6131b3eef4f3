import type { Report } from '../../core/report.js';
import type { Ask } from '../route.js';
import type { ValidateRequest, CompressRequest } from '../schemas/request.js';

type Judging = Pick<
  ValidateRequest & CompressRequest,
  | 'operation'
  | 'expectation'
  | 'checks'
  | 'coverage'
  | 'timeBudgetMs'
  | 'metrics'
  | 'limits'
  | 'mode'
  | 'preset'
  | 'crossCheck'
  | 'sampleKey'
  | 'experiment'
>;

/** Options of the library's calls that a request may state; paths and switches of the operator are not among them. */
export function callOptions(request: Judging, { files, signal }: Ask) {
  const { operation, expectation, checks, coverage, timeBudgetMs, metrics, limits } = request;
  const { mode, preset, crossCheck, sampleKey, experiment } = request;
  const judging = { operation, expectation, checks, coverage, timeBudgetMs, metrics, limits };
  return { ...judging, mode, preset, crossCheck, sampleKey, experiment, names: files.names, signal };
}

/** Names the report of an answer, and where to find it again. */
export function reportHeaders({ id, verdict, mode }: Report): Record<string, string> {
  return {
    'Pressproof-Verdict': verdict,
    'Pressproof-Mode': mode,
    ...(id !== undefined && { 'Pressproof-Report-Id': id, Link: `</v1/reports/${id}>; rel="describedby"` }),
  };
}
