/** Ends a process that leads a group, and all that it started, also where it is gone itself. */
export function endGroup(leader: number): void {
  try {
    // Windows has no groups
    process.kill(process.platform === 'win32' ? leader : -leader, 'SIGKILL');
  } catch (error) {
    // nobody is left in it (macOS says EPERM of a group that only waits to be reaped)
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
