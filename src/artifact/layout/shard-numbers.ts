import type { AcrossFiles } from './across.js';
import { note } from './notes.js';

/** `model-00001-of-00003.safetensors`: the number of a shard and how many there are. */
const NUMBERED = /^(.*)-([0-9]{5})-of-([0-9]{5})\.(safetensors|bin|pth?|ckpt)$/;

/** A folder has all shards of which one's name says how many there are. One shard alone is somebody's choice. */
export function judgeShardNumbers({ layout, context }: AcrossFiles): void {
  if (layout.kind !== 'folder') return;
  const sets = new Map<string, { readonly count: number; readonly numbers: Set<number>; readonly member: string }>();
  for (const { name } of layout.members) {
    const [, stem, number, count, ending] = NUMBERED.exec(name) ?? [];
    if (stem === undefined) continue;
    const key = `${stem}-of-${count}.${ending}`;
    const set = sets.get(key) ?? { count: Number(count), numbers: new Set<number>(), member: name };
    sets.set(key, set);
    set.numbers.add(Number(number));
  }
  for (const { count, numbers, member } of sets.values()) {
    // some writers count from 0, as their loops do
    const first = numbers.has(0) && !numbers.has(count) ? 0 : 1;
    const missing = count - [...numbers].filter((number) => number >= first && number < first + count).length;
    if (missing === 0) continue;
    const message = `Expected ${count} shards, as the name says, found ${count - missing}`;
    note(context.problems, { rule: 'shard_missing', file: member, message });
  }
}
