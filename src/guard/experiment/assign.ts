import { PressproofError } from '../../core/errors.js';
import type { Mode } from '../../core/modes.js';
import type { ImageArgument } from '../../image/source.js';
import { armOf } from '../../policy/arm.js';
import { experimentNamed, type Experiment } from '../../policy/experiment.js';
import { fingerprintOf } from '../cache/fingerprint.js';
import type { CallOptions, ScanOptions } from '../plan/options.js';
import { settingsFor } from '../plan/settings.js';
import { parseImage } from '../subject.js';

/** The arm of a subject, and how it is to be compressed. Plain data. */
export interface ArmAssignment {
  readonly experiment: string;
  readonly arm: string;
  /** In [0, 1). */
  readonly draw: number;
  /** What was drawn: to be handed to `guard` as it is, so that it draws the same. */
  readonly sampleKey: string;
  /** null: the arm states none. */
  readonly mode: Mode | null;
  /** null: the arms differ in something else. */
  readonly engine: string | null;
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
}

/**
 * Which arm of a configured experiment a subject belongs to: needed before its compression where the arms name engines
 * or parameters.
 * @param original - what is drawn, unless `sampleKey` says what
 * @example
 * const { engine, parameters, sampleKey } = await assignArm('gifsicle-trial', 'in.gif');
 * await guard(engineNamed(engine), { experiment: 'gifsicle-trial', sampleKey })('in.gif', 'out.gif', parameters);
 * @throws UsageError for a wrong configuration or a name that is not in it; PressproofError `unreadable_file`
 */
export async function assignArm(
  experiment: string,
  original: ImageArgument,
  options: Pick<ScanOptions, 'sampleKey'> & Pick<CallOptions, 'config' | 'settings' | 'signal'> = {},
): Promise<ArmAssignment> {
  const { settings } = settingsFor(options, process.env);
  const found = experimentNamed(experiment, settings.experiments);
  return assignmentOf(found, options.sampleKey ?? (await contentKey(original, options.signal)));
}

/** The same of a key. */
export function assignmentOf(experiment: Experiment, sampleKey: string): ArmAssignment {
  const { arm, draw } = armOf(experiment, sampleKey);
  const { name, mode = null, engine = null, parameters = {} } = arm;
  return { experiment: experiment.name, arm: name, draw, sampleKey, mode, engine, parameters };
}

async function contentKey(original: ImageArgument, signal: AbortSignal | undefined): Promise<string> {
  const fingerprint = await fingerprintOf(parseImage('original', original), signal);
  if (fingerprint) return fingerprint.sha256;
  const name = original instanceof Uint8Array ? 'the original' : String(original);
  throw new PressproofError('unreadable_file', `${name} cannot be read, so it belongs to no arm`);
}
