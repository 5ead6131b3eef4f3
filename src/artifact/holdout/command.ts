import { ProgramError, runProgram } from '../../core/run-program.js';
import { ArtifactError } from '../errors.js';

/** One number takes some bytes; a number for each of 100,000 examples at most this many. */
const MAX_OUTPUT = 2 ** 22;
/** Characters of what is told of its failure: its first words say what went wrong. */
const MAX_REASON = 600;

/** What a program of a metric reads, a line each. */
export interface Prediction {
  /** Of the example in the holdout file. */
  readonly line: number;
  readonly input: string | null;
  /** Right answers, or the right class. */
  readonly expected: readonly string[] | number | null;
  /** The model's answer, or its number for each class; null: there is none. */
  readonly answer: string | readonly number[] | null;
  readonly error: string | null;
}

/**
 * The numbers that a program makes of a model's answers: it reads predictions as JSON Lines from its standard input and
 * prints one number, or one a line for each prediction, of which the mean counts. No shell, an environment of PATH and
 * LANG, a group of its own that ends with it.
 * @throws ArtifactError `metric_command` where it does not, or not in time
 */
export async function commandNumbers(
  command: readonly string[],
  predictions: readonly Prediction[],
  timeoutMs: number,
): Promise<readonly number[]> {
  const [program, ...args] = command;
  if (program === undefined) throw refused('the metric command is empty');
  const printed = await outputOf(program, args, predictions, timeoutMs);
  const words = printed.split('\n').flatMap((line) => line.trim() || []);
  const numbers = words.map(Number);
  const wrong = numbers.findIndex((number) => !Number.isFinite(number));
  if (wrong >= 0) throw refused(`${program} printed ${JSON.stringify(words[wrong]?.slice(0, 80))}, which is no number`);
  if (numbers.length !== 1 && numbers.length !== predictions.length) {
    throw refused(
      `${program} printed ${numbers.length} numbers; one, or one for each of ${predictions.length}, counts`,
    );
  }
  return numbers;
}

async function outputOf(
  program: string,
  args: readonly string[],
  predictions: readonly Prediction[],
  timeoutMs: number,
): Promise<string> {
  const { LANG } = process.env;
  const environment = LANG === undefined ? {} : { LANG };
  const lines = predictions.map((prediction) => Buffer.from(`${JSON.stringify(prediction)}\n`));
  try {
    const options = { timeoutMs, environment, keptBytes: MAX_OUTPUT, beyond: 'end' } as const;
    return (await runProgram(program, args, options, lines)).stdout;
  } catch (error) {
    if (error instanceof ProgramError) throw refused(error.message.slice(0, MAX_REASON));
    throw error;
  }
}

function refused(message: string): ArtifactError {
  return new ArtifactError('metric_command', `The metric could not be computed: ${message}`);
}
