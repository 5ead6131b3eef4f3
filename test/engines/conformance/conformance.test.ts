import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { close } from '../../../src/guard/close.js';
import { scratchFolder } from '../../support/scratch.js';
import '../../support/quiet.js';
import { disagreements, type KnownLosses } from './disagreements.js';
import { declaredText } from './document.js';
import { enginesHere } from './engines-here.js';
import { makeInputs, type Inputs } from './inputs.js';
import { measure } from './measure.js';

/** What engines do to what nobody asked them to change. Everything else has to be kept. */
const KNOWN_LOSSES: Readonly<Record<string, KnownLosses>> = {
  // it is the control: what is damaged stays so
  copy: { handsOn: ['huge', 'cut'] },
};

const folder = scratchFolder();
let inputs: Inputs;

beforeAll(async () => {
  inputs = await makeInputs(folder);
});
afterAll(close);

const versions = await Promise.all(enginesHere.map((engine) => engine.version()));
const present = enginesHere.filter((_, index) => versions[index]!.available);
const absent = enginesHere.filter((engine) => !present.includes(engine)).map(({ name }) => name);

describe(`engines that are here${absent.length > 0 ? ` (without ${absent.join(', ')})` : ''}`, () => {
  test.each(present.map((engine) => [engine.name, engine] as const))(
    '%s does what it declares',
    { timeout: 300_000 },
    async (name, engine) => {
      expect(disagreements(await measure(engine, inputs), KNOWN_LOSSES[name])).toEqual([]);
    },
  );

  test('are all of them where everything is to be tested', () => {
    // animately is closed, and distributions have ImageMagick 6 or 7
    const mayBeAbsent = process.env['CI']
      ? ['animately', 'magick', 'imagemagick']
      : enginesHere.map(({ name }) => name);
    expect(mayBeAbsent).toEqual(expect.arrayContaining(absent));
  });
});

describe('the guide on engines', () => {
  const guide = readFileSync(new URL('../../../docs/engines.md', import.meta.url), 'utf8');

  test.each(enginesHere)('says what $name declares; else run: npx tsx scripts/engines-table.ts', (engine) => {
    expect(cellsOf(guide)).toContain(cellsOf(declaredText(engine)));
  });
});

/** Tables as they are meant, whatever width somebody gave their columns. */
function cellsOf(text: string): string {
  return text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
}
