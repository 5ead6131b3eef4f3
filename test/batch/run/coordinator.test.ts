import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openRun } from '../../../src/batch/journal/reader.js';
import { openRunForWork } from '../../../src/batch/run/open-run.js';
import type { Task } from '../../../src/batch/task.js';
import { until } from '../../support/until.js';
import { asked, batch, copied, corpus, dispatcher, entriesIn, failed, rowsOf } from './support.js';

describe('a batch', () => {
  test('has one row and one output for every input under every recipe', async () => {
    const place = corpus(7);
    expect(await batch(place)).toEqual({ known: 0, rolledBack: 0, remade: 0 });
    const rows = rowsOf(place.out);
    expect(rows.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: 14 }, (_, n) => n));
    expect(new Set(rows.map(({ item }) => item)).size).toBe(14);
    for (const { output, name } of rows) {
      expect(readFileSync(output!, 'utf8')).toBe(readFileSync(join(place.inputs, name), 'utf8'));
    }
    expect(rows[0]!.output).toBe(join(place.out, 'outputs/gifsicle-colors-32/0.gif'));
    expect(existsSync(join(place.out, '.staging'))).toBe(false);
  });

  test('hands out as much as its dispatcher wants at once, and no more', async () => {
    let [now, most] = [0, 0];
    const work = async (task: Task) => {
      most = Math.max(most, (now += 1));
      // the first ones for as long as it takes to hand out the others
      await until(() => most >= 3);
      await sleep(2);
      now -= 1;
      return await copied(task);
    };
    await batch(corpus(10), { dispatcher: dispatcher(work, 3) });
    expect(most).toBe(3);
  });

  test('publishes nothing that is not committed', async () => {
    const place = corpus(30);
    const seen: boolean[] = [];
    const onCommitted = ({ row }: { row: { output: string | null; item: string } }) => {
      const reader = openRun(place.out);
      seen.push(reader.row(row.item) !== null && !existsSync(row.output!));
      reader.close();
    };
    await batch(place, { onCommitted });
    expect(seen).toEqual(Array.from({ length: 60 }, () => true));
  });

  test('does an input once that is named twice', async () => {
    const place = corpus(3);
    const entries = async function* () {
      yield* entriesIn(place.inputs);
      yield* entriesIn(place.inputs);
    };
    expect(await batch(place, { entries: entries() })).toMatchObject({ known: 6 });
    expect(rowsOf(place.out)).toHaveLength(6);
  });

  test('gives two inputs of one name an output each', async () => {
    const place = corpus(1);
    const other = join(place.folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, '0.gif'), 'another');
    const entries = async function* () {
      yield* entriesIn(place.inputs);
      yield* entriesIn(other);
    };
    await batch(place, { entries: entries() });
    const outputs = rowsOf(place.out).map(({ output }) => readFileSync(output!, 'utf8'));
    expect(outputs).toEqual(['input 0', 'input 0', 'another', 'another']);
  });

  test('warns of outputs that would be one file elsewhere, once', async () => {
    const place = corpus(1);
    writeFileSync(join(place.inputs, '0.GIF'), 'another');
    const lines: string[] = [];
    await batch(place, { tell: (line) => lines.push(line) });
    expect(lines).toEqual([expect.stringMatching(/0\.gif.* differ in letter case alone; here they are two files/i)]);
    const outputs = rowsOf(place.out).map(({ output }) => readFileSync(output!, 'utf8'));
    expect(outputs.toSorted()).toEqual(['another', 'another', 'input 0', 'input 0']);
  });

  test('counts what could not be made as an error, and goes on', async () => {
    const place = corpus(3);
    const work = async (task: Task) => (task.item.ordinal === 2 ? failed('engine_failed', 'no') : await copied(task));
    await batch(place, { dispatcher: dispatcher(work) });
    const rows = rowsOf(place.out);
    expect(rows).toHaveLength(6);
    expect(rows[2]).toMatchObject({ status: 'error', errorCode: 'engine_failed', reason: 'no', output: null });
  });
});

