import { ARTIFACT, artifactCheck, findingOn } from './define.js';

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
      'Pickles are read opcode by opcode and never unpickled: every global that is not on the list of harmless ones fails. Templates that reach into the interpreter, programs behind the last tensor, archives that unpack to more than they may or outside their folder, and operators of unknown libraries are findings.',
    remedy: 'Convert the model to safetensors or GGUF where it was trained, and publish that.',
  },
  run: ({ facts: { structure } }) =>
    structure.formats.length === 0
      ? { outcome: 'inconclusive', message: 'No file of a known model format could be read' }
      : findingOn(structure.problems, ['safety'], 'Nothing in it is run or unpacked by whoever loads it'),
});
