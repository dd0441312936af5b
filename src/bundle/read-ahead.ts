/**
 * The same pages, the next one asked for while the one before is worked on: a store far away and whoever reads it then
 * wait for each other no more. One page more is in memory.
 */
export async function* readAhead<Page>(pages: AsyncIterable<Page>): AsyncGenerator<Page> {
  const source = pages[Symbol.asyncIterator]();
  let next = source.next();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = source.next();
      next.catch(() => {
        // Told when it is awaited; whoever stops before does not ask.
      });
      yield value;
    }
  } finally {
    await source.return?.();
  }
}
