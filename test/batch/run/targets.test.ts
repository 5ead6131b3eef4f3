import { expect, test } from 'vitest';
import { recipeOf, type Recipe } from '../../../src/batch/recipe.js';
import { rejectedName } from '../../../src/batch/execute/rejected.js';
import { Targets } from '../../../src/batch/run/targets.js';
import { keyOf } from '../rows.js';

const GIFSICLE = recipeOf([{ engine: 'gifsicle', parameters: { lossy: 80, colors: 32 } }]);

function targetOf(name: string, recipes: readonly Recipe[] = [GIFSICLE], recipe = recipes[0]!, taken: string[] = []) {
  const isTaken = (target: string) => taken.includes(target);
  const targets = new Targets({ outputs: '/out', staging: '/staging', recipes, isTaken });
  return targets.of({ key: keyOf(0xabc), ordinal: 0, entry: { input: '/in', name, output: null }, recipe });
}

test('an output is named after its recipe and its input', () => {
  expect(targetOf('a/b c.gif')).toEqual({
    target: '/out/gifsicle-colors-32-lossy-80/a/b c.gif',
    staged: `/staging/${keyOf(0xabc)}.gif`,
  });
});

test('no name leads out of the folder of its recipe', () => {
  expect(targetOf('../../etc/passwd').target).toBe('/out/gifsicle-colors-32-lossy-80/_/_/etc/passwd');
  expect(targetOf('/a//./b.gif').target).toBe('/out/gifsicle-colors-32-lossy-80/a/b.gif');
  expect(targetOf('..').target).toBe('/out/gifsicle-colors-32-lossy-80/_');
});

test('a name that is taken gets the key of its item', () => {
  const taken = ['/out/gifsicle-colors-32-lossy-80/a.gif'];
  const mark = keyOf(0xabc).slice(0, 8);
  expect(targetOf('a.gif', [GIFSICLE], GIFSICLE, taken).target).toBe(taken[0]!.replace('.gif', `.${mark}.gif`));
});

test('a long name is kept where file systems take it, so that its pair is found, and else ends in a digest', () => {
  const nameOf = (name: string, taken: string[] = []) =>
    targetOf(name, [GIFSICLE], GIFSICLE, taken).target.split('/').slice(3);
  const fitting = `${'n'.repeat(251)}.gif`;
  expect(nameOf(fitting)).toEqual([fitting]);
  const [marked = ''] = nameOf(fitting, [targetOf(fitting).target]);
  expect(marked).toMatch(/^n+~[0-9a-f]{8}\.0{8}\.gif$/);
  expect(Buffer.byteLength(marked)).toBe(255);
  const [cut = ''] = nameOf(`${'ü'.repeat(126)}.gif`);
  expect(cut).toMatch(/^ü{121}~[0-9a-f]{8}\.gif$/);
  expect(nameOf(`${'ü'.repeat(125)}yy.gif`)).not.toEqual([cut]);
});

test('what only looks like an extension makes no staging name too long', () => {
  expect(targetOf(`a.${'n'.repeat(242)}`).staged).toBe(`/staging/${keyOf(0xabc)}`);
});

test('a rejected output of a long name leaves room for its report', () => {
  const name = rejectedName(keyOf(1), `a/${'n'.repeat(251)}.gif`);
  expect(Buffer.byteLength(`${name}.report.json`)).toBe(255);
  expect(name).toMatch(/^0{12}-n+~[0-9a-f]{8}\.gif$/);
});

test('a pipeline has its stages in its folder', () => {
  const stages = recipeOf([
    { engine: 'gifsicle', parameters: { frameRatio: 0.5 } },
    { engine: 'sharp', parameters: {} },
  ]);
  expect(targetOf('a.gif', [stages]).target).toBe('/out/gifsicle-frameRatio-0.5+sharp/a.gif');
});

test('two recipes never share a folder, however alike and long their names', () => {
  const named = (value: string) => recipeOf([{ engine: 'e', parameters: { dither: value } }]);
  const recipes = [named('a b'), named('a-b'), named('x'.repeat(300)), named(`${'x'.repeat(300)}y`), named('A B')];
  const folders = recipes.map((recipe) => targetOf('n', recipes, recipe).target.toLowerCase());
  expect(new Set(folders).size).toBe(5);
  for (const folder of folders) expect(folder.split('/')[2]!.length).toBeLessThanOrEqual(200);
});
