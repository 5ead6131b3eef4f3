import type * as CliProgress from 'cli-progress';
import { onDemand } from '../core/on-demand.js';

const cliProgress = onDemand<typeof CliProgress>('cli-progress');

/** A progress bar on stderr, as every command shows one. @param format - of cli-progress */
export function newBar(format: string): CliProgress.SingleBar {
  return new (cliProgress().SingleBar)({
    format,
    stream: process.stderr,
    // leaves room for the words beside it in 80 columns
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    clearOnComplete: true,
    hideCursor: true,
    // signals are ours
    gracefulExit: false,
  });
}
