import { STATUS_CODES } from 'node:http';
import { PressproofError, UsageError } from '../core/errors.js';
import type { Report } from '../core/report.js';
import { EngineError } from '../engines/errors.js';
import { ValidationError } from '../guard/errors.js';
import type { Problem } from './schemas/problem.js';

/** A refusal that knows its status. `code` and `message` are those of any other error of pressproof. */
export class HttpProblem extends PressproofError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    { headers = {}, ...options }: ErrorOptions & { readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(code, message, options);
    this.status = status;
    this.headers = headers;
  }
}

/** What is answered to an error, and whether it is a fault of ours. */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly problem: Problem;
  readonly isFault: boolean;
}

/** The engine cannot do what was asked of it, whoever asks. */
const ENGINE_STATUS: Readonly<Record<string, number>> = {
  unknown_engine: 400,
  unsupported_parameter: 400,
  unsupported_input: 422,
  engine_failed: 422,
  engine_missing: 501,
  engine_timeout: 504,
};

/** RFC 9457. An error that nobody expected tells its reader nothing of the inside. */
export function refusalOf(error: unknown): Refusal {
  const status = statusOf(error);
  const known = error instanceof HttpProblem || (error instanceof PressproofError && status !== 500);
  const code = known ? error.code : 'internal_error';
  const detail = known ? error.message : 'Something went wrong in the server; its log says what';
  return {
    status,
    headers: error instanceof HttpProblem ? error.headers : {},
    problem: { title: STATUS_CODES[status] ?? 'Error', status, code, detail, ...reportIn(error) },
    isFault: status === 500,
  };
}

function statusOf(error: unknown): number {
  if (error instanceof HttpProblem) return error.status;
  // what was asked for was done, and its result is not fit
  if (error instanceof ValidationError) return 422;
  if (error instanceof EngineError) return ENGINE_STATUS[error.code] ?? 500;
  return error instanceof UsageError ? 400 : 500;
}

function reportIn(error: unknown): { report: Report } | undefined {
  return error instanceof ValidationError ? { report: error.report } : undefined;
}
