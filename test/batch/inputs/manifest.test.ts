import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { entriesOf, type EntryOptions } from '../../../src/batch/inputs/entries.js';
import { collected } from '../../support/collected.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const folder = join(scratch, 'lists');
mkdirSync(folder);
let count = 0;

function written(content: string | Uint8Array, extension: string): string {
  const path = join(folder, `list-${(count += 1)}.${extension}`);
  writeFileSync(path, content);
  return path;
}

const entries = async (path: string, options: Partial<EntryOptions> = {}) =>
  await collected(entriesOf([path], { job: 'validate', ...options }, new AbortController().signal));

const refusal = async (path: string, options: Partial<EntryOptions> = {}) => {
  const error = await entries(path, options).then(
    () => null,
    (refused: Error) => refused,
  );
  return error?.message.replaceAll(path, 'LIST');
};

const exactly = (text: string) => new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);

const EXPECTED = [
  {
    input: join(folder, 'a.gif'),
    name: 'a.gif',
    output: join(folder, 'out', 'a, b.gif'),
    operation: 'color_reduction',
    expectation: { colors: 32, colorScope: 'frame', frameRatio: 0.5, fps: 10 },
  },
  { input: '/elsewhere/b.gif', name: 'elsewhere/b.gif', output: 's3://bucket/b c.gif' },
];

describe('the same table', () => {
  test('as CSV, also as spreadsheets write it', async () => {
    const lines = [
      '\ufeffinput,output , operation,colors,colorScope,frameRatio,fps',
      'a.gif,"out/a, b.gif",color_reduction,32,frame,0.5,10',
      '',
      '/elsewhere/b.gif,s3://bucket/b c.gif,,,,,',
    ];
    expect(await entries(written(lines.join('\r\n'), 'csv'))).toEqual(EXPECTED);
  });

  test('as JSON Lines', async () => {
    const lines = [
      '{"original":"a.gif","output":"out/a, b.gif","operation":"color_reduction","colors":32,"colorScope":"frame","frameRatio":0.5,"fps":10}',
      '',
      '{"input":"/elsewhere/b.gif","output":"s3://bucket/b c.gif","operation":null}',
    ];
    expect(await entries(written(`\ufeff${lines.join('\r\n')}`, 'jsonl'))).toEqual(EXPECTED);
    expect(await entries(written(`${lines.join('\n')}\n`, 'NDJSON'))).toEqual(EXPECTED);
  });

  test.each(['SNAPPY', 'GZIP', 'UNCOMPRESSED'] as const)('as Parquet, %s', async (codec) => {
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: 'input', data: ['a.gif', '/elsewhere/b.gif'], type: 'STRING' },
        { name: 'output', data: ['out/a, b.gif', 's3://bucket/b c.gif'], type: 'STRING' },
        { name: 'operation', data: ['color_reduction', null], type: 'STRING' },
        { name: 'colors', data: [32n, null], type: 'INT64' },
        { name: 'colorScope', data: ['frame', null], type: 'STRING' },
        { name: 'frameRatio', data: [0.5, null], type: 'DOUBLE' },
        { name: 'fps', data: [10, null], type: 'INT32' },
      ],
      codec,
      compressors: { GZIP: (input) => gzipSync(input) },
    });
    expect(await entries(written(new Uint8Array(bytes), 'parquet'))).toEqual(EXPECTED);
  });
});

test('what a manifest says of models is read of models alone', async () => {
  const path = written(
    `{"input":"m","name":"a","version":"1.10","baseline":"../b","holdout":"${pathToFileURL(join(folder, 'h')).href}"}`,
    'jsonl',
  );
  expect(await entries(path, { job: 'artifacts' })).toEqual([
    {
      input: join(folder, 'm'),
      name: 'm',
      output: null,
      model: { name: 'a', version: '1.10', baseline: join(scratch, 'b'), holdout: join(folder, 'h') },
    },
  ]);
  expect(await entries(path, { job: 'scan' })).toEqual([{ input: join(folder, 'm'), name: 'm', output: null }]);
  const number = written('{"input":"m","version":1.10}', 'jsonl');
  expect(await refusal(number, { job: 'artifacts' })).toBe(
    'Expected a text for version in line 1 of LIST but received 1.1',
  );
});

