import type { Layout, Member, Structure } from '../contents.js';
import type { FileStructure, FormatName } from '../formats/format.js';
import type { ModelFile, RuntimeName } from './session.js';
import type { NotRun } from './trials.js';

/** A file that a runtime can be given, under its name in the artifact. */
export interface RunnableModel extends ModelFile {
  readonly file: string;
  /** Of its artifact, as they were found. */
  readonly members: readonly Member[];
}

const RUNTIME_OF: Partial<Record<FormatName, RuntimeName>> = { gguf: 'llama', onnx: 'onnx' };

/** Architectures that give no next token; as `general.architecture` says. */
const ENCODERS = /bert|^t5encoder$|^clip$/;
/** `general.type` of what belongs to a model but is none, by the GGUF specification. */
const PARTS = ['adapter', 'mmproj', 'imatrix', 'vocab'];

/** Which files of an artifact are models that can be run here, and which are not. */
export function runnableModels(
  { members, bytes }: Layout,
  { files }: Structure,
): { readonly models: readonly RunnableModel[]; readonly others: readonly NotRun[] } {
  const models: RunnableModel[] = [];
  const others: NotRun[] = [];
  for (const structure of files) {
    const { file, format } = structure;
    const member = members.find(({ name }) => name === file);
    const runtime = RUNTIME_OF[format];
    const reason = reasonNotToRun(structure);
    if (member === undefined || runtime === undefined || reason !== null) {
      others.push({ file, reason: reason ?? `no runtime runs ${format} files: they hold weights and no program` });
    } else if (!isLaterPart(file)) {
      // its loader maps every file that belongs to it, whose bytes nobody else counts
      models.push({ file, path: member.path, runtime, bytes, members });
    }
  }
  return { models, others };
}

function reasonNotToRun({ format, metadata, architecture }: FileStructure): string | null {
  if (format !== 'gguf') return null;
  const type = metadata['general.type'];
  if (typeof type === 'string' && PARTS.includes(type)) return `it is no model, but of type ${type}`;
  if (architecture !== null && ENCODERS.test(architecture)) return `${architecture} continues no texts`;
  return null;
}

/** llama.cpp is given the first part and finds the others by their names. */
function isLaterPart(file: string): boolean {
  const part = /-(\d{5})-of-\d{5}\.gguf$/.exec(file)?.[1];
  return part !== undefined && Number(part) > 1;
}
