import { readFileSync } from 'node:fs';
import { AbsentError } from '../contestant.js';

/** Resident memory of a process and of its children, MiB. */
export interface Resident {
  readonly own: number;
  /** The largest of its children; 0 where it has none. */
  readonly child: number;
}

/** @throws AbsentError where no kernel tells; null when the process is gone */
export function residentOf(pid: number): Resident | null {
  if (process.platform !== 'linux') throw new AbsentError('Memory of other processes is told by Linux only');
  const own = residentMb(pid);
  return own === null ? null : { own, child: Math.max(0, ...childrenOf(pid).map((child) => residentMb(child) ?? 0)) };
}

function childrenOf(pid: number): number[] {
  const text = read(`/proc/${pid}/task/${pid}/children`) ?? '';
  return text.split(' ').filter(Boolean).map(Number);
}

function residentMb(pid: number): number | null {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}

/** null: it ended meanwhile. */
function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}
