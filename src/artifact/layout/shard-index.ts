import type { Member } from '../contents.js';
import type { FileStructure, ReadContext, Tensor } from '../formats/format.js';
import type { JsonReader } from '../json/reader.js';
import type { AcrossFiles } from './across.js';
import { note, type Noted } from './notes.js';
import { folderOf, readJsonFile } from './read-json.js';

const SUFFIX = /\.(?:safetensors|bin)\.index\.json$/;
const RULE = 'index';

/** A tensor's shard as the index names it. */
interface Listed {
  readonly shard: string;
  /** Byte of the shard's name in the index. */
  readonly offset: number;
}

interface ShardIndex {
  readonly listed: ReadonlyMap<string, Listed>;
  readonly totalSize: { readonly value: number; readonly text: string; readonly offset: number } | null;
}

/**
 * Holds every index of shards to them: each is there, in the folder of the index, and holds the tensors that the index says it
 * holds; those of safetensors hold no others, and all of them together have the size that it says.
 */
export function judgeShardIndexes(found: AcrossFiles): void {
  for (const member of found.layout.members) {
    if (SUFFIX.test(member.name.toLowerCase())) judgeIndex(member, found);
  }
}

function judgeIndex(member: Member, { layout, files, context }: AcrossFiles): void {
  const say = (noted: Omit<Noted, 'file'>): void => note(context.problems, { file: member.name, ...noted });
  const index = readIndex(member, context, say);
  if (!index) return;
  const folder = folderOf(member.name);
  const shards = new Map<string, FileStructure | null>();
  for (const { shard, offset } of index.listed.values()) {
    if (shards.has(shard)) continue;
    const name = `${folder}${shard}`;
    const isThere = isPlainName(shard) && layout.members.some((one) => one.name === name);
    shards.set(shard, (isThere && files.find(({ file }) => file === name)) || null);
    if (isThere) continue;
    const isLink = layout.problems.some(({ rule, file }) => rule === 'layout_symlink' && file === name);
    const what = { part: shard.slice(0, 200), offset };
    if (!isPlainName(shard)) {
      const message = `Expected the name of a file beside the index, found the path ${JSON.stringify(shard.slice(0, 200))}`;
      say({ rule: 'index_shard_path', ...what, message });
    } else if (isLink) {
      say({
        rule: 'index_shard_link',
        ...what,
        message: `Expected the shard ${shard} as a file, found a symbolic link`,
      });
    } else {
      say({ rule: 'index_shard_missing', ...what, message: `Expected the shard ${shard}, found no such file` });
    }
  }
  const known = [...shards.values()].filter((shard) => shard !== null);
  judgePlaces(index, shards, say);
  // what else a pickle holds, and how often, is no claim of its index
  if (!known.every(({ format }) => format === 'safetensors')) return;
  judgeOthers(index, known, context);
  // of a shard that is not there nothing is known of its size
  if (known.length === shards.size) judgeTotal(index, known, say);
}

/** Every tensor of the index is in its shard. */
function judgePlaces(
  { listed }: ShardIndex,
  shards: ReadonlyMap<string, FileStructure | null>,
  say: (noted: Omit<Noted, 'file'>) => void,
): void {
  const homes = new Map<string, string>();
  const held = new Map<string, ReadonlySet<string>>();
  for (const [shard, structure] of shards) {
    held.set(shard, new Set(structure?.tensors.map(({ name }) => name)));
    for (const { name } of structure?.tensors ?? []) homes.set(name, shard);
  }
  for (const [name, { shard, offset }] of listed) {
    if (!shards.get(shard) || held.get(shard)!.has(name)) continue;
    const home = homes.get(name);
    const message = `Expected it in ${shard}, found it in ${home ?? 'no shard'}`;
    const place = { part: name, offset, message };
    if (home !== undefined) say({ rule: 'index_tensor_misplaced', ...place });
    else
      say({
        rule: 'index_tensor_missing',
        severity: hasOthers(shards.get(shard)!, listed) ? 'error' : 'unread',
        ...place,
      });
  }
}

