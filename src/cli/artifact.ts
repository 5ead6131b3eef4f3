import type { Command } from 'commander';
import type { ExitCode } from '../policy/decision.js';
import { addArtifactDiff } from './artifact/diff.js';
import { addArtifactInspect } from './artifact/inspect.js';
import { addArtifactScan } from './artifact/scan.js';
import { addArtifactValidate } from './artifact/validate.js';
import { epilogue } from './epilogue.js';
import type { Io } from './io.js';

const EXAMPLES = `
An artifact is a file (GGUF, safetensors, ONNX, PyTorch, pickle, .npy) or a folder with all that belongs to it.

Examples:
  pressproof artifact validate model.gguf --name majora --version v5 --environment production
  pressproof artifact validate exported/ --expect-sha256 9f86d081884c7d65... --report proof.html
  pressproof artifact scan downloads/ --json
  pressproof artifact inspect model.gguf
  pressproof artifact diff v5.gguf v6.gguf`;

export function addArtifact(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const artifact = program
    .command('artifact')
    .summary('judge models: files and folders')
    .description('Judges model artifacts: their bytes, their format, what they need and what they answer.')
    .addHelpText('after', epilogue(EXAMPLES));
  addArtifactValidate(artifact, io, finish);
  addArtifactScan(artifact, io, finish);
  addArtifactInspect(artifact, io, finish);
  addArtifactDiff(artifact, io, finish);
}
