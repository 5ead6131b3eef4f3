import { loopCountOf, playsOf } from '../loops.js';
import { imageCheck, PAIR } from './define.js';

export const loopCount = imageCheck({
  id: 'loop_count',
  category: 'timing',
  cost: 'structure',
  needs: ['originalStructure', 'outputStructure'],
  after: ['file_integrity'],
  subjects: [PAIR],
  limits: {},
  docs: {
    summary: 'The animation repeats as often as the original.',
    explain:
      'Both must play equally often: once, for ever or n times. What is stored for it differs: GIF counts repeats (no block for once), WebP plays. A still image does not repeat, so its loop count says nothing.',
    remedy: 'Pass the loop count on, e.g. gifsicle --loopcount=forever or sharp({ loop }).',
  },
  run({ facts: { originalStructure: original, outputStructure: output } }) {
    if (original.frames <= 1 || output.frames <= 1) {
      const message = 'A still image does not repeat';
      return { outcome: 'passed', message, expected: original.loopCount, actual: output.loopCount };
    }
    const [wanted, plays] = [playsOf(original), playsOf(output)];
    const same = wanted === plays;
    return {
      outcome: same ? 'passed' : 'failed',
      message: same
        ? `Plays ${spoken(plays)}, as the original`
        : `The output plays ${spoken(plays)}, the original ${spoken(wanted)}`,
      // both as the output's format stores it
      expected: loopCountOf(wanted, output.format),
      actual: output.loopCount,
    };
  },
});

function spoken(plays: number): string {
  if (plays === Infinity) return 'for ever';
  return plays === 1 ? 'once' : `${plays} times`;
}
