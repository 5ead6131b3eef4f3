import { describe, expect, test } from 'vitest';
import { recipeOf, type Recipe } from '../../../src/batch/recipe.js';
import { rejectedName } from '../../../src/batch/execute/rejected.js';
import { folded } from '../../../src/batch/journal/folded.js';
import { Targets } from '../../../src/batch/run/targets.js';
import { keyOf } from '../rows.js';

const GIFSICLE = recipeOf([{ engine: 'gifsicle', parameters: { lossy: 80, colors: 32 } }]);

interface Around {
  /** Targets of items that are done. */
  readonly taken?: readonly string[];
  /** What is one file although its names are two; nothing else is. */
  readonly areOne?: (target: string, other: string) => boolean;
  readonly tell?: (line: string) => void;
}

function targetsOf(recipes: readonly Recipe[], { taken = [], areOne = () => false, tell = () => {} }: Around = {}) {
  const like = (target: string) => taken.filter((one) => folded(one) === folded(target));
  const names = {
    areOne: async (target: string, other: string) => areOne(target, other),
    mayBeShort: async (name: string) => name === 'sub/LONGNA~1.GIF',
  };
  return new Targets({ outputs: '/out', staging: '/staging', recipes, names, like, tell });
}

function itemOf(name: string, recipe: Recipe = GIFSICLE) {
  return { key: keyOf(0xabc), ordinal: 0, entry: { input: '/in', name, output: null }, recipe };
}

async function targetOf(
  name: string,
  recipes: readonly Recipe[] = [GIFSICLE],
  recipe = recipes[0]!,
  taken: string[] = [],
) {
  return await targetsOf(recipes, { taken }).claim(itemOf(name, recipe));
}

test('an output is named after its recipe and its input', async () => {
  expect(await targetOf('a/b c.gif')).toEqual({
    target: '/out/gifsicle-colors-32-lossy-80/a/b c.gif',
    staged: `/staging/${keyOf(0xabc)}.gif`,
  });
});

test('no name leads out of the folder of its recipe', async () => {
  expect((await targetOf('../../etc/passwd')).target).toBe('/out/gifsicle-colors-32-lossy-80/_/_/etc/passwd');
  expect((await targetOf('/a//./b.gif')).target).toBe('/out/gifsicle-colors-32-lossy-80/a/b.gif');
  expect((await targetOf('..')).target).toBe('/out/gifsicle-colors-32-lossy-80/_');
});

test('a name that is taken gets the key of its item', async () => {
  const taken = ['/out/gifsicle-colors-32-lossy-80/a.gif'];
  const mark = keyOf(0xabc).slice(0, 8);
  expect((await targetOf('a.gif', [GIFSICLE], GIFSICLE, taken)).target).toBe(taken[0]!.replace('.gif', `.${mark}.gif`));
});

test('a name that may lead to a file of another gets the key of its item', async () => {
  const mark = keyOf(0xabc).slice(0, 8);
  const { target } = await targetOf('sub/LONGNA~1.GIF');
  expect(target).toBe(`/out/gifsicle-colors-32-lossy-80/sub/LONGNA~1.${mark}.GIF`);
});

describe('two names that differ in letter case alone', () => {
  const folder = '/out/gifsicle-colors-32-lossy-80';
  const mark = keyOf(0xabc).slice(0, 8);

  test.each([
    ['of items in hand', async (targets: Targets) => void (await targets.claim(itemOf('Sub/a.gif'))), {}],
    ['of one that is done', async () => {}, { taken: [`${folder}/Sub/a.gif`] }],
  ])('are two outputs where capitals are folded, %s, and are told of once', async (_, before, around) => {
    const lines: string[] = [];
    const tell = (line: string) => lines.push(line);
    const targets = targetsOf([GIFSICLE], { ...around, areOne: () => true, tell });
    await before(targets);
    expect((await targets.claim(itemOf('sub/A.gif'))).target).toBe(`${folder}/sub/A.${mark}.gif`);
    expect((await targets.claim(itemOf('SUB/a.gif'))).target).toBe(`${folder}/SUB/a.${mark}.gif`);
    expect(lines).toEqual([
      expect.stringMatching(
        `^Outputs ${folder}/Sub/a.gif and ${folder}/sub/A.gif differ in letter case alone; where /out`,
      ),
    ]);
  });

  test('are as they are where both have room, with what will become of them elsewhere', async () => {
    const lines: string[] = [];
    const targets = targetsOf([GIFSICLE], { tell: (line) => lines.push(line) });
    const names = ['a.gif', 'A.gif', 'b.gif', 'B.gif'];
    for (const name of names) expect((await targets.claim(itemOf(name))).target).toBe(`${folder}/${name}`);
    expect(lines).toEqual([
      expect.stringMatching(/a\.gif and .*A\.gif differ .* rename an input before they go there$/),
    ]);
  });

  test('are no matter once the first of them is let go', async () => {
    const targets = targetsOf([GIFSICLE], { areOne: () => true });
    targets.letGo((await targets.claim(itemOf('a.gif'))).target);
    expect((await targets.claim(itemOf('A.gif'))).target).toBe(`${folder}/A.gif`);
  });
});

test('a long name is kept where file systems take it, so that its pair is found, and else ends in a digest', async () => {
  const nameOf = async (name: string, taken: string[] = []) =>
    (await targetOf(name, [GIFSICLE], GIFSICLE, taken)).target.split('/').slice(3);
  const fitting = `${'n'.repeat(251)}.gif`;
  expect(await nameOf(fitting)).toEqual([fitting]);
  const [marked = ''] = await nameOf(fitting, [(await targetOf(fitting)).target]);
  expect(marked).toMatch(/^n+~[0-9a-f]{8}\.0{8}\.gif$/);
  expect(Buffer.byteLength(marked)).toBe(255);
  const [cut = ''] = await nameOf(`${'ü'.repeat(126)}.gif`);
  expect(cut).toMatch(/^ü{121}~[0-9a-f]{8}\.gif$/);
  expect(await nameOf(`${'ü'.repeat(125)}yy.gif`)).not.toEqual([cut]);
});

test('what only looks like an extension makes no staging name too long', async () => {
  expect((await targetOf(`a.${'n'.repeat(242)}`)).staged).toBe(`/staging/${keyOf(0xabc)}`);
});

test('a rejected output of a long name leaves room for its report', () => {
  const name = rejectedName(keyOf(1), `a/${'n'.repeat(251)}.gif`);
  expect(Buffer.byteLength(`${name}.report.json`)).toBe(255);
  expect(name).toMatch(/^0{12}-n+~[0-9a-f]{8}\.gif$/);
});

test('a pipeline has its stages in its folder', async () => {
  const stages = recipeOf([
    { engine: 'gifsicle', parameters: { frameRatio: 0.5 } },
    { engine: 'sharp', parameters: {} },
  ]);
  expect((await targetOf('a.gif', [stages])).target).toBe('/out/gifsicle-frameRatio-0.5+sharp/a.gif');
});

test('two recipes never share a folder, however alike and long their names', async () => {
  const named = (value: string) => recipeOf([{ engine: 'e', parameters: { dither: value } }]);
  const recipes = [named('a b'), named('a-b'), named('x'.repeat(300)), named(`${'x'.repeat(300)}y`), named('A B')];
  const targets = await Promise.all(recipes.map((recipe) => targetOf('n', recipes, recipe)));
  const folders = targets.map(({ target }) => target.toLowerCase());
  expect(new Set(folders).size).toBe(5);
  for (const folder of folders) expect(folder.split('/')[2]!.length).toBeLessThanOrEqual(200);
});
