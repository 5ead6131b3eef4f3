import type { Command } from 'commander';
import { jsonText } from '../core/visible.js';
import type { Tolerance } from '../batch/results/compare/shape.js';
import { EXIT, type ExitCode } from '../policy/decision.js';
import { numberFor } from './arguments.js';
import { epilogue } from './epilogue.js';
import type { Io } from './io.js';

const EXAMPLES = `
Joins items by job, input (its address) and recipe. Exits with 1 when an item that was fit no longer is, and with 3 when
the runs have no item in common.

Examples:
  pressproof compare last-week/ today/
  pressproof compare last-week/ today/ --json | jq '.examples.lost'`;

interface CompareFlags {
  readonly sizeTolerance?: number;
  readonly ssimTolerance?: number;
  readonly json?: boolean;
}

const shareFor = (name: string) => numberFor(name, 'a number from 0 to 1', (value) => value >= 0 && value <= 1);

export function addCompare(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  program
    .command('compare')
    .summary('what got better or worse between two runs of batch')
    .description('Compares two runs, item by item: which outputs are no longer fit, larger, smaller, worse or better.')
    .argument('<before>', 'folder of a run')
    .argument('<after>', 'folder of another run, of the same plan or of another one')
    .option(
      '--size-tolerance <share>',
      'relative change of size that is none (default: 0.01)',
      shareFor('--size-tolerance'),
    )
    .option(
      '--ssim-tolerance <change>',
      'change of the mean SSIM that is none (default: 0.005)',
      shareFor('--ssim-tolerance'),
    )
    .option('--json', 'one JSON document')
    .addHelpText('after', epilogue(EXAMPLES))
    .action(async (before: string, after: string, flags: CompareFlags) =>
      finish(await compared(before, after, flags, io)),
    );
}

async function compared(before: string, after: string, flags: CompareFlags, io: Io): Promise<ExitCode> {
  const { openRun } = await import('../batch/journal/reader.js');
  const { compareRuns, DEFAULT_TOLERANCE } = await import('../batch/results/compare/index.js');
  const { comparisonText } = await import('../batch/results/compare/text.js');
  const { sizeTolerance: size = DEFAULT_TOLERANCE.size, ssimTolerance: ssim = DEFAULT_TOLERANCE.ssim } = flags;
  const tolerance: Tolerance = { size, ssim };
  const first = openRun(before);
  try {
    const second = openRun(after);
    try {
      const comparison = await compareRuns(first, second, tolerance, io.signal);
      await io.out(flags.json ? `${jsonText(comparison)}\n` : comparisonText(comparison, io.outColor, io.outWidth));
      const { items, changes } = comparison.total;
      if (items === 0) return EXIT.inconclusive;
      return changes.lost > 0 ? EXIT.failed : EXIT.success;
    } finally {
      second.close();
    }
  } finally {
    first.close();
  }
}
