import { join } from 'node:path';
import { jsonText } from '../../../core/visible.js';
import type { InputFront } from '../summary/index.js';
import { WholeFile } from './whole-file.js';

/** fronts.jsonl: of each input the outputs that are worth having. It is there when there is one. */
export function frontsFile(folder: string) {
  const name = 'fronts.jsonl';
  let file: WholeFile | null = null;
  return {
    /** @param front - null: of no input */
    async add(front: InputFront | null): Promise<void> {
      if (front === null) return;
      file ??= await WholeFile.create(join(folder, name));
      await file.text(`${jsonText(front)}\n`);
    },
    async commit(): Promise<{ readonly name: string; readonly bytes: number }[]> {
      return file ? [{ name, bytes: await file.commit() }] : [];
    },
    async discard(): Promise<void> {
      await file?.discard();
    },
  };
}
