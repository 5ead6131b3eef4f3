import { PressproofError } from '../../core/errors.js';
import type { Report } from '../../core/report.js';
import { validateArtifact } from '../../guard/artifact/validate.js';
import { scan, validate } from '../../guard/validate.js';
import type { Item, Location } from '../item.js';
import type { Outcome } from '../task.js';
import { isS3 } from '../storage/index.js';
import { listen } from './heard.js';
import type { Places } from './places.js';
import type { WorkSettings } from './settings.js';

/** Judges what somebody else made of an original, or a lone file. An output that is not there is a verdict. */
export async function judged(item: Item, work: WorkSettings, places: Places, signal: AbortSignal): Promise<Outcome> {
  const { operation, expectation, input, output } = item.entry;
  const { timeBudgetMs, metrics, ...looking } = { ...work, names: places.names, signal };
  return await decided(async () => {
    const original = await places.input(input).catch(async (error: unknown) => {
      throw output !== null && (await isStray(error, output)) ? strayFault(output, error as PressproofError) : error;
    });
    if (output === null) return await scan(original, looking);
    const asked = { timeBudgetMs, metrics, operation, expectation };
    return await validate(original, await places.judged(output), { ...looking, ...asked });
  });
}

/** Judges a model: a file, or a folder with all that belongs to it. One that is not there is a verdict. */
export async function judgedArtifact(
  { entry: { input, model = {} } }: Item,
  { settings, checks, coverage }: WorkSettings,
  signal: AbortSignal,
): Promise<Outcome> {
  if (isS3(input)) throw new PressproofError('input_unreadable', `${input}: artifacts are judged where they lie`);
  const { name, version, baseline, sha256, holdout: path } = model;
  const expectation = { sha256, baseline, holdout: path === undefined ? undefined : { path } };
  return await decided(() =>
    validateArtifact(input, { settings, checks, coverage, signal, name, version, expectation }),
  );
}

async function decided(judge: () => Promise<Report>): Promise<Outcome> {
  const heard = listen();
  try {
    heard.claim(await judge());
    const decision = await heard.decision();
    // judging tells of itself in every mode
    if (decision === null) throw new PressproofError('item_failed', 'The verdict was not recorded');
    return { kind: 'judged', decision, written: null, failedStage: null, stages: [] };
  } finally {
    heard.end();
  }
}

/** Whether it is the original that is missing, and not the pair. */
async function isStray(error: unknown, output: Location): Promise<boolean> {
  if (!(error instanceof PressproofError) || error.code !== 'input_missing') return false;
  const { storageOf } = await import('../storage/index.js');
  return (
    (await storageOf(output)
      .stat(output)
      .catch(() => null)) !== null
  );
}

function strayFault(output: Location, error: PressproofError): PressproofError {
  return new PressproofError(error.code, `${output} is an output without an original: ${error.message}`, {
    cause: error,
  });
}
