import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { cli, fixture } from '../../support/cli.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const run = join(scratch, 'run');

describe('a page that is asked for with a result that is not there', () => {
  beforeAll(async () => {
    const inputs = join(scratch, 'in');
    mkdirSync(inputs);
    for (const name of ['ball', 'slides']) copyFileSync(fixture(name), join(inputs, `${name}.gif`));
    await cli(['batch', inputs, '--out', run, '--engine', 'copy', '--quiet']);
  });

  test('is not written, and what numbers there are is said', async () => {
    const { code, stderr } = await cli(['report', run, '--item', '1', '--item', '999']);
    expect(stderr).toContain(`Expected the number of a result, 0 to 1, for --item in ${run} but received 999`);
    expect(code).toBe(2);
    expect(existsSync(join(run, 'report.html'))).toBe(false);
  });

  test('by the end of a link is told how to ask for it', async () => {
    const { code, stderr } = await cli(['report', `${run}#item-1`]);
    expect(stderr).toContain(`for the page with this result: pressproof report ${run} --item 1`);
    expect(code).toBe(2);
  });
});
