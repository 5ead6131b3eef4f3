import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tcpServer } from '../observe/alerts/receivers.js';
import { cli } from '../support/cli.js';
import { temporaryFolder } from '../support/engine-run.js';
import { cleanEnvironment, expectCommandAsJudged, MODES } from './calls.js';

test.each(MODES)('a server whose port is taken says so and ends, and compressions in %s go on', async (mode) => {
  const folder = temporaryFolder();
  const port = await tcpServer(() => undefined);
  const env = { PRESSPROOF_STORE: join(folder, 'results.db') };
  const [served] = await Promise.all([
    cli(['serve', '--port', String(port)], { env: cleanEnvironment(env) }),
    // with the same store at the same time
    expectCommandAsJudged(mode, folder, env),
  ]);
  expect(served).toMatchObject({ code: 2, stdout: '' });
  expect(served.stderr).toContain(`port ${port}: another process listens there already`);
  expect(existsSync(env.PRESSPROOF_STORE)).toBe(true);
});