describe('a worker that ends over an item', () => {
  test('has it repeated, which is told in its row', async () => {
    const place = corpus(2);
    let left = 2;
    const work = async (task: Task) =>
      task.item.ordinal === 1 && left-- > 0 ? ({ kind: 'lost', reason: 'SIGSEGV' } as const) : await copied(task);
    await batch(place, { dispatcher: dispatcher(work) });
    expect(rowsOf(place.out).map(({ attempts, status }) => [attempts, status])).toEqual([
      [1, 'pass'],
      [3, 'pass'],
      [1, 'pass'],
      [1, 'pass'],
    ]);
  });

  test('the third time has it set aside with the reason', async () => {
    const place = corpus(2);
    const lost = async (task: Task) =>
      task.item.ordinal === 1 ? ({ kind: 'lost', reason: 'SIGSEGV' } as const) : await copied(task);
    const crew = dispatcher(lost);
    await batch(place, { dispatcher: crew });
    expect(rowsOf(place.out)[1]).toMatchObject({ status: 'set_aside', attempts: 3, reason: 'SIGSEGV', output: null });
    expect(crew.tasks.filter(({ item }) => item.ordinal === 1)).toHaveLength(3);
  });

  test('is remembered when the run is resumed', async () => {
    const place = corpus(1);
    const first = dispatcher(async (task) => {
      if (task.item.ordinal !== 0) return await copied(task);
      if (first.tasks.filter(({ item }) => item.ordinal === 0).length < 3) return { kind: 'lost', reason: 'SIGSEGV' };
      throw new Error('the coordinator ends here');
    }, 1);
    await expect(batch(place, { dispatcher: first })).rejects.toThrow('the coordinator ends here');
    const second = dispatcher(async () => ({ kind: 'lost', reason: 'SIGBUS' }), 1);
    await batch(place, { dispatcher: second });
    expect(second.tasks.filter(({ item }) => item.ordinal === 0)).toHaveLength(1);
    expect(rowsOf(place.out)[0]).toMatchObject({ status: 'set_aside', attempts: 3, reason: 'SIGBUS' });
  });
});

describe('a batch that is stopped', () => {
  test('hands out nothing more, and keeps what is in flight', async () => {
    const place = corpus(10);
    const stop = new AbortController();
    const crew = dispatcher(async (task) => {
      if (task.item.ordinal === 5) stop.abort();
      await sleep(5);
      return await copied(task);
    });
    expect(await batch(place, { dispatcher: crew, stop: stop.signal })).toEqual({ known: 0, rolledBack: 0, remade: 0 });
    expect(rowsOf(place.out)).toHaveLength(crew.tasks.length);
    expect(crew.tasks.length).toBeLessThan(12);
  });

  test('drops what does not end within the grace, and leaves nothing of it', async () => {
    const place = corpus(3);
    const stop = new AbortController();
    const hang = async (task: Task, signal: AbortSignal) => {
      writeFileSync(task.staged!, 'half');
      stop.abort();
      return await sleep(60_000, undefined as never, { signal });
    };
    const end = await batch(place, { dispatcher: dispatcher(hang, 2), stop: stop.signal, graceMs: 20 });
    expect(end.rolledBack).toBeGreaterThan(0);
    expect(rowsOf(place.out)).toEqual([]);
    expect(existsSync(join(place.out, '.staging'))).toBe(false);
  });

  test('holds no lost worker against its item', async () => {
    const place = corpus(1);
    const stop = new AbortController();
    for (let n = 0; n < 4; n += 1) {
      const lost = dispatcher(async () => {
        stop.abort();
        return { kind: 'lost', reason: 'SIGINT' } as const;
      });
      await batch(place, { dispatcher: lost, stop: stop.signal });
    }
    await batch(place);
    expect(rowsOf(place.out).map(({ attempts }) => attempts)).toEqual([1, 1]);
  });
});

