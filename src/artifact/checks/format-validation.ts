import type { Structure } from '../contents.js';
import { noFormat } from '../no-model.js';
import type { Concern } from '../problem.js';
import { ARTIFACT, artifactCheck, findingOn, spoken } from './define.js';

/** What it speaks of. */
const OWN: readonly Concern[] = ['format', 'layout'];

export const formatValidation = artifactCheck({
  id: 'format_validation',
  category: 'format_validation',
  cost: 'structure',
  needs: ['layout', 'structure'],
  after: [],
  subjects: [ARTIFACT],
  limits: {},
  docs: {
    summary: 'Every file is what its format says, from its first byte to its last.',
    explain:
      'The format is told from the content, and a name that promises another is a finding. Strict readers of our own follow the rules of each format: every count, offset, length and type is checked against the file before it is used. Each problem names its rule, its byte and the tensor, key or member. A folder is judged as a whole: shards against their index, split parts against each other, links against the folder. What is known and not read, such as TensorFlow.js, OpenVINO or an archive without a model, is inconclusive.',
    remedy: 'Export the model again, or fetch it again and compare its digest with the source.',
  },
  run: ({ facts: { layout, structure } }) => {
    const problems = [...layout.problems, ...structure.problems];
    if (structure.formats.length === 0 && !problems.some(({ concern }) => OWN.includes(concern))) {
      const unread = problems.find(({ severity }) => severity === 'unread');
      if (unread) return { outcome: 'inconclusive', message: spoken(unread), details: { code: 'not_read' } };
      return { outcome: 'failed', message: noFormat(layout) };
    }
    const fine = `${structure.formats.join(', ')}: ${structure.tensors.length} tensors, every rule of the format holds`;
    const finding = findingOn(problems, OWN, fine);
    return { ...finding, details: { ...factsOf(structure), ...finding.details } };
  },
});

/** Tensors that reports name. */
const LARGEST = 10;

function factsOf({ formats, architecture, parameters, tensors }: Structure) {
  const largest = tensors
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, LARGEST)
    .map(({ name, dtype, shape, bytes, file }) => ({ name, dtype, shape, bytes, file }));
  return { formats, architecture, parameters, tensors: tensors.length, largest };
}
