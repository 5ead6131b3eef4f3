import { imageCheck, PAIR } from './define.js';

export const dimensions = imageCheck({
  id: 'dimensions',
  category: 'structure',
  cost: 'structure',
  needs: ['originalStructure', 'outputStructure'],
  after: ['file_integrity'],
  subjects: [PAIR],
  limits: {},
  docs: {
    summary: 'The output has the size of the original.',
    explain: 'Width and height of the logical screen must be equal, to the pixel. No limit loosens this.',
    remedy: 'Compress without scaling or cropping, or compare with an original of the size that was asked for.',
  },
  run({ facts: { originalStructure: original, outputStructure: output } }) {
    const expected = { width: original.width, height: original.height };
    const actual = { width: output.width, height: output.height };
    const same = original.width === output.width && original.height === output.height;
    return {
      outcome: same ? 'passed' : 'failed',
      message: same
        ? `${output.width} x ${output.height} pixels, as the original`
        : `The output is ${output.width} x ${output.height} pixels, the original ${original.width} x ${original.height}`,
      expected,
      actual,
    };
  },
});
