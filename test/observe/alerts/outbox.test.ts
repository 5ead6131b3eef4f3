import { setTimeout as sleep } from 'node:timers/promises';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Channel } from '../../../src/observe/alerts/channels/index.js';
import { DeliveryError, type Attempts } from '../../../src/observe/alerts/delivery.js';
import type { AlertMessage } from '../../../src/observe/alerts/message.js';
import { Outbox, type DeliveryResult } from '../../../src/observe/alerts/outbox.js';
import { message } from './messages.js';

const HOUR = 3_600_000;
const QUICK: Attempts = { timeoutMs: 200, most: 3, firstPauseMs: 1, longestPauseMs: 20 };

type Answer = (message: AlertMessage, signal: AbortSignal) => Promise<void>;
const taken: Answer = () => Promise.resolve();
const refused: Answer = () => Promise.reject(new DeliveryError('busy', true));
const never: Answer = () => new Promise(() => undefined);

/** An outbox before a channel of this process that answers as it is told, the last answer for ever. */
function outboxBefore(
  answers: readonly Answer[],
  more: { maxPerHour?: number; paths?: boolean; attempts?: Attempts } = {},
) {
  const tried: AlertMessage[] = [];
  const results: DeliveryResult[] = [];
  const logged: object[] = [];
  const channel: Channel = {
    type: 'webhook',
    send: (sent, signal) => answers[Math.min(tried.push(sent), answers.length) - 1]!(sent, signal),
  };
  const outbox = new Outbox(channel, {
    maxPerHour: 30,
    paths: false,
    attempts: QUICK,
    log: (_level, fields) => logged.push(fields),
    onResult: ({ result }) => results.push(result),
    ...more,
  });
  return { outbox, tried, results, logged };
}

const event = (index: number) => message({ id: `e${index}`, alert: `e${index}`, state: 'event' });
const ids = (messages: readonly AlertMessage[]) => messages.map(({ id }) => id);

describe('a channel', () => {
  test('gets its messages in order, one after the other', async () => {
    const slow: Answer = () => sleep(5);
    const { outbox, tried, results } = outboxBefore([slow]);
    for (let index = 0; index < 5; index += 1) outbox.offer(event(index), 0);
    expect(tried).toEqual([]);
    await outbox.idle();
    expect(ids(tried)).toEqual(['e0', 'e1', 'e2', 'e3', 'e4']);
    expect(results).toEqual(['sent', 'sent', 'sent', 'sent', 'sent']);
  });

  test('that refuses at first gets the same message again, and then the next', async () => {
    const { outbox, tried, results } = outboxBefore([refused, refused, taken]);
    outbox.offer(event(1), 0);
    outbox.offer(event(2), 0);
    await outbox.idle();
    expect(ids(tried)).toEqual(['e1', 'e1', 'e1', 'e2']);
    expect(results).toEqual(['sent', 'sent']);
  });

  test('that keeps refusing is given up after the last attempt, and says so in the log and the next message', async () => {
    const { outbox, tried, results, logged } = outboxBefore([refused, refused, refused, taken]);
    outbox.offer(event(1), 0);
    outbox.offer(event(2), 0);
    await outbox.idle();
    expect(ids(tried)).toEqual(['e1', 'e1', 'e1', 'e2']);
    expect(results).toEqual(['failed', 'sent']);
    expect(logged).toEqual([{ alert: 'e1', name: 'failureRate', channel: 'webhook', reason: 'busy' }]);
    expect(tried[3]!.missed).toEqual({ heldBack: 0, undelivered: 1 });
  });

  test.each<[string, Answer]>([
    ['refuses for good', () => Promise.reject(new DeliveryError('no_service', false))],
    ['breaks', () => Promise.reject(new TypeError('a mistake of ours'))],
    [
      'throws at once',
      () => {
        throw new TypeError('a mistake of ours');
      },
    ],
  ])('that %s is asked once', async (_, answer) => {
    const { outbox, tried, results } = outboxBefore([answer]);
    outbox.offer(event(1), 0);
    await outbox.idle();
    expect([tried.length, results]).toEqual([1, ['failed']]);
  });

  test('that neither answers nor listens to its signal is left after the time limit', async () => {
    const { outbox, tried, results } = outboxBefore([never, never, taken], { attempts: { ...QUICK, timeoutMs: 20 } });
    outbox.offer(event(1), 0);
    await outbox.idle();
    expect([tried.length, results]).toEqual([3, ['sent']]);
  });

  test('that hangs lets 50 messages wait; the oldest of more are dropped and counted', async () => {
    const { outbox, results } = outboxBefore([never], { maxPerHour: 1000 });
    for (let index = 0; index < 100; index += 1) outbox.offer(event(index), 0);
    // nothing was taken from the queue yet
    expect(results).toEqual(Array.from({ length: 50 }, () => 'dropped'));
    outbox.close();
    await outbox.idle();
    expect(results.filter((result) => result === 'dropped')).toHaveLength(100);
  });

  test('is let go of at once when it is closed, hanging or waiting for its next attempt', async () => {
    const patient = { timeoutMs: 60_000, most: 3, firstPauseMs: 60_000, longestPauseMs: 60_000 };
    for (const answer of [never, refused]) {
      const { outbox, tried, results } = outboxBefore([answer], { attempts: patient });
      outbox.offer(event(1), 0);
      await expect.poll(() => tried).toHaveLength(1);
      outbox.close();
      await outbox.idle();
      expect(results).toEqual(['failed']);
      outbox.offer(event(2), 0);
      expect(results).toEqual(['failed', 'dropped']);
    }
  });

  test('is told paths only where it asks for them', async () => {
    for (const paths of [true, false]) {
      const { outbox, tried } = outboxBefore([taken], { paths });
      outbox.offer(message({ examples: ['out/secret-project.gif'] }), 0);
      await outbox.idle();
      expect(JSON.stringify(tried).includes('secret-project')).toBe(paths);
    }
  });
});

