import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach } from 'vitest';
import { cli, type CliResult } from './cli.js';
import { scratchFolder } from './scratch.js';

const scratch = scratchFolder();

/** Empty at the beginning of each test. */
export let folder: string;
/** The control file, in it. */
export let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(scratch, 'control-'));
  file = join(folder, 'control.json');
});

export async function control(...args: string[]): Promise<CliResult> {
  return await cli(['control', ...args], { env: { PRESSPROOF_CONTROL_FILE: file } });
}

/** @throws with what the command said, when it did not work */
export async function done(...args: string[]): Promise<CliResult> {
  const result = await control(...args);
  if (result.code !== 0) throw new Error(result.stderr);
  return result;
}
