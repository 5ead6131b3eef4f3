/** Writes what of docs/artifacts.md follows from the source, its tables and how runtimes are got: `npx tsx scripts/artifact-tables.ts`. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { artifactTables } from '../test/artifact/artifact-tables.js';

const guide = fileURLToPath(new URL('../docs/artifacts.md', import.meta.url));
let text = await readFile(guide, 'utf8');
for (const [name, table] of artifactTables()) {
  const [begin, end] = [`<!-- ${name}: npx tsx scripts/artifact-tables.ts -->`, `<!-- end of ${name} -->`];
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`${guide} has no ${begin} before ${end}`);
  text = `${text.slice(0, before)}${begin}\n\n${table}\n\n${text.slice(after)}`;
}
await writeFile(guide, await format(text, { parser: 'markdown', printWidth: 120 }));
