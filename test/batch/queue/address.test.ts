import { expect, test } from 'vitest';
import { queueAddress } from '../../../src/batch/queue/address.js';

test('an address is shown without user, password and parameters', () => {
  const url = 'rediss://alice:pass%2Fword@queue.local:6380/2?family=6';
  expect(queueAddress(url, {})).toEqual({ url, shown: 'rediss://queue.local:6380/2' });
});

test('the environment states an address that arguments would show to everybody', () => {
  expect(queueAddress(undefined, { PRESSPROOF_QUEUE: 'redis://a' }).shown).toBe('redis://a');
  expect(queueAddress('redis://b', { PRESSPROOF_QUEUE: 'redis://a' }).shown).toBe('redis://b');
});

test.each(['redis//:secret@host', 'http://user:secret@host', 'redis://user:secret@/0', 'redis://user:secret@host/db'])(
  'what is no address is refused without being repeated: %s',
  (url) => {
    expect(() => queueAddress(url, {})).toThrow(/^Expected an address such as redis:.* for --queue but received /);
    expect(() => queueAddress(url, {})).not.toThrow(/secret/);
  },
);

test('without any the flag and the variable are named', () => {
  expect(() => queueAddress(undefined, {})).toThrow('with --queue, or in PRESSPROOF_QUEUE');
});