describe('resuming', () => {
  test('does what is left, and nothing twice', async () => {
    const place = corpus(10);
    const first = dispatcher(async (task) => {
      if (task.item.ordinal >= 9) throw new Error('broken');
      return await copied(task);
    }, 1);
    await expect(batch(place, { dispatcher: first })).rejects.toThrow('broken');
    expect(rowsOf(place.out)).toHaveLength(9);
    const second = dispatcher();
    expect(await batch(place, { dispatcher: second })).toMatchObject({ known: 9 });
    expect(second.tasks).toHaveLength(11);
    expect(rowsOf(place.out)).toHaveLength(20);
  });

  test('over inputs that changed gives each item a number of its own, and those of one input numbers in a row', async () => {
    const place = corpus(4);
    const stop = new AbortController();
    const work = async (task: Task) => {
      // an input of which one item is done and one is not
      if (task.item.ordinal === 5) stop.abort();
      if (task.item.ordinal >= 5) throw new Error('stopped');
      return await copied(task);
    };
    await batch(place, { dispatcher: dispatcher(work, 1), stop: stop.signal });
    rmSync(join(place.inputs, '1.gif'));
    for (const n of [-2, -1, 4]) writeFileSync(join(place.inputs, `${n}.gif`), `input ${n}`);
    await batch(place);
    const rows = rowsOf(place.out);
    expect(new Set(rows.map(({ ordinal }) => ordinal)).size).toBe(14);
    const inRow = rows.map(({ name }) => name).filter((name, at, names) => name !== names[at - 1]);
    expect(inRow.toSorted()).toEqual(['-1.gif', '-2.gif', '0.gif', '1.gif', '2.gif', '3.gif', '4.gif']);
  });

  test('publishes what was committed and not published, or was published and not confirmed', async () => {
    const place = corpus(2);
    const outputs = join(place.out, 'outputs');
    // a file stands where the folder of the outputs of the second recipe would be
    mkdirSync(outputs, { recursive: true });
    writeFileSync(join(outputs, 'gifsicle-lossy-80'), '');
    await expect(batch(place, { dispatcher: dispatcher(copied, 1) })).rejects.toThrow(/gifsicle-lossy-80/);
    const committed = rowsOf(place.out).length;
    expect(committed).toBeGreaterThan(0);
    rmSync(join(outputs, 'gifsicle-lossy-80'));
    const second = dispatcher();
    await batch(place, { dispatcher: second });
    expect(second.tasks.length).toBe(4 - committed);
    for (const { output, name } of rowsOf(place.out)) {
      expect(readFileSync(output!, 'utf8')).toBe(readFileSync(join(place.inputs, name), 'utf8'));
    }
    expect(readdirSync(place.out).toSorted()).toEqual(['outputs', 'run.db', 'run.json', 'run.lock']);
  });

  test('takes away what a process was writing when it was killed, and leaves what others are writing', async () => {
    const place = corpus(1);
    await batch(place);
    // no process has this number: Linux counts to 4,194,304
    const left = join(place.out, '.pressproof-4999999-0123456789abcdef.tmp');
    const written = join(place.out, `.pressproof-${process.ppid}-0123456789abcdef.tmp`);
    for (const path of [left, written]) writeFileSync(path, '');
    await batch(place);
    expect([existsSync(left), existsSync(written)]).toEqual([false, true]);
  });

  test('is refused to another plan and to other inputs, which it names', async () => {
    const place = corpus(1);
    await batch(place);
    const other = asked(place.inputs, { recipes: [asked('').recipes[0]!] });
    await expect(batch(place, { asked: other })).rejects.toThrow(
      /its recipes are "gifsicle lossy=80", asked are only some of them/,
    );
    await expect(batch(place, { asked: asked('/elsewhere') })).rejects.toThrow(/asked are "\/elsewhere"/);
  });
});

test('a store of objects that is out of order ends a batch, and counts against no item', async () => {
  const place = corpus(3);
  const work = async (task: Task) =>
    task.item.ordinal === 4 ? failed('unreachable', 's3://corpus/2.gif cannot be read') : await copied(task);
  await expect(batch(place, { dispatcher: dispatcher(work, 1) })).rejects.toMatchObject({
    code: 'unreachable',
    message: 's3://corpus/2.gif cannot be read',
  });
  expect(rowsOf(place.out).map(({ status }) => status)).toEqual(['pass', 'pass', 'pass', 'pass']);
});

describe('a folder that goes while a batch is at work', () => {
  const removing = (remove: (out: string) => void) => {
    const place = corpus(20);
    const work = async (task: Task) => {
      if (task.item.ordinal === 10) remove(place.out);
      return await copied(task);
    };
    return { place, end: batch(place, { dispatcher: dispatcher(work, 1) }) };
  };

  test('ends it where the whole run went', async () => {
    await expect(removing((out) => renameSync(out, `${out}-moved`)).end).rejects.toThrow(/was removed|no such file/i);
  });

  test('is not said of a place that was never there', async () => {
    const { inputs } = corpus(1);
    await expect(openRunForWork('/proc/run', asked(inputs), false)).rejects.toThrow('/proc/run cannot be made');
  });

  test('ends it where the outputs went, and says which folder', async () => {
    const { place, end } = removing((out) => renameSync(join(out, 'outputs'), join(out, 'elsewhere')));
    await expect(end).rejects.toThrow(`${join(place.out, 'outputs')} was removed while the batch was at work`);
  });
});
