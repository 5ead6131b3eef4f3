import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { always } from './capabilities.js';
import { DEFAULT_TIMEOUT_MS, defineEngine } from './define.js';
import type { Engine } from './engine.js';

/** The control of an experiment: the same bytes, whatever they are. What it takes and loses is what the rest costs. */
export function copy({ timeoutMs = DEFAULT_TIMEOUT_MS }: { readonly timeoutMs?: number } = {}): Engine {
  return defineEngine({
    name: 'copy',
    timeoutMs,
    install: 'It comes with pressproof.',
    capabilities: [always('Control: the same bytes, also of files that are damaged')],
    version: () => Promise.resolve({ available: true, version: '1', path: null }),
    async encode({ input, output }) {
      // shares blocks where the file system can
      await copyFile(input, output, constants.COPYFILE_FICLONE);
      return { warnings: [] };
    },
  });
}
