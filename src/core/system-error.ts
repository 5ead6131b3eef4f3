import { getSystemErrorMap } from 'node:util';

/** What the operating system refuses: a missing file, a full disk, no permission. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
}

/** Its reason in words, without the path, which may be one of our own that nobody knows: `permission denied (EACCES)`. */
export function systemReason({ code, errno = 0, message }: NodeJS.ErrnoException): string {
  const words = getSystemErrorMap().get(errno)?.[1];
  return words === undefined ? message : `${words} (${code})`;
}
