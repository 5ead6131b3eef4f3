import { PressproofError } from '../core/errors.js';

/**
 * A compressor could not do its work. Codes: `engine_missing` (not installed; the message says how to),
 * `engine_failed`, `engine_timeout`, `unsupported_parameter` (another engine can), `unsupported_input`,
 * `unknown_engine`, `aborted`.
 */
export class EngineError extends PressproofError {}