test('a baseline is what lies beside the manifest, else what its name stands for, else where nothing is', async () => {
  const path = written('input,baseline\nm,live\nm,gone\n', 'csv');
  const options = { job: 'artifacts', baselines: { live: 'models/live.gguf' } } as const;
  const places = async () => (await entries(path, options)).map(({ model }) => model?.baseline);
  // as the configuration has them, from the working folder
  expect(await places()).toEqual([resolve('models/live.gguf'), join(folder, 'gone')]);
  writeFileSync(join(folder, 'live'), '');
  expect(await places()).toEqual([join(folder, 'live'), join(folder, 'gone')]);
});

test('rows of Parquet are those of the file, in every slice of every group', async () => {
  const data = Array.from({ length: 25_000 }, (_, at) => `${at}.gif`);
  const write = (rowGroupSize: number) =>
    written(
      new Uint8Array(
        parquetWriteBuffer({ columnData: [{ name: 'input', data, type: 'STRING' }], rowGroupSize, pageSize: 4096 }),
      ),
      'parquet',
    );
  for (const path of [write(7000), write(25_000)]) {
    const names = (await entries(path, { job: 'scan' })).map(({ name }) => name);
    expect(names).toEqual(data);
  }
});

test('a URL of a file is that file', async () => {
  const path = written(`input\n${pathToFileURL(join(folder, 'ä b.gif')).href}\n`, 'csv');
  expect(await entries(path, { job: 'scan' })).toMatchObject([{ name: 'ä b.gif' }]);
});

test('what has nothing to do with the job is passed over, and said at the end', async () => {
  const told: string[] = [];
  const path = written('id,input,output,size\n1,a.gif,b.gif,3\n2,c.gif,,4\n', 'csv');
  const found = await entries(path, { job: 'compress', tell: (text) => told.push(text) });
  expect(found).toEqual([
    { input: join(folder, 'a.gif'), name: 'a.gif', output: null },
    { input: join(folder, 'c.gif'), name: 'c.gif', output: null },
  ]);
  expect(told).toEqual([`${path}: not used: id, output, size`]);
});

test('names that lead out of the folder are changed where they become names of outputs', async () => {
  const found = await entries(written('input\n../../../../../etc/x.gif\ns3://bucket/../x.gif\na//b.gif\n', 'csv'), {
    job: 'compress',
  });
  expect(found.map(({ name }) => name)).toEqual([
    'etc/x.gif',
    expect.stringMatching(/^bucket\/x~[0-9a-f]{8}\.gif$/),
    'a/b.gif',
  ]);
});

test.each([
  // as Excel saves "Unicode text"
  ['csv', Buffer.from('\ufeffinput\toutput\r\na.gif\tb.gif\r\n', 'utf16le')],
  ['csv', Buffer.from('\ufeffinput,output\n', 'utf16le').swap16()],
  ['jsonl', Buffer.from('\ufeff{"input":"a.gif"}\n', 'utf16le')],
] as const)('%s in UTF-16 is refused with how to save it', async (extension, content) => {
  expect(await refusal(written(content, extension))).toBe(
    'LIST is UTF-16: save it as UTF-8 (in Excel: "CSV UTF-8", not "Unicode text")',
  );
});

