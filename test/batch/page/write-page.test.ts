import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRun } from '../../../src/batch/journal/reader.js';
import { writePage, type PageOptions } from '../../../src/batch/page/write-page.js';
import { recipeOf } from '../../../src/batch/recipe.js';
import { close } from '../../../src/guard/close.js';
import { makeRun } from '../../support/batch-run.js';
import { fixture } from '../../support/cli.js';
import '../../support/quiet.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const run = join(scratch, 'run');
const signal = new AbortController().signal;

beforeAll(async () => {
  mkdirSync(join(scratch, 'in'));
  for (const name of ['slides', 'held', 'hasty']) copyFileSync(fixture(name), join(scratch, 'in', `${name}.gif`));
  const inputs = Object.fromEntries(
    ['slides', 'held', 'hasty'].map((name) => [`${name}.gif`, join(scratch, 'in', `${name}.gif`)]),
  );
  const recipes = [64, 3].map((colors) => recipeOf([{ engine: 'gifenc', parameters: { colors } }]));
  await makeRun(run, { inputs: { ...inputs, 'gone.gif': join(scratch, 'in', 'gone.gif') }, recipes });
});
afterAll(close);

async function page(options: Partial<PageOptions> = {}, to = join(scratch, 'page.html')): Promise<string> {
  const reader = openRun(run);
  try {
    await writePage(reader, to, { signal, ...options });
    return readFileSync(to, 'utf8');
  } finally {
    reader.close();
  }
}

interface Described {
  readonly shown: readonly unknown[];
  readonly sprites: Readonly<Record<string, { readonly width: number }>>;
  readonly missing: readonly string[];
}

function picturesOf(text: string): Record<string, Described> {
  const islands = text.matchAll(/<script type="application\/json" id="pictures-(\d+)">([^]*?)<\/script>/g);
  return Object.fromEntries(
    [...islands].map(([, ordinal, json]) => [ordinal, JSON.parse(json as string) as Described]),
  );
}

function unpacked(text: string, attribute: string): unknown[] {
  const islands = text.matchAll(
    new RegExp(`<script type="text/plain" class="${attribute}"[^>]*>([^<]*)</script>`, 'g'),
  );
  return [...islands].map(
    ([, base64]) => JSON.parse(inflateRawSync(Buffer.from(base64 as string, 'base64')).toString()) as unknown,
  );
}

test('the same run makes the same page, byte by byte, and leaves nothing beside it', async () => {
  const folder = join(scratch, 'pages');
  mkdirSync(folder);
  const first = await page({}, join(folder, 'a.html'));
  expect(await page({}, join(folder, 'a.html'))).toBe(first);
  expect(readdirSync(folder)).toEqual(['a.html']);
});

test('holds every row, the report of each that was judged, and pictures of all while there is room', async () => {
  const text = await page();
  const [rows] = unpacked(text, 'rows') as [{ ordinal: number[]; texts: string[] }];
  expect(rows.ordinal).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(rows.texts).toContain('slides.gif');
  const records = (unpacked(text, 'reports') as { html: string }[][]).flat();
  expect(records.filter(({ html }) => html.replaceAll(/<wbr[^>]*>/g, '').includes('quality_degradation'))).toHaveLength(
    6,
  );
  const pictures = picturesOf(text);
  expect(Object.keys(pictures)).toHaveLength(8);
  expect(Object.keys(pictures['0']?.sprites ?? {})).toEqual(['original', 'output', 'difference']);
  expect(pictures['0']?.shown).toHaveLength(5);
  // what could not be made has its reasons
  expect(pictures['6']).toMatchObject({ shown: [], sprites: {} });
  expect(pictures['6']?.missing.join(' ')).toMatch(/none was published.*gone\.gif: no such file/);
});