describe('the limit of an hour', () => {
  test('holds back what is beyond, and says how many in the next message', async () => {
    const { outbox, tried, results } = outboxBefore([taken], { maxPerHour: 2 });
    for (let index = 0; index < 5; index += 1) {
      outbox.offer(event(index), index);
      await outbox.idle();
    }
    expect(results).toEqual(['sent', 'sent', 'suppressed', 'suppressed', 'suppressed']);
    outbox.offer(event(5), HOUR);
    outbox.offer(event(6), HOUR + 1);
    await outbox.idle();
    expect(ids(tried)).toEqual(['e0', 'e1', 'e5', 'e6']);
    expect(tried.map(({ missed }) => missed.heldBack)).toEqual([0, 0, 3, 0]);
  });

  test('delays the end of an alert whose beginning was told, instead of keeping it', async () => {
    const { outbox, tried } = outboxBefore([taken], { maxPerHour: 1 });
    outbox.offer(message(), 0);
    outbox.offer(message({ id: 'end', state: 'resolved' }), 1000);
    await outbox.idle();
    expect(ids(tried)).toEqual(['i.failureRate.1.firing']);
    outbox.tick(HOUR - 1);
    await outbox.idle();
    expect(tried).toHaveLength(1);
    outbox.tick(HOUR);
    await outbox.idle();
    expect(ids(tried)).toEqual(['i.failureRate.1.firing', 'end']);
  });

  test('and lost messages keep the ends of alerts that were never told', async () => {
    const held = outboxBefore([taken], { maxPerHour: 1 });
    held.outbox.offer(event(1), 0);
    held.outbox.offer(message(), 0);
    held.outbox.offer(message({ state: 'resolved' }), HOUR);
    await held.outbox.idle();
    expect(ids(held.tried)).toEqual(['e1']);
    const lost = outboxBefore([refused]);
    lost.outbox.offer(message(), 0);
    lost.outbox.offer(message({ id: 'end', state: 'resolved' }), 0);
    await lost.outbox.idle();
    expect(lost.results).toEqual(['failed', 'suppressed']);
    expect(ids(lost.tried)).not.toContain('end');
  });

  const steps = fc.array(
    fc.record({
      wait: fc.oneof(fc.nat(1000), fc.nat(HOUR)),
      state: fc.constantFrom('firing', 'repeated', 'resolved', 'event'),
      alert: fc.nat(4),
      fails: fc.boolean(),
    }),
    { maxLength: 60 },
  );

  test.prop([fc.integer({ min: 1, max: 5 }), steps])(
    'is kept in any hour, and no end comes without a beginning or twice, whatever is offered',
    async (maxPerHour, sequence) => {
      const arrived: AlertMessage[] = [];
      const acceptedAt: number[] = [];
      let now = 0;
      let fails = false;
      const { outbox, results } = outboxBefore(
        [
          (sent) => {
            if (fails) return Promise.reject(new DeliveryError('no', false));
            arrived.push(sent);
            return Promise.resolve();
          },
        ],
        { maxPerHour },
      );
      const generation = new Map<number, { count: number; open: boolean }>();
      let offered = 0;
      for (const step of sequence) {
        now += step.wait;
        fails = step.fails;
        // as the rules make them: an alert begins, goes on, ends, and the next one has another name
        const known = generation.get(step.alert) ?? { count: 0, open: false };
        const state = step.state === 'event' ? 'event' : known.open ? step.state : 'firing';
        if (state === 'firing' && known.open) continue;
        const count = state === 'firing' ? known.count + 1 : known.count;
        if (state !== 'event') generation.set(step.alert, { count, open: state !== 'resolved' });
        const before = results.filter((result) => result === 'sent' || result === 'failed').length;
        outbox.tick(now);
        outbox.offer(message({ alert: `${step.alert}.${count}`, state }), now);
        offered += 1;
        await outbox.idle();
        const after = results.filter((result) => result === 'sent' || result === 'failed').length;
        for (let index = before; index < after; index += 1) acceptedAt.push(now);
      }
      for (const at of acceptedAt) {
        expect(acceptedAt.filter((other) => other <= at && at - other < HOUR).length).toBeLessThanOrEqual(maxPerHour);
      }
      const toldOf = new Map<string, string[]>();
      for (const { alert, state } of arrived) {
        if (state !== 'event') toldOf.set(alert, [...(toldOf.get(alert) ?? []), state]);
      }
      for (const told of toldOf.values()) expect(told.join(' ')).toMatch(/^(firing|repeated)( repeated)*( resolved)?$/);
      outbox.close();
      // every message has exactly one result
      expect(results).toHaveLength(offered);
    },
  );
});
