import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ENGINES, engineNamed, gifenc, gifsicle, listEngines } from '../../src/engines/index.js';
import { GIFSICLE, temporaryFolder } from '../support/engine-run.js';

describe('the registry', () => {
  test('has engines of different names', () => {
    const names = ENGINES.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['sharp', 'gifenc', 'gifsicle', 'gifski', 'animately', 'copy']));
    expect(new Set(names).size).toBe(names.length);
  });

  test('names what there is when asked for what there is not', () => {
    expect(() => engineNamed('photoshop')).toThrow('There is no engine "photoshop"; there are sharp, gifenc, gifsicle');
  });

  test('every colour limit says what it bounds, every parameter what it takes, with typical values among them', () => {
    for (const { capabilities } of ENGINES) {
      for (const { parameter, range, choices, colorScope, typical } of capabilities) {
        expect(colorScope !== null).toBe(parameter === 'colors');
        expect(range !== null || choices !== null).toBe(parameter !== null);
        const refused = typical.filter((value) =>
          typeof value === 'string' ? !choices?.includes(value) : !range || value < range.min || value > range.max,
        );
        expect(refused).toEqual([]);
      }
    }
  });

  test('no engine offers a parameter twice, or one that needs another it lacks', () => {
    for (const { capabilities } of ENGINES) {
      const offered = capabilities.map(({ parameter }) => parameter);
      expect(new Set(offered).size).toBe(offered.length);
      for (const { needs } of capabilities) expect(needs === null || offered.includes(needs)).toBe(true);
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