test.each([
  ['csv', 'inputs,output\n', 'Unknown column inputs in LIST; did you mean input?'],
  ['csv', 'input,output,color\n', 'Unknown column color in LIST; did you mean colors?'],
  ['csv', 'file,output\n', /^Expected one column input \(or original\).* in LIST but its columns are file, output$/],
  ['csv', 'input,original,output\n', /^Expected one column input/],
  ['csv', 'input,output,output\n', /^Expected one column input .*, and each column once/],
  ['csv', '', /^Expected one column input .* in LIST but its columns are none$/],
  [
    'csv',
    'input;output\na.gif;b.gif\n',
    'Columns of LIST are separated by semicolons: save it with commas between them',
  ],
  ['csv', '\ufeff"output"\t"input"\r\n"b"\t"a"\r\n', /^Columns of LIST are separated by tabs: save it with commas/],
  ['csv', 'a.gif;b.gif\n', /^Expected one column input .* in LIST but its columns are a\.gif;b\.gif$/],
  ['csv', 'input\n', 'Expected a column output, --against or --suffix in LIST but its columns are input'],
  [
    'csv',
    'input,output,colors\na,b,4\nc,d,many\n',
    'Expected an integer from 1 to 16777216 for colors in line 3 of LIST but received "many"',
  ],
  [
    'csv',
    'input,output,fps\na,b,0\n',
    'Expected a number over 0 and at most 1000 for fps in line 2 of LIST but received "0"',
  ],
  [
    'csv',
    'input,output,operation\na,b,shrink\n',
    /^Expected one of recompress, .* for operation in line 2 of LIST but received "shrink"$/,
  ],
  [
    'csv',
    'input,output,colorScope\na,b,frames\n',
    /for colorScope in line 2 of LIST but received "frames"; did you mean frame\?$/,
  ],
  ['csv', 'input,output\na,\n', 'Expected a path or an s3:// address for output in line 2 of LIST but received ""'],
  ['csv', 'input,output\n,b\n', 'Expected a path or an s3:// address for input in line 2 of LIST but received ""'],
  [
    'csv',
    'input,output\nhttps://example.org/a.gif,b\n',
    /^Expected a path or an s3:\/\/ address for input in line 2 of LIST/,
  ],
  ['csv', 'input,output\ns3://bucket/,b\n', /^Expected s3:\/\/BUCKET\/KEY for input in line 2 of LIST/],
  [
    'csv',
    'input,output\nfile://elsewhere/a.gif,b\n',
    /^Expected a file:\/\/ URL of this machine for input in line 2 of LIST/,
  ],
  ['csv', 'input,output\na,b\nc\n', /^LIST cannot be read on: Invalid Record Length: .* on line 3$/],
  ['csv', `input,output\na,"${'b'.repeat(2 ** 20)}\n`, /^LIST cannot be read on: Max Record Size/],
  ['jsonl', '{"input":"a","output":"b"}\n{"input":', /^Expected a JSON object for line 2 of LIST: /],
  ['jsonl', '["a"]\n', 'Expected a JSON object for line 1 of LIST'],
  ['jsonl', '{"output":"b"}\n', /^Expected one column input .* in line 1 of LIST but its columns are output$/],
  [
    'jsonl',
    '{"input":7,"output":"b"}\n',
    'Expected a path or an s3:// address for input in line 1 of LIST but received 7',
  ],
  [
    'jsonl',
    '{"input":"a\\u0000","output":"b"}\n',
    /^Expected a path or an s3:\/\/ address for input in line 1 of LIST/,
  ],
  ['jsonl', '{"input":"a","output":"b","colors":"4 or so"}\n', /for colors in line 1 of LIST but received "4 or so"$/],
  ['jsonl', `{"input":"a","output":"${'b'.repeat(2 ** 20)}"}`, 'Line 1 of LIST is longer than 1048576 bytes'],
  ['parquet', 'input,output\n', /^LIST cannot be read as Parquet: /],
  ['parquet', `PAR1${'\uffff'.repeat(200)}PAR1`, /^LIST cannot be read as Parquet: /],
])('%s: %j is refused with file, line and column', async (extension, content, message) => {
  const refused = await refusal(written(content, extension));
  expect(refused).toMatch(typeof message === 'string' ? exactly(message) : message);
});

test('a page of Parquet that claims more than anybody writes is refused before it is made room for', async () => {
  const long = 'a'.repeat(1_500_000);
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'input', data: [long], type: 'STRING' }] }));
  // PageHeader, after the magic: type (3, a data page), then uncompressed_page_size as a zigzag varint, here of 4 bytes
  expect([...bytes.subarray(4, 7)]).toEqual([0x15, 0x06, 0x15]);
  expect([...bytes.subarray(7, 11)].map((byte) => byte >> 7)).toEqual([1, 1, 1, 0]);
  bytes.set([0xfe, 0xff, 0xff, 0x7f], 7);
  expect(await refusal(written(bytes, 'parquet'), { job: 'scan' })).toBe(
    'LIST cannot be read as Parquet: a page claims 134217725 bytes; at most 100000000 are read',
  );
});
