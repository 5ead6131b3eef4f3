import { ARTIFACT, artifactCheck, findingOn, spoken } from './define.js';

export const unsafeContent = artifactCheck({
  id: 'unsafe_content',
  category: 'unsafe_content',
  cost: 'structure',
  needs: ['structure'],
  after: [],
  subjects: [ARTIFACT],
  limits: {},
  docs: {
    summary: 'Loading the file runs nothing but the model.',
    explain:
      'Pickles are read opcode by opcode and never unpickled: every global that is not on the list of harmless ones fails, whichever opcode names it, whether or not it is called, and also where the pickle breaks behind it or throws its result away. Templates that reach into the interpreter, programs in TorchScript or Python within an archive, bytes that no tensor, member or header accounts for, archives that unpack to more than they may or outside their folder, and operators of unknown libraries are findings. What could not be read to its end, or is not read here, is inconclusive: nobody knows what stands there.',
    remedy: 'Convert the model to safetensors or GGUF where it was trained, and publish that.',
  },
  run: ({ facts: { structure } }) => {
    const { problems, formats } = structure;
    const unread =
      problems.find(({ concern, severity }) => concern === 'format' && severity === 'error') ??
      problems.find(({ severity }) => severity === 'unread');
    const isUnsafe = problems.some(({ concern, severity }) => concern === 'safety' && severity === 'error');
    if (!isUnsafe && unread) {
      const message = `What is in it could not be told for certain: ${spoken(unread)}`;
      return {
        outcome: 'inconclusive',
        message,
        details: { code: unread.severity === 'unread' ? 'not_read' : 'format_broken' },
      };
    }
    if (!isUnsafe && formats.length === 0) {
      const message = 'No file of a known model format could be read';
      return { outcome: 'inconclusive', message, details: { code: 'no_format' } };
    }
    const fine = `Looked for code, programs, hidden bytes and unsafe archives in ${formats.join(', ')}: found none`;
    return findingOn(problems, ['safety'], fine);
  },
});