test('shares are of what was judged, and what has no output is named beside them', async () => {
  const text = (await page()).replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
  const [, fit, judged] = / fit [\d.]+ % (\d) of (\d) judged; not judged: 2 error /.exec(text) ?? [];
  expect(Number(judged)).toBe(6);
  expect(text).toContain(` fail ${6 - Number(fit)} of 6 judged; without an output: 2 error `);
  expect(text).toMatch(/ [1-3] of 3 judged fail \w+.*; no output of 1 input /);
});

test('runs only scripts that its policy has the digests of', async () => {
  const text = await page();
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1]?.replaceAll('&#39;', "'") ?? '';
  const digests = [...text.matchAll(/<script>([^]*?)<\/script>/g)].map(
    ([, code]) =>
      `'sha256-${createHash('sha256')
        .update(code as string)
        .digest('base64')}'`,
  );
  expect(digests).toHaveLength(2);
  expect(policy.split('; ')).toContain(`script-src ${digests.join(' ')}`);
  expect(policy).toContain("default-src 'none'");
});

test('a budget leaves pictures out, what is not fit last, and one that is asked for comes before all others', async () => {
  expect(picturesOf(await page({ budget: 0 }))).toEqual({});
  const small = Object.keys(picturesOf(await page({ budget: 30_000 })));
  expect(small.length).toBeGreaterThan(0);
  expect(small.length).toBeLessThan(8);
  expect(Object.keys(picturesOf(await page({ budget: 30_000, items: [2] })))).toContain('2');
  await expect(page({ items: [99] })).rejects.toMatchObject({ code: 'unknown_item' });
});

test('outputs that vanished or became others since are not shown as if they had been judged, and it is said', async () => {
  const outputs = join(run, 'outputs');
  const [first, second] = [join(outputs, '0', '0.gif'), join(outputs, '1', '1.gif')];
  const kept = readFileSync(first);
  rmSync(first);
  copyFileSync(fixture('hasty'), second);
  const pictures = picturesOf(await page());
  expect(Object.keys(pictures['0']?.sprites ?? {})).toEqual(['original']);
  expect(pictures['0']?.missing).toEqual([`The output cannot be shown: ${first}: no such file.`]);
  expect(pictures['1']?.missing.join()).toContain('is not the file that was judged');
  writeFileSync(first, kept);
});

test('a rejected output is named where it was kept, not at a target that does not exist', async () => {
  const rejecting = join(scratch, 'rejecting');
  const inputs = { 'slides.gif': join(scratch, 'in', 'slides.gif') };
  const recipes = [recipeOf([{ engine: 'gifenc', parameters: { colors: 3 } }])];
  await makeRun(rejecting, { inputs, recipes, mode: 'enforce' });
  const [kept = ''] = readdirSync(join(rejecting, 'rejected')).filter((name) => name.endsWith('.gif'));
  const to = join(scratch, 'rejecting.html');
  const written = async () => {
    const reader = openRun(rejecting);
    await writePage(reader, to, { signal });
    reader.close();
    const [[record]] = unpacked(readFileSync(to, 'utf8'), 'reports') as [
      [{ html: string; commands: { line: string }[] }],
    ];
    return record;
  };
  const place = join(rejecting, 'rejected', kept);
  const { html, commands } = await written();
  expect(html).toContain(`${place}, `);
  expect(html).not.toContain(join(rejecting, 'outputs'));
  expect(commands.map(({ line }) => line)).toContainEqual(expect.stringContaining(` ${place} --operation`));
  rmSync(place);
  const gone = await written();
  expect(gone.html).toContain('rejected, and not kept');
  expect(gone.commands).toHaveLength(1);
});

test('an interrupted page leaves the one before it in its place', async () => {
  const to = join(scratch, 'kept.html');
  writeFileSync(to, 'before');
  await expect(page({ signal: AbortSignal.abort(new Error('stopped')) }, to)).rejects.toThrow('stopped');
  expect(readFileSync(to, 'utf8')).toBe('before');
  expect(readdirSync(scratch).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
