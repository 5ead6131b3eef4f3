import type { Layout, Member, Structure } from './contents.js';
import { ArtifactError, FormatError } from './errors.js';
import { HEAD_BYTES, type ArtifactFormat, type FileStructure, type ReadContext } from './formats/format.js';
import { noteUnreadArchive } from './formats/unread-archive.js';
import { judgeOtherArchive } from './formats/zip/other.js';
import { isZip } from './formats/zip/signature.js';
import { ACROSS } from './layout/judgements.js';
import { coremlWeights } from './layout/coreml.js';
import { openvinoWeights } from './layout/openvino.js';
import { tfjsShards } from './layout/tfjs.js';
import { ProblemList } from './problem.js';
import { formatOf, isShared, promisedFormat, promises } from './sniff.js';
import { FileSource, type ByteSource } from './source/byte-source.js';
import { programIn } from './source/content-of.js';
import type { ArtifactBudget } from './task.js';

/**
 * Reads every file that holds a model, by what it contains; names only decide where the content says nothing. Then the
 * files are held against each other.
 * @throws ArtifactError `unreadable`, `file_changed` of a file without which nothing wrong was found
 */
export function structureOf(layout: Layout, budget: ArtifactBudget): Structure {
  const problems = new ProblemList();
  const context = { problems, budget };
  const { files, unread } = readMembers(layout, context);
  if (!unread) for (const judge of ACROSS) judge({ layout, files, context });
  // what is wrong already stays wrong, whatever the file that cannot be read holds
  else if (problems.errors === 0) throw unread;
  const tensors = files.flatMap((file) => file.tensors);
  return {
    formats: [...new Set(files.map(({ format }) => format))],
    files,
    tensors,
    parameters: tensors.reduce(
      (sum, { shape }) => sum + shape.reduce((product, dimension) => product * dimension, 1),
      0,
    ),
    architecture: files.find(({ architecture }) => architecture !== null)?.architecture ?? null,
    problems: problems.kept,
    problemCount: problems.total,
  };
}

/** Weights in formats that are not read here. */
const OF_OTHERS = [tfjsShards, openvinoWeights, coremlWeights] as const;

/**
 * What only its name calls a model comes last: it may be where another one keeps its data, and is of no format then.
 * @returns also why the first file that cannot be read cannot
 */
function readMembers({ members }: Layout, context: ReadContext) {
  const files: FileStructure[] = [];
  const unread: ArtifactError[] = [];
  const attempt = (look: () => void): void => {
    try {
      look();
    } catch (error) {
      if (!(error instanceof ArtifactError)) throw error;
      unread.push(error);
    }
  };
  const read = (member: Member, isKnown: boolean): void =>
    attempt(() => {
      const file = readMember(member, isKnown, context);
      if (file) files.push(file);
    });
  for (const member of members) read(member, true);
  const data = new Set(files.flatMap(({ tensors }) => tensors.map(({ file }) => file)));
  // a name that promises one format is no shard's: what is called so has to be it
  for (const weightsOf of OF_OTHERS) {
    attempt(() => {
      for (const name of weightsOf(members, context)) if (isShared(name)) data.add(name);
    });
  }
  for (const member of members) if (promisedFormat(member.name) && !data.has(member.name)) read(member, false);
  // as the members are: by their names
  files.sort((a, b) => (a.file < b.file ? -1 : 1));
  return { files, unread: unread[0] ?? null };
}

/** @param isKnown - whether its content or, if not, only its name has to say what it is; null where it is otherwise */
function readMember({ path, name, identity }: Member, isKnown: boolean, context: ReadContext): FileStructure | null {
  const source = new FileSource(path, name, identity);
  try {
    const isOfFormat = formatOf(source) !== undefined;
    const isPromised = promisedFormat(name) !== undefined;
    // .bin is said of whatever is not text, also by who would hide it
    if (!isOfFormat && isKnown && (!isPromised || isShared(name))) noteProgram(source, context);
    if (!isOfFormat && !isPromised) {
      if (isZip(source.read(0, HEAD_BYTES))) judgeOtherArchive(source, context);
      else noteUnreadArchive(source, context);
    }
    return isOfFormat === isKnown ? readSource(source, context) : null;
  } finally {
    source.close();
  }
}

/** The structure of one source of whichever format; null where it is of none. */
export function readSource(source: ByteSource, context: ReadContext): FileStructure | null {
  const promised = promisedFormat(source.name);
  const known = formatOf(source);
  // .bin is said of whatever is not text: who broke the rules of which format cannot be told, an archive aside
  if (!known && isShared(source.name) && !isZip(source.read(0, HEAD_BYTES))) return noteUnknown(source, context);
  const found = known ?? promised;
  if (!found) return null;
  if (promised && !promises(found, source.name)) noteWrongName(source, promised, found, context);
  try {
    return found.read(source, context);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const { code: rule, offset, part, message } = error;
    context.problems.add({ rule, concern: 'format', severity: 'error', file: source.name, offset, part, message });
    return null;
  }
}

/** Nothing that is looked at here runs it; what is published with a model is run by somebody. */
function noteProgram(source: ByteSource, { problems }: ReadContext): void {
  const program = programIn(source);
  if (program === null) return;
  const message = `Expected files of a model, found ${program}`;
  const at = { file: source.name, offset: 0, part: null };
  problems.add({ rule: 'layout_program', concern: 'safety', severity: 'error', ...at, message });
}

function noteUnknown(source: ByteSource, context: ReadContext): null {
  const message =
    'Expected a PyTorch file or a pickle, as its name may promise, found bytes of no format that is known';
  const at = { file: source.name, offset: 0, part: null };
  context.problems.add({ rule: 'layout_unknown_content', concern: 'format', severity: 'error', ...at, message });
  return null;
}

function noteWrongName(source: ByteSource, promised: ArtifactFormat, found: ArtifactFormat, context: ReadContext) {
  const message = `The name promises ${promised.title}, the content is ${found.title}`;
  const at = { file: source.name, offset: 0, part: null };
  context.problems.add({ rule: 'layout_wrong_extension', concern: 'layout', severity: 'error', ...at, message });
}
