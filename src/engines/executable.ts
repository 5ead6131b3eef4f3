import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Where a program stands on PATH, or null. Only files that may be executed count. */
export async function findOnPath(name: string, path = process.env['PATH'] ?? ''): Promise<string | null> {
  for await (const found of allOnPath(name, path)) return found;
  return null;
}

/** Every place on PATH where a program of that name stands, the one a shell would run first. */
export async function* allOnPath(name: string, path = process.env['PATH'] ?? ''): AsyncGenerator<string> {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of path.split(delimiter)) {
    // an empty entry would mean the working directory: never run what lies there by chance
    if (folder === '') continue;
    const candidate = join(folder, file);
    if (await isExecutable(candidate)) yield candidate;
  }
}

export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOTDIR') return false;
    throw error;
  }
}
