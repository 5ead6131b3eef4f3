import { spawn } from 'node:child_process';
import { endGroup } from '../../core/process-group.js';
import { reasonOf } from '../../core/errors.js';
import { ArtifactError } from '../errors.js';

/** One number takes some bytes; a number for each of 100,000 examples at most this many. */
const MAX_OUTPUT = 2 ** 22;

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

function outputOf(
  program: string,
  args: readonly string[],
  predictions: readonly Prediction[],
  timeoutMs: number,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: environment(), stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    const printed: Buffer[] = [];
    let complaint = '';
    let length = 0;
    let stopped: string | undefined;
    const stop = (reason: string): void => {
      stopped ??= reason;
      if (child.pid !== undefined) endGroup(child.pid);
    };
    const timer = setTimeout(() => stop(`was ended after ${timeoutMs} ms`), timeoutMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(refused(`${program} could not be started: ${reasonOf(error)}`));
    });
    child.stdout.on('data', (bytes: Buffer) => {
      length += bytes.length;
      if (length > MAX_OUTPUT) stop(`printed more than ${MAX_OUTPUT} bytes`);
      else printed.push(bytes);
    });
    child.stderr.on('data', (bytes: Buffer) => {
      // its first words say what went wrong
      if (complaint.length < 500) complaint += bytes.toString();
    });
    // children that outlive it hold the pipes open
    child.once('exit', () => child.pid !== undefined && endGroup(child.pid));
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (stopped !== undefined) return reject(refused(`${program} ${stopped}`));
      if (code === 0) return resolve(Buffer.concat(printed).toString());
      const how = code === null ? `was ended by ${signal}` : `exited with code ${code}`;
      reject(refused(`${program} ${how}: ${complaint.trim().slice(0, 500) || 'it wrote no message'}`));
    });
    // a program may have read enough
    child.stdin.on('error', () => undefined);
    for (const prediction of predictions) child.stdin.write(`${JSON.stringify(prediction)}\n`);
    child.stdin.end();
  });
}

function environment(): NodeJS.ProcessEnv {
  const { PATH, LANG } = process.env;
  return { ...(PATH !== undefined && { PATH }), ...(LANG !== undefined && { LANG }) };
}

function refused(message: string): ArtifactError {
  return new ArtifactError('metric_command', `The metric could not be computed: ${message}`);
}
