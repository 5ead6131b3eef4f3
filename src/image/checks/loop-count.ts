import { z } from 'zod';
import { imageCheck, PAIR } from './define.js';

export const loopCount = imageCheck({
  id: 'loop_count',
  category: 'timing',
  cost: 'structure',
  needs: ['originalStructure', 'outputStructure'],
  after: ['file_integrity'],
  subjects: [PAIR],
  limits: z.object({}),
  docs: {
    summary: 'The animation repeats as often as the original.',
    explain:
      'The stored loop counts must be equal: none (plays once), 0 (for ever) or n. A still image does not repeat, so its loop count says nothing.',
    remedy: 'Pass the loop count on, e.g. gifsicle --loopcount=forever or sharp({ loop }).',
  },
  run({ facts: { originalStructure: original, outputStructure: output } }) {
    const evidence = { expected: original.loopCount, actual: output.loopCount };
    if (original.frames <= 1 || output.frames <= 1) {
      return { outcome: 'passed', message: 'A still image does not repeat', ...evidence };
    }
    const same = original.loopCount === output.loopCount;
    return {
      outcome: same ? 'passed' : 'failed',
      message: same
        ? `Plays ${spoken(output.loopCount)}, as the original`
        : `The output plays ${spoken(output.loopCount)}, the original ${spoken(original.loopCount)}`,
      ...evidence,
    };
  },
});

function spoken(loopCount: number | null): string {
  if (loopCount === null) return 'once (no loop block)';
  return loopCount === 0 ? 'for ever' : `with a loop count of ${loopCount}`;
}
