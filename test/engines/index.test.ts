import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ENGINES, engineNamed, gifenc, gifsicle, listEngines } from '../../src/engines/index.js';
import { GIFSICLE, temporaryFolder } from '../support/engine-run.js';

describe('the registry', () => {
  test('has engines of different names', () => {
    expect(ENGINES.map(({ name }) => name)).toEqual(['sharp', 'gifenc', 'gifsicle']);
  });

  test('names what there is when asked for what there is not', () => {
    expect(() => engineNamed('animately')).toThrow('There is no engine "animately"; there are sharp, gifenc, gifsicle');
  });

  test('every colour limit says what it bounds, every parameter its range', () => {
    for (const { capabilities } of ENGINES) {
      for (const { operation, parameter, range, colorScope } of capabilities) {
        expect(colorScope !== null).toBe(operation === 'color_reduction');
        expect(range !== null).toBe(parameter !== null);
      }
    }
  });
});

describe('listEngines', () => {
  test('gives the version of what is there and what is missing of the rest', async () => {
    const nowhere = join(temporaryFolder(), 'gifsicle');
    const [embedded, program, missing] = await listEngines([
      gifenc(),
      gifsicle({ path: GIFSICLE }),
      gifsicle({ path: nowhere }),
    ]);
    expect(embedded).toMatchObject({ name: 'gifenc', available: true, version: '1.0.3', path: null, missing: null });
    expect(program).toMatchObject({ available: true, path: GIFSICLE, missing: null });
    expect(program?.version).toMatch(/^\d+\.\d+/);
    expect(missing).toMatchObject({
      available: false,
      version: null,
      path: null,
      missing: `${nowhere} is not a program`,
    });
    expect(missing?.install).toContain('apt install gifsicle');
  });

  test('survives JSON as it is', async () => {
    const listing = await listEngines();
    expect(JSON.parse(JSON.stringify(listing))).toEqual(listing);
  });
});
