import { describe, expect, test } from 'vitest';
import { queuePlace, worker } from '../../support/queue-place.js';
import { REDIS_SERVER, testRedis } from '../../support/redis.js';
import { until } from '../../support/until.js';

describe.runIf(REDIS_SERVER)('a worker that the queue does not let say that it is there', () => {
  test('says so once, with the reason, instead of looking healthy to its operator and absent to every batch', async () => {
    const redis = await testRedis();
    redis.ask('ACL', 'SETUSER', 'quiet', 'on', '>word', '~*', '&*', '+@all', '-sadd');
    const lines: string[] = [];
    const url = redis.url.replace('redis://', 'redis://quiet:word@');
    await worker(url, queuePlace().folder, { tell: (line) => lines.push(line) });
    await until(() => lines.length > 0);
    expect(lines).toEqual([expect.stringMatching(/refuses to note that this worker is there.*sadd/)]);
  });
});
