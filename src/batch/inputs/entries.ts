import { relative } from 'node:path';
import { UsageError } from '../../core/errors.js';
import type { Entry, JobKind, Location } from '../item.js';
import { isS3, locationOf, s3Place } from '../storage/location.js';
import { safeName } from './name.js';
import { openInput } from './open.js';
import { foundPartner, isThere, originalOf, orphansBelow, pairingOf, type Pairing } from './pairs.js';
import { commonFolder } from './roots.js';
import type { Listed, Source } from './source.js';

export interface EntryOptions {
  readonly job: JobKind;
  /** `validate`: where the outputs are: a folder or an S3 prefix with the same names below it. */
  readonly against?: Location | null | undefined;
  /** `validate`: what names of outputs have before their extension: `.min` for a.min.gif. */
  readonly suffix?: string | null | undefined;
  /** `artifacts`: paths of baselines by the names that manifests may call them by. */
  readonly baselines?: Readonly<Record<string, string>> | undefined;
  /** Folders that are not entered, absolute: the run's own. */
  readonly except?: readonly string[] | undefined;
  /** For people: what was left out, and why. */
  readonly tell?: ((text: string) => void) | undefined;
}

/**
 * Entries of inputs, one after the other, in an order that is the same whenever they are read. Memory does not grow with
 * how many there are. A file that several inputs give is given several times. Of `validate`, an original without an
 * output and an output without an original are entries, too: what is missing is for the verdict to say.
 * @param inputs - folders, globs, manifests, files, `s3://` addresses; relative to the working folder
 * @throws UsageError for inputs that are nothing, before anything is given; what the system says of folders that vanish;
 *   the signal's reason
 */
export async function* entriesOf(
  inputs: readonly string[],
  options: EntryOptions,
  signal: AbortSignal,
): AsyncGenerator<Entry, void> {
  const { job, against = null, suffix = null, baselines = {}, except = [], tell = () => {} } = options;
  const pairing = await pairingOf(against === null ? null : locationOf(against, process.cwd()), suffix);
  const shared = { except, tell, signal, job, baselines, needsOutput: job === 'validate' && pairing === null };
  const sources = await Promise.all(inputs.map((input) => openInput(input, shared)));
  if (shared.needsOutput) refusePairless(sources);
  const prefixOf = prefixes(sources);
  for (const source of sources) {
    let count = 0;
    for await (const listed of paired(source, pairing, sources)) {
      signal.throwIfAborted();
      count += 1;
      yield entryOf(listed, prefixOf(source));
    }
    if (count === 0) tell(`${source.input} ${source.emptiness}`);
  }
  if (pairing === null || pairing.against === null) return;
  for await (const { original, source, output } of orphansBelow(pairing.against, pairing, sources, shared)) {
    yield entryOf({ ...original, output }, prefixOf(source));
  }
}

/** Files of a source with their outputs. A file that is the output of another by its name is no original. */
async function* paired(source: Source, pairing: Pairing | null, sources: readonly Source[]): AsyncIterable<Listed> {
  if (pairing === null) {
    yield* source.list();
    return;
  }
  for await (const listed of source.list()) {
    const original = source.isManifest || pairing.against !== null ? null : originalOf(listed, pairing);
    if (original === null) yield { ...listed, output: listed.output ?? (await foundPartner(listed, pairing)) };
    else if (!(await isBroughtAlong(original, pairing, sources))) yield { ...original, output: listed.location };
  }
}

/** Whether an original gives its output itself: it is among the inputs, is there, and is no output of another. */
async function isBroughtAlong(original: Listed, pairing: Pairing, sources: readonly Source[]): Promise<boolean> {
  if (originalOf(original, pairing) !== null || !sources.some((other) => other.covers(original.location))) return false;
  return await isThere(original.location, false);
}

function refusePairless(sources: readonly Source[]): void {
  const pairless = sources.find(({ isManifest }) => !isManifest);
  if (!pairless) return;
  throw new UsageError(
    'invalid_argument',
    `Expected --against FOLDER or --suffix SUFFIX with ${pairless.input}: only a manifest says which files are pairs`,
  );
}

function entryOf({ location, name, output, operation, expectation, model }: Listed, prefix: string): Entry {
  return {
    input: location,
    name: safeName(`${prefix}${name}`),
    output: output ?? null,
    ...(operation !== undefined && { operation }),
    ...(expectation !== undefined && { expectation }),
    ...(model !== undefined && { model }),
  };
}

/**
 * What names of one source begin with, so that those of several stay apart: the way from the deepest folder that all of
 * them are in, or the bucket and its prefix.
 */
function prefixes(sources: readonly Source[]): (source: Source) => string {
  if (sources.length === 1) return () => '';
  const common = commonFolder(sources.map(({ root }) => root).filter((root) => !isS3(root)));
  return ({ root }) => {
    if (!isS3(root)) return relative(common, root) === '' ? '' : `${relative(common, root)}/`;
    const { bucket, key } = s3Place(root);
    return key === '' ? `${bucket}/` : `${bucket}/${key.replace(/\/$/, '')}/`;
  };
}
