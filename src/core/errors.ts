/**
 * Base of every error that pressproof throws on purpose. `code` is stable and lower_snake_case;
 * `message` names what was wrong, where, and the remedy.
 */
export class PressproofError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Wrong usage or configuration: exit code 2 on the command line. */
export class UsageError extends PressproofError {}

/**
 * The one wording for every bad argument: "Expected X for NAME but received V".
 * @param name - the field as its user wrote it, e.g. `limits.fpsTolerance`
 * @param expected - what would be right, e.g. `a number from 0 to 1`
 */
export function invalidArgument(name: string, expected: string, received: unknown): UsageError {
  return new UsageError('invalid_argument', `Expected ${expected} for ${name} but received ${describe(received)}`);
}

/** A value as a person would recognise it in an error: quoted, short, NaN and undefined told apart. */
export function describe(value: unknown): string {
  if (typeof value === 'number' || value === undefined || value === null) return String(value);
  const text = toJson(value) ?? typeof value;
  // 120 characters keep the error on two terminal lines
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** undefined where JSON has no words for a value: a function, a BigInt, a value that holds itself or is too deep. */
function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value) as string | undefined;
  } catch {
    return undefined;
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The error to throw when an AbortSignal fired: its own reason where that is an error. */
export function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new PressproofError('aborted', 'Aborted by the caller');
}
