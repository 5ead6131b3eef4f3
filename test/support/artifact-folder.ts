import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Structure } from '../../src/artifact/contents.js';
import { layoutOf } from '../../src/artifact/layout/layout.js';
import { structureOf } from '../../src/artifact/structure.js';
import { DEFAULT_ARTIFACT_BUDGET } from '../../src/artifact/task.js';

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Writes files by their names, which may have slashes, into a new folder. */
export function artifactFolder(scratch: string, files: Files): string {
  const folder = mkdtempSync(join(scratch, 'artifact-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** What is said of a file or folder, as the suite reads it. */
export function structureAt(path: string): Structure {
  return structureOf(layoutOf(path, DEFAULT_ARTIFACT_BUDGET), DEFAULT_ARTIFACT_BUDGET);
}
