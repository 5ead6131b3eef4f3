import { fc, test } from '@fast-check/vitest';
import type { IncomingMessage } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, onTestFinished } from 'vitest';
import { readForm, type Form } from '../../src/server/body/form.js';
import { serverPackages } from '../../src/server/packages.js';
import { HttpProblem } from '../../src/server/problem.js';
import { Spool } from '../../src/server/spool.js';

const { Busboy } = await serverPackages();
const incoming = { headers: { 'content-type': 'multipart/form-data; boundary=x' } } as IncomingMessage;

const part = (disposition: string, body: string) =>
  `--x\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${body}\r\n`;
const original = 'GIF89a'.repeat(3000);
const whole = Buffer.from(
  `${part('name="request"', '{"a":1}')}${part('name="original"; filename="a.gif"', original)}` +
    `${part('name="output"; filename="b.gif"', 'b'.repeat(70_000))}--x--\r\n`,
);

/** In pieces of a size, and with an error in the place of one of them. */
async function* piecesOf(bytes: Buffer, size: number, failsAt: number | null): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) {
    if (failsAt !== null && at >= failsAt) throw new Error('aborted');
    yield bytes.subarray(at, at + size);
  }
  await Promise.resolve();
}

async function spool(): Promise<Spool> {
  const opened = await Spool.open(1_000_000);
  onTestFinished(() => opened.close());
  return opened;
}

/** A part cut away, written twice, or bytes changed. */
const damage: fc.Arbitrary<(bytes: Buffer) => Buffer> = fc.oneof(
  fc.nat(whole.length).map((at) => (bytes: Buffer) => bytes.subarray(0, at)),
  fc.tuple(fc.nat(whole.length), fc.nat(300)).map(([at, count]) => (bytes: Buffer) => {
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + count)]);
  }),
  fc.nat(400).map((at) => (bytes: Buffer) => Buffer.concat([bytes.subarray(0, at), bytes])),
  fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 5 }).map((changes) => (bytes: Buffer) => {
    const changed = Buffer.from(bytes);
    for (const [at, value] of changes) changed[at] = value;
    return changed;
  }),
);

describe('a form', () => {
  test.prop([fc.integer({ min: 1, max: 90_000 })], { numRuns: 20 })(
    'is the same in pieces of any size',
    async (size) => {
      const files = (await spool()).forRequest();
      const { request, uploads } = await readForm(Busboy, incoming, piecesOf(whole, size, null), files);
      expect(request).toEqual({ a: 1 });
      expect([...uploads.keys()]).toEqual(['original', 'output']);
      expect(readFileSync(uploads.get('original')!.path, 'utf8')).toBe(original);
    },
  );

  test.prop([damage, fc.integer({ min: 1, max: 30_000 }), fc.option(fc.nat(90_000))])(
    'that is damaged or breaks off is read or refused, at once, and leaves nothing behind',
    async (damaged, size, failsAt) => {
      const own = await spool();
      const files = own.forRequest();
      const bytes = damaged(whole);
      const outcome: Form | HttpProblem = await readForm(Busboy, incoming, piecesOf(bytes, size, failsAt), files).catch(
        (error: HttpProblem) => error,
      );
      expect(outcome instanceof HttpProblem ? outcome.status : 200).toBeOneOf([200, 400]);
      const paths = outcome instanceof HttpProblem ? [] : [...outcome.uploads.values()].map(({ path }) => path);
      await files.release();
      expect(own.usedBytes).toBe(0);
      expect(paths.filter((path) => existsSync(path))).toEqual([]);
    },
  );

  test('with a part that has no name is refused', async () => {
    const files = (await spool()).forRequest();
    const bytes = Buffer.from(`${part('name="request"', '{}')}${part('filename="a.gif"', 'x')}--x--\r\n`);
    await expect(readForm(Busboy, incoming, piecesOf(bytes, 1000, null), files)).rejects.toThrow('without a name');
  });
});
