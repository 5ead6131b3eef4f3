import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COLUMNS } from '../../../src/batch/results/columns.js';

const guide = readFileSync(new URL('../../../docs/results.md', import.meta.url), 'utf8');

test('the guide lists every column with its type and meaning; else run: npx tsx scripts/results-table.ts', () => {
  const [, listing = ''] = guide.split(/<!-- (?:end of )?columns.*-->/);
  const rows = listing.split('\n').filter((line) => line.startsWith('| `'));
  const listed = rows.map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  );
  expect(listed).toEqual(
    COLUMNS.map(({ name, type, nullable, description, values }) => [
      `\`${name}\``,
      nullable ? `${type} or null` : type,
      values === null ? description : `${description}: ${values.join(', ')}`,
    ]),
  );
});
