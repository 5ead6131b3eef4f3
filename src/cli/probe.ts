import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { bytesText } from '../core/bytes-text.js';
import { jsonText } from '../core/visible.js';
import { probe } from '../guard/probe.js';
import type { ProbeFailure, ProbeResult } from '../image/task.js';
import { EXIT, type ExitCode } from '../policy/decision.js';
import { durationText } from '../report/units.js';
import { plain } from '../report/terminal/text.js';
import { epilogue } from './epilogue.js';
import { inOrder } from './in-order.js';
import type { Io } from './io.js';
import { addCrossCheck, callOptions, type JudgingFlags } from './judging.js';
import { isNoImage, tellOfModels } from './models.js';
import { progressBar, type ProgressFlags } from './progress.js';
import { addSettings, settingsOf, type SettingsFlags } from './settings.js';

type Flags = SettingsFlags & JudgingFlags & ProgressFlags & { readonly json?: boolean };

const EXAMPLES = `
Examples:
  pressproof probe a.gif
  pressproof probe --json *.gif | jq -c '[.path, .frames, .fps]'
  pressproof probe --cross-check a.gif        ask sharp and gifuct-js too`;

export function addProbe(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const command = program
    .command('probe')
    .summary('facts of images, no judgement')
    .description('Facts of each image: frames, delays, colours, completeness. No judgement.')
    .argument('<file...>', 'images, in the order of the results')
    .option('--json', 'one JSON object a line')
    .option('--quiet', 'print nothing that is not a result or a fault')
    .option('--no-progress', 'no progress bar');
  addSettings(addCrossCheck(command)).addHelpText('after', epilogue(EXAMPLES));
  command.action(async (files: string[], flags: Flags) => finish(await run(files, flags, io)));
}

async function run(files: readonly string[], flags: Flags, io: Io): Promise<ExitCode> {
  const resolved = await settingsOf(flags, io.env);
  const options = callOptions(resolved, flags, io);
  const width = resolved.settings.pool.threads ?? availableParallelism();
  const progress = progressBar(io, flags, files.length);
  let done = 0;
  let unread = 0;
  const noImages: string[] = [];
  try {
    for await (const facts of inOrder(files, width, (file) => probe(file, options), io.signal)) {
      progress.update((done += 1));
      if ('error' in facts) {
        unread += 1;
        if (isNoImage(facts.error) && facts.path !== null) noImages.push(facts.path);
      }
      await io.out(flags.json ? `${jsonText(facts)}\n` : `${inWords(facts).map(plain).join('\n')}\n`);
    }
  } finally {
    progress.stop();
  }
  if (!flags.quiet && noImages.length > 0) await tellOfModels(noImages, io);
  return unread > 0 ? EXIT.failed : EXIT.success;
}

function inWords(facts: ProbeResult): string[] {
  if ('error' in facts) return [failure(facts)];
  const { path, bytes, format, width, height, frames, durationMs, fps, loopCount, colors, transparent } = facts;
  const time =
    frames > 1 ? `, ${durationText(durationMs)} at ${Number(fps.toFixed(2))} fps, ${repeats(loopCount)}` : '';
  const counted =
    colors === null ? 'not counted' : `${colors.union} over all frames, at most ${colors.maxPerFrame} in one`;
  return [
    `${path ?? ''}`,
    `  ${format}, ${width} x ${height}, ${bytesText(bytes ?? 0)}`,
    `  ${frames} ${frames === 1 ? 'frame' : 'frames'}${time}`,
    `  colours: ${counted}${transparent === true ? '; has transparent pixels' : ''}`,
    `  ${facts.complete ? 'complete' : 'NOT complete'}`,
    ...facts.problems.map(({ severity, message, frame, offset }) => {
      const place = [frame === null ? [] : `frame ${frame}`, offset === null ? [] : `byte ${offset}`].flat().join(', ');
      return `  ${severity}: ${message}${place === '' ? '' : ` (${place})`}`;
    }),
    ...(facts.crossCheck ?? []).map(({ message }) => `  ${message}`),
  ];
}

/** Errors of the file system name the file themselves. */
function failure({ path, error: { code, message } }: ProbeFailure): string {
  const name = path === null ? '' : `${path}: `;
  return `${message.startsWith(name) ? '' : name}${message} (${code})`;
}

function repeats(loopCount: number | null): string {
  if (loopCount === null) return 'plays once';
  return loopCount === 0 ? 'loops for ever' : `loop count ${loopCount}`;
}
