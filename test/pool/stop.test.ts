import { expect, test } from 'vitest';
import { Stop } from '../../src/pool/stop.js';

test('tells of its end once, and keeps the first reason', () => {
  const stop = new Stop();
  const heard: unknown[] = [];
  stop.on('abort', () => heard.push(stop.reason));
  expect(stop.aborted).toBe(false);
  stop.abort('too late');
  stop.abort('by the caller');
  expect(heard).toEqual(['too late']);
  expect(stop).toMatchObject({ aborted: true, reason: 'too late' });
});
