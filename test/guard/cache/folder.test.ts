import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../../src/core/errors.js';
import { openFolder } from '../../../src/guard/cache/folder.js';
import { temporaryFolder } from '../../support/engine-run.js';

const bounds = { maxBytes: 2 ** 22, shared: false };

test('is made for its user alone, with the folders above it', async () => {
  const dir = join(temporaryFolder(), 'a', 'b');
  expect((await openFolder({ dir, ...bounds }, {})).dir).toBe(dir);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
});

test.runIf(process.platform === 'linux')(
  'that nothing can make is refused by the system, not tried for ever',
  async () => {
    await expect(openFolder({ dir: '/proc/nope/x', ...bounds }, {})).rejects.toMatchObject({ code: 'ENOENT' });
  },
);

test('that is a file is refused', async () => {
  const dir = join(temporaryFolder(), 'file');
  writeFileSync(dir, '');
  await expect(openFolder({ dir, ...bounds }, {})).rejects.toMatchObject({ code: 'EEXIST' });
});

test('auto is the place that the XDG specification names', async () => {
  const home = temporaryFolder();
  const { dir } = await openFolder({ dir: 'auto', ...bounds }, { XDG_CACHE_HOME: home });
  expect(dir).toBe(join(home, 'pressproof'));
  await expect(openFolder({ dir: join(home, 'pressproof'), ...bounds }, {})).resolves.toMatchObject({ dir });
});

test.each([0o777, 0o770, 0o702, 0o1777])(
  'of mode %o is refused, and named, unless everybody is trusted',
  async (mode) => {
    const dir = join(temporaryFolder(), 'open');
    mkdirSync(dir);
    chmodSync(dir, mode);
    const opened = openFolder({ dir, ...bounds }, {});
    await expect(opened).rejects.toBeInstanceOf(UsageError);
    await expect(opened).rejects.toThrow(`for cache.dir but received "${dir}": others may write to it`);
    await expect(openFolder({ dir, ...bounds, shared: true }, {})).resolves.toMatchObject({ dir });
  },
);

test.runIf(process.getuid?.() === 0)('of another user is refused', async () => {
  const { chownSync } = await import('node:fs');
  const dir = join(temporaryFolder(), 'theirs');
  mkdirSync(dir, { mode: 0o700 });
  // nobody's, on Debian and most others
  chownSync(dir, 65534, 65534);
  await expect(openFolder({ dir, ...bounds }, {})).rejects.toThrow('it is another user’s');
});

test.each([0o755, 0o700])('of mode %o that only its user can write to is taken', async (mode) => {
  const dir = join(temporaryFolder(), 'own');
  mkdirSync(dir);
  chmodSync(dir, mode);
  await expect(openFolder({ dir, ...bounds }, {})).resolves.toMatchObject({ dir });
});
