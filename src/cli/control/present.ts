import { describeSettings, resolveSettings, type DescribedField } from '../../config/index.js';
import { reasonOf, UsageError } from '../../core/errors.js';
import { ControlReader, history, pending, type ControlView } from '../../policy/control/index.js';
import { readEmergency, type Emergency } from '../../policy/emergency.js';
import { controlFileOf, settingsCheck, type TargetFlags } from './target.js';

/** What `control status` shows. */
export interface Status {
  readonly view: ControlView;
  readonly emergency: Emergency;
  /** The settings that a control file can change, as they hold for a process with this environment. */
  readonly fields: readonly DescribedField[];
  /** What is wrong, one sentence each. */
  readonly problems: readonly string[];
  /** Where the history and the file part, one sentence each. */
  readonly notes: readonly string[];
  /** ms since 1970. */
  readonly now: number;
}

/** @throws UsageError when no control file is stated; everything else that is wrong is among the problems */
export async function statusOf(flags: TargetFlags, env: NodeJS.ProcessEnv): Promise<Status> {
  const path = controlFileOf(flags, env);
  const view = await viewOf(path);
  const problems = view.problem === null ? [] : [view.problem];
  const notes: string[] = [];
  try {
    problems.push(...(await history(path)).problems);
    if (view.problem === null) notes.push(...(await pending(path, view.file)));
  } catch (error) {
    problems.push(`The history cannot be read: ${reasonOf(error)}`);
  }
  const readControl = () => view.file?.settings;
  // the file that was asked about, also where the configuration names another
  const here = { ...env, PRESSPROOF_CONTROL_FILE: path };
  const resolve = () => {
    try {
      return resolveSettings({ configFile: flags.config, env: here, readControl });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      problems.push(error.message);
      return resolveSettings({ env: { PRESSPROOF_CONTROL_FILE: path }, readControl });
    }
  };
  const fields = describeSettings(resolve()).filter(isSwitch);
  const emergency = readEmergency(env, view);
  return { view, emergency, fields, problems: [...problems, ...emergency.warnings], notes, now: Date.now() };
}

export async function viewOf(path: string): Promise<ControlView> {
  const reader = new ControlReader(path, { check: settingsCheck(path) });
  try {
    await reader.ready();
    return reader.current();
  } finally {
    reader.close();
  }
}

/** Modes of checks only where somebody stated one: there are many. */
function isSwitch({ field, value }: DescribedField): boolean {
  if (/^checks\.\w+\.mode$/.test(field)) return value !== null;
  return field === 'mode' || field.startsWith('sampling.') || /^suites\.\w+\.mode$/.test(field);
}
