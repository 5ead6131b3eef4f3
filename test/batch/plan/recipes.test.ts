import { expect, test } from 'vitest';
import { checkRecipes } from '../../../src/batch/plan/check-recipes.js';
import { defaultRecipes } from '../../../src/batch/plan/default-plan.js';
import { recipeOf, type Stage } from '../../../src/batch/recipe.js';
import { gifsicle } from '../../../src/engines/gifsicle.js';
import { ENGINES, listEngines } from '../../../src/engines/index.js';

const recipe = (...stages: Stage[]) => recipeOf(stages);

test('recipes that the engines of this machine can follow are accepted', async () => {
  const second = { engine: 'gifenc', parameters: { colors: 32 } };
  await expect(checkRecipes([recipe({ engine: 'sharp', parameters: {} }, second)])).resolves.toBeUndefined();
});

test.each([
  [
    { engine: 'sharpp', parameters: {} },
    'unknown_engine',
    'There is no engine "sharpp" of the recipe sharpp; did you mean sharp?',
  ],
  [{ engine: 'zzzzzz', parameters: {} }, 'unknown_engine', /of the recipe zzzzzz; there are sharp, gifenc, gifsicle/],
  [
    { engine: 'gifenc', parameters: { lossy: 3 } },
    'unsupported_parameter',
    /^gifenc cannot do lossy; engines that can: .*gifsicle/,
  ],
  [
    { engine: 'sharp', parameters: { colors: 1 } },
    'invalid_argument',
    /^Expected .* for colors of sharp but received 1 \(recipe sharp colors=1\)$/,
  ],
  [
    { engine: 'sharp', parameters: { colour: 8 } },
    'invalid_argument',
    /Unknown parameter "colour" of the recipe sharp colour=8; did you mean colors\?/,
  ],
])('%j is refused before anything is done', async (stage, code, message) => {
  const fine = { engine: 'sharp', parameters: {} };
  const refused = checkRecipes([recipe(fine), recipe(fine, stage)]);
  await expect(refused).rejects.toMatchObject({ name: 'UsageError', code });
  await expect(checkRecipes([recipe(stage)])).rejects.toThrow(message);
});

test('an engine that is not on this machine is refused with how to get it', async () => {
  const absent = gifsicle({ path: '/nowhere/gifsicle' });
  await expect(checkRecipes([recipe({ engine: 'gifsicle', parameters: {} })], [absent])).rejects.toMatchObject({
    code: 'engine_missing',
    message: expect.stringMatching(
      /^gifsicle of the recipe gifsicle cannot run: .*Install it with: apt install/,
    ) as string,
  });
});

test('without a plan every engine that is here is tried, each thing it can do at its typical values', async () => {
  const listing = await listEngines();
  const recipes = defaultRecipes(listing);
  const there = listing.filter(({ available }) => available);
  for (const { name, capabilities } of there) {
    const own = recipes.filter(({ stages }) => stages[0]?.engine === name).map(({ stages }) => stages[0]?.parameters);
    const asked = capabilities.flatMap(({ parameter, typical }) =>
      parameter === null ? [{}] : typical.map((value) => ({ [parameter]: value })),
    );
    for (const parameters of asked) expect(own).toContainEqual(expect.objectContaining(parameters));
  }
  expect(new Set(recipes.map(({ label }) => label)).size).toBe(recipes.length);
  // what it tries can be done, also what takes effect only along with something else
  await expect(checkRecipes(recipes)).resolves.toBeUndefined();
});

test('engines that are not here are not tried', async () => {
  const listing = (await listEngines(ENGINES)).map((engine) => ({ ...engine, available: engine.name === 'gifenc' }));
  expect(new Set(defaultRecipes(listing).map(({ stages }) => stages[0]?.engine))).toEqual(new Set(['gifenc']));
});
