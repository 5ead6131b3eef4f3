import { z } from 'zod';
import { reasonOf } from '../../core/errors.js';
import type { Link, Tell } from './link.js';
import { PREFIX } from './protocol.js';

/** A worker that is at the queue now. */
const memberSchema = z.strictObject({
  id: z.string(),
  /** For people: host and process. */
  name: z.string(),
  /** Shown to people as it is. */
  version: z.string().regex(/^[\w.+-]{1,64}$/),
  /** Items that it works on at once. */
  slots: z.int().min(1),
});
export type Member = z.output<typeof memberSchema>;

const INDEX = `${PREFIX}:workers`;
const keyOf = (id: string): string => `${PREFIX}:worker:${id}`;

/** How often a worker says that it is there, and when it is taken for gone: two of its words may get lost. */
const WORD_MS = 5000;
const GONE_MS = 3 * WORD_MS;

/**
 * Says that a worker is there, until it is ended.
 * @param tell - hears once why its word is refused though the queue answers, e.g. by an ACL
 */
export function announce(link: Link, member: Member, tell: Tell): { end(): Promise<void> } {
  const { client } = link;
  const say = async (): Promise<void> => {
    await client.sadd(INDEX, member.id);
    await client.set(keyOf(member.id), JSON.stringify(member), 'PX', GONE_MS);
  };
  // while Redis is away the words wait in the client, and are said when it is back
  let saying: Promise<void> | null = null;
  let told = false;
  const word = (): void => {
    saying ??= say()
      .catch((error: unknown) => {
        // of a lost connection the link tells
        if (told || !link.isUp) return;
        told = true;
        tell(`The queue refuses to note that this worker is there, so that no batch sees it: ${reasonOf(error)}`);
      })
      .finally(() => (saying = null));
  };
  word();
  const timer = setInterval(word, WORD_MS);
  return {
    async end() {
      clearInterval(timer);
      await client.del(keyOf(member.id));
      await client.srem(INDEX, member.id);
    },
  };
}

/** Who is there now. */
export async function present({ client }: Link): Promise<Member[]> {
  const ids = await client.smembers(INDEX);
  if (ids.length === 0) return [];
  const words = await client.mget(ids.map(keyOf));
  const gone = ids.filter((_, at) => words[at] === null);
  if (gone.length > 0) await client.srem(INDEX, gone);
  return words.flatMap((word) => {
    const member = word === null ? null : memberIn(word);
    return member === null ? [] : [member];
  });
}

/** null: what is no word of a worker, which comes from the network. */
function memberIn(word: string): Member | null {
  try {
    return memberSchema.safeParse(JSON.parse(word)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
