/**
 * Measures every engine that is on this machine and writes docs/engines.md: `npx tsx scripts/engines-table.ts`.
 * Run `npm run build` first; takes about a minute.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { close } from '../src/index.js';
import { documentText } from '../test/engines/conformance/document.js';
import { enginesHere } from '../test/engines/conformance/engines-here.js';
import { makeInputs } from '../test/engines/conformance/inputs.js';
import { measure, type Measurement } from '../test/engines/conformance/measure.js';

// what is measured is nobody's record, and failing at the end of a scale nobody's news
process.env['PRESSPROOF_STORE'] = 'none';
process.env['PRESSPROOF_LOG_LEVEL'] = 'silent';

const guide = fileURLToPath(new URL('../docs/engines.md', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'pressproof-engines-'));
try {
  const inputs = await makeInputs(folder);
  const measured = new Map<string, Measurement>();
  for (const engine of enginesHere) {
    const version = await engine.version();
    console.error(version.available ? `${engine.name} ${version.version}` : `${engine.name}: ${version.reason}`);
    if (version.available) measured.set(engine.name, await measure(engine, inputs));
  }
  await writeFile(guide, await format(documentText(enginesHere, measured), { parser: 'markdown', printWidth: 120 }));
} finally {
  await rm(folder, { recursive: true, force: true });
  await close();
}
