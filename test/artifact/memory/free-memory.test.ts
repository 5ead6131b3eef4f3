/** What a machine has free: its own word, bounded by every control group around the process; cards only where they answer. */
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { freeMemory, freeRam } from '../../../src/artifact/memory/free-memory.js';
import { graphicsCards } from '../../../src/artifact/memory/graphics-cards.js';
import { scratchFolder } from '../../support/scratch.js';

const home = scratchFolder();
const scratch = () => mkdtempSync(join(home, 'root-'));
const GIB = 2 ** 30;
const MEMINFO = 'MemTotal: 33554432 kB\nMemFree: 100 kB\nMemAvailable:   16777216 kB\n';

/** A root with some files of /proc and /sys. */
function rootWith(files: Readonly<Record<string, string>>): string {
  const root = scratch();
  for (const [name, text] of Object.entries({ 'proc/meminfo': MEMINFO, ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

describe('ordinary memory', () => {
  test('is what the kernel says is available, not what is unused', () => {
    expect(freeRam(rootWith({}))).toEqual({ ramBytes: 16 * GIB, ramFrom: 'MemAvailable of /proc/meminfo' });
  });

  test('is bounded by the control group, of which cached files do not count as taken', () => {
    const root = rootWith({
      'proc/self/cgroup': '0::/a/b\n',
      'sys/fs/cgroup/a/b/memory.max': `${8 * GIB}\n`,
      'sys/fs/cgroup/a/b/memory.current': `${6 * GIB}\n`,
      'sys/fs/cgroup/a/b/memory.stat': `anon 1\ninactive_file ${2 * GIB}\nactive_file ${GIB}\n`,
    });
    expect(freeRam(root)).toMatchObject({ ramBytes: 5 * GIB, ramFrom: expect.stringContaining('a/b/memory.max') });
  });

  test('is bounded by a group further up, and not by one that says "max"', () => {
    const root = rootWith({
      'proc/self/cgroup': '0::/a/b\n',
      'sys/fs/cgroup/a/b/memory.max': 'max\n',
      'sys/fs/cgroup/a/b/memory.current': '0\n',
      'sys/fs/cgroup/a/memory.max': `${4 * GIB}\n`,
      'sys/fs/cgroup/a/memory.current': '0\n',
    });
    expect(freeRam(root).ramBytes).toBe(4 * GIB);
  });

  test('knows groups of the first version, and their figure for no limit', () => {
    const files = (limit: string) => ({
      'proc/self/cgroup': '4:memory:/x\n1:cpu:/\n0::/\n',
      'sys/fs/cgroup/memory/x/memory.limit_in_bytes': limit,
      'sys/fs/cgroup/memory/x/memory.usage_in_bytes': `${GIB}`,
      'sys/fs/cgroup/memory/x/memory.stat': `total_inactive_file ${GIB / 2}\n`,
    });
    expect(freeRam(rootWith(files(`${2 * GIB}`))).ramBytes).toBe(1.5 * GIB);
    expect(freeRam(rootWith(files('9223372036854771712'))).ramBytes).toBe(16 * GIB);
  });

  test('of this machine is more than this process takes', async () => {
    const { ramBytes, vramFrom } = await freeMemory();
    expect(ramBytes).toBeGreaterThan(10 * 2 ** 20);
    expect(vramFrom).not.toBe('');
  });
});

describe.skipIf(process.platform === 'win32')('graphics cards', () => {
  function program(script: string): string {
    const path = join(scratch(), 'smi');
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  test('are those that the driver names, with what is free', async () => {
    const { cards } = await graphicsCards(program('printf "Card, with comma, 1024\\nOther, 512\\n"'));
    expect(cards).toEqual([
      { name: 'Card, with comma', freeBytes: GIB },
      { name: 'Other', freeBytes: GIB / 2 },
    ]);
  });

  test('are asked for with no environment but what leads to the driver', async () => {
    vi.stubEnv('LD_LIBRARY_PATH', '/usr/local/driver');
    vi.stubEnv('PRESSPROOF_SECRET', 'secret');
    const { cards } = await graphicsCards(program('echo "$LD_LIBRARY_PATH$PRESSPROOF_SECRET, 1024"'));
    vi.unstubAllEnvs();
    expect(cards).toEqual([{ name: '/usr/local/driver', freeBytes: GIB }]);
  });

  test('are none where the program is missing, fails or says something else', async () => {
    expect(await graphicsCards('/nowhere/smi')).toEqual({
      cards: [],
      from: 'no GPU seen: there is no program /nowhere/smi',
    });
    expect(await graphicsCards(program('exit 9'))).toMatchObject({
      cards: [],
      from: expect.stringMatching(/^no GPU seen/),
    });
    expect(await graphicsCards(program('echo No devices'))).toMatchObject({ cards: [] });
  });
});
