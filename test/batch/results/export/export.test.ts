import { fc, test } from '@fast-check/vitest';
import { parquetMetadataAsync, asyncBufferFromFile } from 'hyparquet';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect } from 'vitest';
import { COLUMNS } from '../../../../src/batch/results/columns.js';
import { exportResults } from '../../../../src/batch/results/export/index.js';
import { ROW_GROUP } from '../../../../src/batch/results/export/parquet.js';
import { resultRowSchema, type ResultRow } from '../../../../src/batch/results/row.js';
import { withoutPackages } from '../../../faults/installed.js';
import { scratchFolder } from '../../../support/scratch.js';
import { resultRow } from '../../rows.js';
import { anyRow } from '../arbitrary.js';
import { csvRows, jsonlRows, parquetRows } from '../read-back.js';

const scratch = scratchFolder();
const fresh = () => mkdtempSync(join(scratch, 'run-'));

function source(rows: Iterable<ResultRow>) {
  return { rows: () => rows[Symbol.iterator]() as IterableIterator<ResultRow> };
}

describe('exported results', () => {
  test.prop([fc.array(anyRow, { maxLength: 6 })], { numRuns: 40 })(
    'say the same in JSON Lines, CSV and Parquet, whatever is in them',
    async (rows) => {
      const folder = fresh();
      await exportResults(source(rows), folder);
      // the row itself survives JSON, so JSON Lines is what the others are held against
      const expected = rows.map((row) => JSON.parse(JSON.stringify(row)) as unknown);
      expect(jsonlRows(folder)).toEqual(expected);
      expect(csvRows(folder)).toEqual(expected);
      expect(await parquetRows(folder)).toEqual(expected);
    },
  );

  test('have every column of the schema in its order', async () => {
    const folder = fresh();
    const turned = Object.fromEntries(Object.entries(resultRow()).reverse()) as unknown as ResultRow;
    await exportResults(source([turned]), folder);
    const names = Object.keys(resultRowSchema.shape);
    expect(Object.keys(jsonlRows(folder)[0]!)).toEqual(names);
    expect(readFileSync(join(folder, 'results.csv'), 'utf8').split('\r\n')[0]).toBe(names.join(','));
    const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(join(folder, 'results.parquet')));
    const leaves = schema.map(({ name }) => name).filter((name) => !['result', 'list', 'element'].includes(name));
    expect(leaves).toEqual(names);
  });

  test('give nothing to a spreadsheet that it would run', async () => {
    const folder = fresh();
    const names = ['=cmd()', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', "'=1", 'plain.gif', 'a=1'];
    await exportResults(source(names.map((name, ordinal) => resultRow({ ordinal, name }))), folder);
    expect(csvRows(folder).map(({ name }) => name)).toEqual(names);
    const text = readFileSync(join(folder, 'results.csv'), 'utf8');
    for (const name of names.slice(0, -2))
      expect(text.includes(`,'${name},`) || text.includes(`,"'${name}",`)).toBe(true);
    expect(text).toContain(',plain.gif,');
    expect(text).toContain(',a=1,');
  });

  test('keep numbers numbers: a negative one is no formula', async () => {
    const folder = fresh();
    await exportResults(source([resultRow({ ssimMin: -0.25 })]), folder);
    expect(readFileSync(join(folder, 'results.csv'), 'utf8')).toContain(',-0.25,');
  });

  test('are typed in Parquet', async () => {
    const folder = fresh();
    await exportResults(source([resultRow()]), folder);
    const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(join(folder, 'results.parquet')));
    const of = (name: string) => schema.find((element) => element.name === name);
    expect(of('inputBytes')).toMatchObject({ type: 'INT64', repetition_type: 'OPTIONAL' });
    expect(of('outputFrames')).toMatchObject({ type: 'INT32', repetition_type: 'OPTIONAL' });
    expect(of('sizeRatio')).toMatchObject({ type: 'DOUBLE' });
    expect(of('name')).toMatchObject({ type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' });
    expect(of('published')).toMatchObject({ type: 'BOOLEAN' });
    expect(of('failedChecks')).toMatchObject({ converted_type: 'LIST' });
    expect(of('finishedAt')).toMatchObject({ converted_type: 'TIMESTAMP_MILLIS' });
  });

  test('of more rows than are held in memory at once are in several groups, none lost', async () => {
    const folder = fresh();
    const count = 2 * ROW_GROUP + 1;
    const exported = await exportResults(source(rowsUpTo(count)), folder);
    expect(exported.rows).toBe(count);
    const metadata = await parquetMetadataAsync(await asyncBufferFromFile(join(folder, 'results.parquet')));
    expect(metadata.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([ROW_GROUP, ROW_GROUP, 1]);
    expect((await parquetRows(folder)).map(({ ordinal }) => ordinal)).toEqual([...Array(count).keys()]);
  });

  test('of a run without results are files without rows', async () => {
    const folder = fresh();
    const { rows, missing, files } = await exportResults(source([]), folder);
    expect({ rows, missing }).toEqual({ rows: 0, missing: [] });
    expect(files.map(({ name }) => name)).not.toContain('fronts.jsonl');
    expect([jsonlRows(folder), csvRows(folder), await parquetRows(folder)]).toEqual([[], [], []]);
  });

  test('replace older ones only when all are whole, and leave nothing else behind', async () => {
    const folder = fresh();
    for (const name of ['results.jsonl', 'results.csv', 'results.parquet']) writeFileSync(join(folder, name), 'old');
    await expect(exportResults(source(breaking()), folder)).rejects.toThrow('the journal broke');
    expect(readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(['old', 'old', 'old']);
    await exportResults(source([resultRow()]), folder);
    expect(readdirSync(folder).sort()).toEqual([
      'fronts.jsonl',
      'results.csv',
      'results.jsonl',
      'results.parquet',
      'summary.json',
    ]);
    expect(jsonlRows(folder)).toHaveLength(1);
  });

  test('go on without Parquet where its package is not installed, and say how to get it', async () => {
    const folder = fresh();
    const library = withoutPackages(folder, ['hyparquet-writer']);
    const program = `
      import { exportResults } from ${JSON.stringify(new URL('batch/results/export/index.js', library).href)};
      const { missing, files } = await exportResults({ rows: () => [][Symbol.iterator]() }, ${JSON.stringify(folder)});
      console.log(JSON.stringify([missing, files.map(({ name }) => name)]));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
    expect(JSON.parse(stdout)).toEqual([
      [{ name: 'results.parquet', reason: 'hyparquet-writer is not installed; npm install hyparquet-writer' }],
      ['results.jsonl', 'results.csv', 'summary.json'],
    ]);
  });

  test('stop when they are told to', async () => {
    const folder = fresh();
    const stop = AbortSignal.abort(new Error('enough'));
    await expect(exportResults(source([resultRow()]), folder, stop)).rejects.toThrow('enough');
    expect(readdirSync(folder)).toEqual([]);
  });
});

function* rowsUpTo(count: number): Generator<ResultRow> {
  for (let ordinal = 0; ordinal < count; ordinal += 1) yield resultRow({ ordinal });
}

function* breaking(): Generator<ResultRow> {
  yield resultRow();
  throw new Error('the journal broke');
}

test('every column says what it holds', () => {
  expect(COLUMNS.filter(({ name, description }) => description === '' && name !== 'schemaVersion')).toEqual([]);
});
