import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { expect, test } from 'vitest';
import { artifactTables } from './artifact-tables.js';

const guide = readFileSync(fileURLToPath(new URL('../../docs/artifacts.md', import.meta.url)), 'utf8');

test.each([...artifactTables()])('the table of %s in the guide is that of the registry', async (_, table) => {
  const formatted = await format(table, { parser: 'markdown', printWidth: 120 });
  expect(guide, 'npx tsx scripts/artifact-tables.ts writes it').toContain(formatted.trim());
});
