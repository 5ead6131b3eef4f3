import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** Whether this machine tells of processes as Linux does. */
export const CAN_SEE_PROCESSES = process.platform === 'linux';

/** Group of the first child of ours that is at work, not only asked who it is; null: there was none until it was over. */
export async function groupAtWork(isOver: () => boolean): Promise<number | null> {
  const own = statOf(String(process.pid))?.group;
  while (!isOver()) {
    for (const name of processes()) {
      const found = statOf(name);
      // programs get a group of their own, so that their children end with them
      if (found?.parent === process.pid && found.group !== own && isWork(commandOf(name))) return found.group;
    }
    await setTimeout(1);
  }
  return null;
}

/** What is forked has our command line until it has its own. Arguments end in zero bytes. */
function isWork(command: string): boolean {
  return command !== '' && command !== commandOf(String(process.pid)) && !/\0-(?:-?version|-?help|h)\0/.test(command);
}

/** Members of a process group. */
export function membersOf(group: number): string[] {
  return processes().filter((name) => statOf(name)?.group === group);
}

function processes(): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
}

/** null for a process that ended meanwhile; one that is dead and not waited for counts. */
function statOf(pid: string): { parent: number; group: number } | null {
  // pid (name) state ppid pgrp: the name may hold anything, so what follows its last bracket counts
  const text = fileOf(pid, 'stat');
  const [, parent, group] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return text === '' ? null : { parent: Number(parent), group: Number(group) };
}

function commandOf(pid: string): string {
  return fileOf(pid, 'cmdline');
}

function fileOf(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return '';
    throw error;
  }
}
