import type { Problem } from '../../problem.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { FileStructure, ReadContext, Tensor } from '../format.js';
import { looksPickled } from '../pickle/sniff.js';
import { arrayTensors } from '../pickle/tensors.js';
import { noteTrailing } from '../pickle/trailing.js';
import { walkPickle } from '../pickle/walk.js';
import { MOST_FOR_PICKLES, readArchive, type ArchiveMember } from '../zip/archive.js';
import { folderOf, noteContents } from './contents.js';
import { readRecords } from './records.js';
import type { Storage } from './storages.js';
import { torchTensors, type Place } from './tensors.js';

/** The zip archive that torch.save writes: one folder with data.pkl, storages in data/ and some notes of torch's own. */
export function readTorchArchive(source: ByteSource, context: ReadContext): FileStructure {
  const { problems } = context;
  // compressed members are an error anyway
  const archive = readArchive(source, context, MOST_FOR_PICKLES);
  const note = (problem: Pick<Problem, 'rule' | 'concern' | 'message'>, { name, at }: ArchiveMember) =>
    problems.add({ severity: 'error', file: source.name, offset: at, part: name, ...problem });
  const all = [...archive.members];
  const folder = folderOf(all, archive, source);
  noteContents(all, folder, note);
  const members = new Map(all.map((member) => [member.name, member]));
  const { byteOrder, version } = readRecords(all, folder, source, context);
  const isData = ({ name }: ArchiveMember) => name.startsWith(`${folder}data/`);
  const used = new Set<string>();
  const globals = new Set<string>();
  const tensors: Tensor[] = [];
  for (const member of all) {
    const { content } = member;
    if (isData(member) || !content || !looksPickled(content)) continue;
    const walk = walkPickle(content, context, { start: 0, persistent: true });
    if (walk.result !== null) noteTrailing(content, walk.end, context);
    for (const name of walk.globals) globals.add(name);
    const place = (storage: Storage): Place | null => {
      const stored = members.get(`${folder}data/${storage.key}`);
      const place = placeOf(source, stored, storage, content.name, context);
      if (stored) used.add(stored.name);
      return place;
    };
    for (const tensor of torchTensors(walk, { file: content.name, context, place })) tensors.push(tensor);
    for (const array of arrayTensors(walk, content, context)) tensors.push(array);
  }
  // what was not looked at may use any of them
  const unused = all.every((one) => one.content || isData(one)) ? all.filter(isData) : [];
  for (const member of unused) {
    if (used.has(member.name)) continue;
    const message = 'Expected every storage to belong to a tensor, found one that none uses';
    const place = { file: source.name, offset: member.at, part: member.name };
    problems.add({ rule: 'pytorch_unused_storage', concern: 'safety', severity: 'warning', ...place, message });
  }
  return {
    format: 'pytorch',
    version,
    file: source.name,
    tensors,
    external: [],
    architecture: null,
    metadata: {},
    details: { globals: [...globals], members: all.length, byteOrder },
  };
}

/** Where a storage lies; what it is said to have must be what its member has. */
function placeOf(
  source: ByteSource,
  member: ArchiveMember | undefined,
  { key, elements, elementBytes, at }: Storage,
  file: string,
  { problems }: ReadContext,
): Place | null {
  const wrong = (rule: string, message: string): null => {
    problems.add({ rule, concern: 'format', severity: 'error', file, offset: at, part: key, message });
    return null;
  };
  if (!member) return wrong('pytorch_storage_missing', `Expected the storage ${key} in the archive, found none`);
  const bytes = elements * elementBytes;
  if (member.size !== bytes) {
    // a loader that does not compare them reads what lies behind
    return wrong('pytorch_storage_size', `Expected ${bytes} bytes in ${member.name}, found ${member.size}`);
  }
  return { file: `${source.name}!${member.name}`, offset: 0, bytes };
}
