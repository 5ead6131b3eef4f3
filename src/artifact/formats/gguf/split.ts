import type { Json } from '../../../core/check.js';
import type { Problem } from '../../problem.js';
import type { FileStructure } from '../format.js';
import { FAMILIES } from './families.js';
import { hyperOf } from './hyper.js';
import { wrongTensors } from './requirements.js';
import type { SplitPart } from './split-keys.js';

/** As `llama-gguf-split` names parts, from 1, and loaders look for them. */
const NAME = /^(?<prefix>.*)-(?<no>\d{5})-of-(?<count>\d{5})\.gguf$/s;

interface Part {
  readonly file: FileStructure;
  readonly said: SplitPart;
  /** null: the file is not called as a part. */
  readonly named: { readonly prefix: string; readonly no: number; readonly count: number } | null;
}

/**
 * Holds the parts of models that lie in several GGUF files to each other: all of them there, each once, and together the
 * tensors that the first one promises. Files that are whole are left alone.
 * @param files - of one artifact, of any format
 */
export function judgeSplits(files: readonly FileStructure[]): readonly Problem[] {
  const problems: Problem[] = [];
  const models = new Map<string, Part[]>();
  for (const file of files) {
    const said = partOf(file);
    if (!said) continue;
    const named = nameOf(file.file);
    const part = { file, said, named };
    if (!named) {
      const message = `Expected a part to be called like model-00001-of-${five(said.count)}.gguf: loaders find the others by it`;
      problems.push(problem('split_name', file.file, said.countAt, 'split.count', message));
    } else if (named.no !== said.no + 1 || named.count !== said.count) {
      const message = `Expected part ${named.no} of ${named.count} by its name, found part ${said.no + 1} of ${said.count}`;
      problems.push(problem('split_name', file.file, said.countAt, 'split.no', message));
    }
    const model = named?.prefix ?? file.file;
    models.set(model, [...(models.get(model) ?? []), part]);
  }
  for (const parts of models.values()) problems.push(...judgeModel(parts.toSorted((a, b) => a.said.no - b.said.no)));
  return problems;
}

function judgeModel(parts: readonly Part[]): readonly Problem[] {
  const [first] = parts;
  const { count, countAt } = first!.said;
  const problems: Problem[] = [];
  for (const { file, said } of parts) {
    if (said.count === count) continue;
    const message = `Expected ${count} parts as ${first!.file.file} says, found ${said.count}`;
    problems.push(problem('split_count', file.file, said.countAt, 'split.count', message));
  }
  const missing = Array.from({ length: count }, (_, no) => no).filter((no) =>
    parts.every(({ said }) => said.no !== no),
  );
  if (missing.length > 0) {
    const listed = missing.slice(0, 10).map((no) => no + 1);
    const message = `Expected ${count} parts, found ${parts.length}: missing ${listed.join(', ')}${missing.length > 10 ? ', ...' : ''}`;
    problems.push(problem('split_part_missing', first!.file.file, countAt, 'split.count', message));
  }
  problems.push(...repeated(parts), ...numberedTwice(parts));
  return missing.length > 0 ? problems : [...problems, ...judgeTensors(parts)];
}

function numberedTwice(parts: readonly Part[]): readonly Problem[] {
  return parts.slice(1).flatMap(({ file, said }, index) => {
    if (parts[index]!.said.no !== said.no) return [];
    const message = `Expected every part once, found part ${said.no + 1} also in ${parts[index]!.file.file}`;
    return problem('split_no', file.file, said.countAt, 'split.no', message);
  });
}

function repeated(parts: readonly Part[]): readonly Problem[] {
  const seen = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { file } of parts) {
    for (const { name, offset } of file.tensors) {
      const before = seen.get(name);
      if (before === undefined) seen.set(name, file.file);
      else if (before !== file.file) {
        const message = `Expected every tensor in one part, found it also in ${before}`;
        problems.push(problem('split_tensor_repeated', file.file, offset, name, message));
      }
    }
  }
  return problems;
}

/** With all parts there: what they hold together. */
function judgeTensors(parts: readonly Part[]): readonly Problem[] {
  const [first] = parts;
  const { file, said } = first!;
  const tensors = parts.flatMap(({ file: part }) => part.tensors);
  const problems: Problem[] = [];
  if (said.tensors !== null && said.tensors !== tensors.length) {
    const message = `Expected ${said.tensors} tensors in all parts together, found ${tensors.length}`;
    problems.push(problem('split_tensor_count', file.file, said.tensorsAt, 'split.tensors.count', message));
  }
  const { architecture, metadata } = file;
  if (architecture === null || !Object.hasOwn(FAMILIES, architecture)) return problems;
  const hyper = hyperOf(metadata, architecture);
  // what is wrong with them was said of the file
  if (!('layers' in hyper)) return problems;
  const held = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  for (const { rule, name, message } of wrongTensors(architecture, hyper, held) ?? []) {
    // of one that is not there, where it is said how many there are
    const place = held.get(name) ?? { file: file.file, offset: said.tensorsAt };
    problems.push(problem(rule, place.file, place.offset, name, message));
  }
  return problems;
}

function partOf({ format, details }: FileStructure): SplitPart | null {
  const split: Json | undefined = format === 'gguf' ? details['split'] : undefined;
  // our own reader made it (split-keys.ts)
  return split === undefined ? null : (split as unknown as SplitPart);
}

function nameOf(file: string): Part['named'] {
  const { prefix, no, count } = NAME.exec(file)?.groups ?? {};
  return prefix === undefined ? null : { prefix, no: Number(no), count: Number(count) };
}

function five(number: number): string {
  return String(number).padStart(5, '0');
}

function problem(rule: string, file: string, offset: number | null, part: string | null, message: string): Problem {
  return { rule: `gguf_${rule}`, concern: 'layout', severity: 'error', file, offset, part, message };
}
