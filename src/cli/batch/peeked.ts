/**
 * A stream whose first value was asked for: what is wrong with all of it is known before work begins.
 * @returns null: it is empty
 */
export async function peeked<T>(stream: AsyncGenerator<T, void>): Promise<AsyncGenerator<T, void> | null> {
  const first = await stream.next();
  return first.done === true ? null : withFirst(first.value, stream);
}

async function* withFirst<T>(first: T, rest: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return();
  }
}