/** Whether a tensor that is missing is not there under another name: in a pickle one object may have two, and is read under one. */
function hasOthers({ format, tensors }: FileStructure, listed: ShardIndex['listed']): boolean {
  return format === 'safetensors' || tensors.some(({ name }) => !listed.has(name));
}

/** No shard has a tensor that is not listed, and none has one that another has. */
function judgeOthers({ listed }: ShardIndex, shards: readonly FileStructure[], { problems }: ReadContext): void {
  const seen = new Map<string, string>();
  for (const { file, tensors } of shards) {
    for (const { name, offset } of tensors) {
      const before = seen.get(name);
      seen.set(name, file);
      const at = { file, offset, part: name };
      if (before !== undefined && before !== file) {
        const message = `Expected each tensor in one shard, found it in ${before} already`;
        note(problems, { rule: 'index_tensor_repeated', ...at, message });
      } else if (!listed.has(name)) {
        note(problems, {
          rule: 'index_tensor_unlisted',
          ...at,
          message: 'Expected it in the index, found it in a shard only',
        });
      }
    }
  }
}

function judgeTotal(
  { totalSize }: ShardIndex,
  shards: readonly FileStructure[],
  say: (noted: Omit<Noted, 'file'>) => void,
): void {
  const bytes = (tensors: readonly Tensor[]): number => tensors.reduce((sum, tensor) => sum + tensor.bytes, 0);
  const all = shards.flatMap(({ tensors }) => tensors);
  const total = bytes(all);
  // transformers counted an eighth of a byte for each truth value, and so wrote fractions
  const asBits = total - (bytes(all.filter(({ dtype }) => dtype === 'BOOL')) * 7) / 8;
  if (!totalSize || [total, asBits].includes(totalSize.value)) return;
  const message = `Expected the ${total} bytes of all tensors as total_size, found ${totalSize.text}`;
  say({ rule: 'index_total_size', part: 'total_size', offset: totalSize.offset, message });
}

/** null where it is not one; why is noted. */
function readIndex(member: Member, context: ReadContext, say: (noted: Omit<Noted, 'file'>) => void): ShardIndex | null {
  const listed = new Map<string, Listed>();
  let totalSize: ShardIndex['totalSize'] = null;
  let hasMap = false;
  const wrongType = ({ tokens }: JsonReader, part: string, expected: string): void => {
    const message = `Expected ${expected}, found ${tokens.spoken()}`;
    say({ rule: 'index_type', part, offset: tokens.offset, message });
  };
  const readMap = (json: JsonReader): void => {
    hasMap = true;
    const { tokens } = json;
    json.object(
      ({ text }) => {
        if (tokens.kind === 'string') listed.set(text, { shard: tokens.text, offset: tokens.offset });
        else wrongType(json, text.slice(0, 200), 'the name of a shard');
        json.skip(text);
      },
      { most: context.budget.maxTensors },
    );
  };
  const readMetadata = (json: JsonReader): void => {
    const { tokens } = json;
    json.object(({ text }) => {
      const isTotal = text === 'total_size';
      if (isTotal && tokens.kind === 'number' && /^[0-9]+(\.[0-9]+)?$/.test(tokens.text)) {
        totalSize = { value: Number(tokens.text), text: tokens.text, offset: tokens.offset };
      } else if (isTotal) wrongType(json, text, 'a number of bytes as total_size');
      json.skip(text);
    });
  };
  readJsonFile(member, RULE, context, (json) => {
    json.object(({ text }) => {
      const isObject = json.tokens.kind === '{';
      if (text === 'weight_map' && isObject) readMap(json);
      else if (text === 'metadata' && isObject) readMetadata(json);
      else {
        if (text === 'weight_map' || text === 'metadata') wrongType(json, text, 'an object');
        json.skip(text);
      }
    });
    if (!hasMap)
      say({ rule: 'index_type', part: 'weight_map', offset: 0, message: 'Expected a weight_map, found none' });
  });
  return hasMap ? { listed, totalSize } : null;
}

/** A file's name and nothing that leads anywhere: libraries join it to the folder of the index as it is. */
function isPlainName(shard: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are part of what is refused
  return shard !== '' && shard !== '.' && shard !== '..' && !/[/\\\u0000-\u001f]/.test(shard);
}
