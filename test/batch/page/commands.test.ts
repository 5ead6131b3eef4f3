import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commandsOf } from '../../../src/batch/page/commands.js';
import { shell } from '../../../src/report/command-line.js';
import type { RunRecord } from '../../../src/batch/journal/run-record.js';
import { recipeOf, type Stage } from '../../../src/batch/recipe.js';
import { resultRow } from '../rows.js';

function run(...stages: Stage[]): RunRecord {
  return {
    schemaVersion: 1,
    id: '7a3f0c1e-8a51-4b7e-9d0c-1f2e3d4c5b6a',
    tool: { name: 'pressproof', version: '0.1.0' },
    startedAt: '2026-01-02T03:04:05.000Z',
    job: 'compress',
    inputs: ['/in'],
    against: null,
    suffix: null,
    recipes: stages.length === 0 ? [] : [recipeOf(stages)],
    outputs: null,
    settings: {},
    flags: {},
  };
}

test('a result is compressed, and what was published judged, with what was asked for', () => {
  const stage = { engine: 'gifsicle', parameters: { frameRatio: 0.5, lossy: 80 } };
  const row = resultRow({
    recipe: recipeOf([stage]).label,
    operation: 'frame_reduction',
    expectation: { frameRatio: 0.5 },
  });
  expect(commandsOf(row, run(stage)).map(({ line }) => line)).toEqual([
    'pressproof compress /in/0.gif -o again-0.gif --engine gifsicle --frame-ratio 0.5 --lossy 80',
    `pressproof validate /in/0.gif ${row.output} --operation frame_reduction --frame-ratio 0.5 --report proof.html`,
  ]);
});

test('stages of a recipe become one line', () => {
  const stages = [
    { engine: 'gifsicle', parameters: { colors: 64 } },
    { engine: 'sharp', parameters: {} },
  ];
  const row = resultRow({ recipe: recipeOf(stages).label, output: null });
  expect(commandsOf(row, run(...stages))).toMatchObject([
    {
      line: 'pressproof compress /in/0.gif -o stage-1.gif --engine gifsicle --colors 64 && pressproof compress stage-1.gif -o again-0.gif --engine sharp',
    },
  ]);
});

test('files of an object store are named by no command that could not read them', () => {
  expect(commandsOf(resultRow({ input: 's3://bucket/a.gif' }), run())).toEqual([]);
});

test('a model is judged again by what its manifest said', () => {
  const expectation = { sha256: 'a'.repeat(64), baseline: '/m/v5.gguf', holdout: { path: '/m/h.jsonl' } };
  const row = resultRow({ job: 'artifacts', input: '/m/v6.gguf', output: null, recipe: null, expectation });
  expect(commandsOf(row, run()).map(({ line }) => line)).toEqual([
    `pressproof artifact validate /m/v6.gguf --expect-sha256 ${'a'.repeat(64)} --baseline /m/v5.gguf --holdout /m/h.jsonl`,
  ]);
});

test('a shell takes every name for the one word that it is', () => {
  const names = ["a b'c.gif", '$(touch gone)', '`id`', '\n"\\', '*', "''", '-x; rm', 'ü\u202e.gif'];
  const said = execFileSync('bash', ['-c', `printf '%s\\0' ${shell(names)}`]).toString();
  expect(said.split('\0').slice(0, -1)).toEqual(names);
});

test('a name survives being shown, whatever it holds that is not', () => {
  const names = ["new\nline's.gif", 'tab\t\\9.gif', '\u001b[31m', '1\u00852.gif', 'ü\u202e7.gif', '\ufeff\n'];
  const line = shell(names);
  expect(line).not.toMatch(/[\p{Cc}\u202e\ufeff]/u);
  const said = execFileSync('bash', ['-c', `printf '%s\\0' ${line}`]).toString();
  expect(said.split('\0').slice(0, -1)).toEqual(names);
});
