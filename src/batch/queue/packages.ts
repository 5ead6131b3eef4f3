import { UsageError } from '../../core/errors.js';
import { whyUnusable } from '../../core/on-demand.js';

/** The packages of the queue: optional, as one machine needs none. */
export async function queuePackages() {
  try {
    const [{ Queue, QueueEvents, Worker, WaitingError }, { Redis }] = await Promise.all([
      import('bullmq'),
      import('ioredis'),
    ]);
    return { Queue, QueueEvents, Worker, WaitingError, Redis };
  } catch (error) {
    const reason = whyUnusable(error, ['bullmq', 'ioredis']);
    throw new UsageError('queue_unavailable', `The queue cannot be used: ${reason}`, { cause: error });
  }
}

export type QueuePackages = Awaited<ReturnType<typeof queuePackages>>;
