import type { Command } from 'commander';
import { jsonText } from '../../core/visible.js';
import { EXIT, type ExitCode } from '../../policy/decision.js';
import { inkOf } from '../../report/terminal/ink.js';
import type { Io } from '../io.js';
import { statusOf, type Status } from './present.js';
import { statusLines } from './status-view.js';
import { addTarget, type TargetFlags } from './target.js';

export function addStatus(control: Command, io: Io, finish: (code: ExitCode) => void): void {
  const command = control
    .command('status')
    .description('What holds now, who says so, the emergency disable, the last change and what is wrong.')
    .option('--json', 'one JSON document');
  addTarget(command).action(async (flags: TargetFlags & { readonly json?: boolean }) => {
    const status = await statusOf(flags, io.env);
    await io.out(
      flags.json
        ? `${jsonText(asJson(status))}\n`
        : `${statusLines(status, inkOf(io.outColor), io.outWidth).join('\n')}\n`,
    );
    finish(status.problems.length === 0 ? EXIT.success : EXIT.usage);
  });
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
