import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../support/engine-run.js';

const isRoot = process.getuid?.() === 0;

/** A folder in which nobody can make a file: for root, whom permissions do not stop, by the attribute of the file system. */
export function unwritableFolder(): string {
  const folder = join(temporaryFolder(), 'unwritable');
  mkdirSync(folder);
  if (isRoot) execFileSync('chattr', ['+i', folder]);
  else chmodSync(folder, 0o500);
  // before the folder around it goes
  onTestFinished(() => (isRoot ? void execFileSync('chattr', ['-i', folder]) : chmodSync(folder, 0o700)));
  return folder;
}

/**
 * A disk of its own, of so many KiB, that goes when the test ends. Small disks are memory that only root can mount.
 */
export function smallDisk(kib: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'pressproof-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', folder]);
  onTestFinished(() => {
    // lazily, since a process that a failed test left may still have files there
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** @param folder - of a small disk, whose files stay */
export function enlarge(folder: string, kib: number): void {
  execFileSync('mount', ['-o', `remount,size=${kib}k`, folder]);
}

/** Whether this user may do what a fault needs; where not, it is said which tests are left out. */
export function possible(needs: string, attempt: (folder: string) => void): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'pressproof-possible-'));
  try {
    attempt(folder);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim() : String(error);
    console.warn(`Left out, for want of ${needs}: ${reason}`);
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const CAN_MOUNT = possible('the right to mount a small disk', (folder) => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'pipe' });
  execFileSync('umount', [folder]);
});

export const CAN_FORBID =
  !isRoot ||
  possible('chattr +i, which stops root', (folder) => {
    execFileSync('chattr', ['+i', folder], { stdio: 'pipe' });
    execFileSync('chattr', ['-i', folder]);
  });
