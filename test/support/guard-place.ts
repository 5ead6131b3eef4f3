import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach } from 'vitest';
import { close } from '../../src/guard/close.js';
import { fixture, temporaryFolder } from './engine-run.js';
import './quiet.js';

/** What guarded compressions of tests compress. */
export const ball = fixture('ball');
export const original = readFileSync(ball);

/** Empty at the beginning of each test. */
export let folder: string;
/** Where the compression goes, in it. */
export let output: string;

beforeEach(() => {
  folder = temporaryFolder();
  output = join(folder, 'out.gif');
});
afterAll(close);
