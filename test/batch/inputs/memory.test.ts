import { execFile } from 'node:child_process';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fileWriter, parquetWrite } from 'hyparquet-writer';
import { beforeAll, expect, test, vi } from 'vitest';
import { scratchFolder } from '../../support/scratch.js';

// so many files and lines take as long as the machine takes
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const scratch = scratchFolder();
const script = fileURLToPath(new URL('count-entries.mjs', import.meta.url));
const ROWS = 200_000;

const nameOf = (at: number) => `corpus/${String(at).padStart(7, '0')}-${'a'.repeat(80)}.gif`;
const at = (name: string) => join(scratch, name);

/** In MiB of heap: Node itself and what is loaded take 12. The names alone would take 25. */
const HEAP = 24;

async function read(path: string, most = Infinity): Promise<unknown> {
  const args = [`--max-old-space-size=${HEAP}`, script, path, String(most)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

beforeAll(async () => {
  const lines = [createWriteStream(at('list.csv')), createWriteStream(at('list.jsonl'))] as const;
  lines[0].write('input\n');
  for (let row = 0; row < ROWS; row += 1000) {
    const names = Array.from({ length: 1000 }, (_, offset) => nameOf(row + offset));
    const texts = [names.map((name) => `${name}\n`), names.map((input) => `${JSON.stringify({ input })}\n`)];
    for (const [index, stream] of lines.entries()) {
      if (!stream.write(texts[index]!.join(''))) await once(stream, 'drain');
    }
  }
  for (const stream of lines) await once(stream.end(), 'close');
  // as other writers make them: one group, pages of 1 MiB
  const data = Array.from({ length: ROWS }, (_, row) => nameOf(row));
  const writer = fileWriter(at('list.parquet'));
  await parquetWrite({ writer, columnData: [{ name: 'input', data, type: 'STRING' }], rowGroupSize: ROWS });
});

test.each(['csv', 'jsonl', 'parquet'])(
  'a manifest of 200,000 rows is read in a heap of 24 MiB: %s',
  async (extension) => {
    expect(await read(at(`list.${extension}`))).toEqual({ count: ROWS, last: nameOf(ROWS - 1) });
  },
);

test('the first entry is given before the rest of its manifest is there', async () => {
  const path = at('growing.csv');
  writeFileSync(path, `input\n${nameOf(0)}\n${nameOf(1)}\nno,such\n`);
  expect(await read(path, 2)).toEqual({ count: 2, last: nameOf(1) });
  await expect(read(path)).rejects.toThrow('on line 4');
});

test('a folder of 80,000 files is read in the same heap', async () => {
  const folder = at('many');
  mkdirSync(folder);
  for (let file = 0; file < 80_000; file += 1) writeFileSync(join(folder, `${'x'.repeat(120)}-${file}.gif`), '');
  expect(await read(folder)).toMatchObject({ count: 80_000 });
});
