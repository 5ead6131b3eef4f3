/** Writes the table of columns of docs/results.md: `npx tsx scripts/results-table.ts`. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { COLUMNS, type Column } from '../src/batch/results/columns.js';

const guide = fileURLToPath(new URL('../docs/results.md', import.meta.url));
const BEGIN = '<!-- columns: npx tsx scripts/results-table.ts -->';
const END = '<!-- end of columns -->';

const text = await readFile(guide, 'utf8');
const [before, after] = [text.indexOf(BEGIN), text.indexOf(END)];
if (before < 0 || after < before) throw new Error(`${guide} has no ${BEGIN} before ${END}`);
const rows = COLUMNS.map((column) => `| ${cellsOf(column).join(' | ')} |`);
const table = ['| column | type | what it holds |', '| --- | --- | --- |', ...rows].join('\n');
const whole = `${text.slice(0, before)}${BEGIN}\n\n${table}\n\n${text.slice(after)}`;
await writeFile(guide, await format(whole, { parser: 'markdown', printWidth: 120 }));

function cellsOf({ name, type, nullable, description, values }: Column): string[] {
  const said = values === null ? description : `${description}: ${values.join(', ')}`;
  return [`\`${name}\``, nullable ? `${type} or null` : type, said.replaceAll('|', '\\|')];
}
