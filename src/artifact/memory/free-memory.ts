import { readFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { dirname, join } from 'node:path';
import { graphicsCards, type GraphicsCard } from './graphics-cards.js';

/** What this machine could give a process now. */
export interface FreeMemory {
  /** Bytes of ordinary memory. */
  readonly ramBytes: number;
  /** Which source bounds it. */
  readonly ramFrom: string;
  /** Empty where none was seen; `vramFrom` says why. */
  readonly cards: readonly GraphicsCard[];
  readonly vramFrom: string;
}

/** @param root - of the file system whose /proc and /sys are read */
export async function freeMemory(root = '/'): Promise<FreeMemory> {
  const { cards, from } = await graphicsCards();
  return { ...freeRam(root), cards, vramFrom: from };
}

/** The least of what the machine has and what each control group around this process still allows. */
export function freeRam(root: string): { readonly ramBytes: number; readonly ramFrom: string } {
  const machine = machineRam(root);
  const groups = controlGroups(root).flatMap((group) => leftIn(group) ?? []);
  return groups.reduce((least, group) => (group.ramBytes < least.ramBytes ? group : least), machine);
}

function machineRam(root: string) {
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(textOf(join(root, 'proc/meminfo')) ?? '')?.[1];
  if (kilobytes !== undefined) return { ramBytes: Number(kilobytes) * 1024, ramFrom: 'MemAvailable of /proc/meminfo' };
  return { ramBytes: freemem(), ramFrom: 'free memory as the operating system says' };
}

/** Files of one control group: its limit, what is taken, and of that what the kernel can take back. */
interface ControlGroup {
  readonly limit: string;
  readonly taken: string;
  readonly statistics: string;
  readonly cache: RegExp;
}

/** Of both versions, from the process's own up to the root: each of them bounds. */
function controlGroups(root: string): ControlGroup[] {
  const lines = (textOf(join(root, 'proc/self/cgroup')) ?? '').split('\n');
  return lines.flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) return [];
    if (controllers === '') return upwards(path).map((at) => secondVersion(join(root, 'sys/fs/cgroup', at)));
    if (!controllers.split(',').includes('memory')) return [];
    return upwards(path).map((at) => firstVersion(join(root, 'sys/fs/cgroup/memory', at)));
  });
}

function upwards(path: string): string[] {
  return path === '/' ? [path] : [path, ...upwards(dirname(path))];
}

const secondVersion = (folder: string): ControlGroup => ({
  limit: join(folder, 'memory.max'),
  taken: join(folder, 'memory.current'),
  statistics: join(folder, 'memory.stat'),
  cache: /^(?:in)?active_file (\d+)$/gm,
});

const firstVersion = (folder: string): ControlGroup => ({
  limit: join(folder, 'memory.limit_in_bytes'),
  taken: join(folder, 'memory.usage_in_bytes'),
  statistics: join(folder, 'memory.stat'),
  cache: /^total_(?:in)?active_file (\d+)$/gm,
});

/** null: it bounds nothing. Pages of files are given back when memory is asked for, so they count as free. */
function leftIn({ limit, taken, statistics, cache }: ControlGroup) {
  const most = countIn(limit);
  const now = countIn(taken);
  if (most === null || now === null) return null;
  const files = [...(textOf(statistics) ?? '').matchAll(cache)].reduce((sum, [, bytes]) => sum + Number(bytes), 0);
  return { ramBytes: Math.max(0, most - Math.max(0, now - files)), ramFrom: `the control group's limit ${limit}` };
}

/** null where there is no such file, or "max". */
function countIn(path: string): number | null {
  const text = textOf(path)?.trim();
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // another operating system, or another version of control groups
    return undefined;
  }
}
