import type { Command } from 'commander';
import { describeSettings, resolveSettings, type DescribedField } from '../../config/index.js';
import { reasonOf, UsageError } from '../../core/errors.js';
import { ControlReader, history, pending, type ControlView } from '../../policy/control/index.js';
import { EXIT, type ExitCode } from '../../policy/decision.js';
import { readEmergency, type Emergency } from '../../policy/emergency.js';
import { inkOf } from '../../report/terminal/ink.js';
import type { Io } from '../io.js';
import { statusLines } from './status-view.js';
import { addTarget, controlFileOf, settingsCheck, type TargetFlags } from './target.js';

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

export function addStatus(control: Command, io: Io, finish: (code: ExitCode) => void): void {
  const command = control
    .command('status')
    .description('What holds now, who says so, the emergency disable, the last change and what is wrong.')
    .option('--json', 'one JSON document');
  addTarget(command).action(async (flags: TargetFlags & { readonly json?: boolean }) => {
    const status = await statusOf(flags, io.env);
    await io.out(
      flags.json
        ? `${JSON.stringify(asJson(status))}\n`
        : `${statusLines(status, inkOf(io.outColor), io.outWidth).join('\n')}\n`,
    );
    finish(status.problems.length === 0 ? EXIT.success : EXIT.usage);
  });
}

async function statusOf(flags: TargetFlags, env: NodeJS.ProcessEnv): Promise<Status> {
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

function asJson({ view, emergency, fields, problems, notes, now }: Status) {
  const { disabled, reason, source, until } = emergency;
  const { file } = view;
  return {
    file: view.path,
    revision: view.revision,
    emergency: {
      disabled,
      reason,
      source,
      until: until === null ? null : new Date(until).toISOString(),
      leftMs: until === null ? null : until - now,
    },
    lastChange: file && { id: file.revision, at: file.changedAt, by: file.changedBy, reason: file.reason },
    settings: Object.fromEntries(fields.map(({ field, value, source: from }) => [field, { value, source: from }])),
    control: file && { settings: file.settings, emergency: file.emergency },
    problems,
    notes,
  };
}
