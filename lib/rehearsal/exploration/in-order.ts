/**
 * Lets workers do pieces of work side by side, and gives what comes of them in the order of the pieces. After `isOver` no more are begun.
 *
 * @internal
 */
export async function* inOrder<W, P, R>(
  workers: W[],
  pieces: P[],
  work: (worker: W, piece: P) => Promise<R>,
  isOver: () => boolean,
): AsyncGenerator<R, void> {
  const slots = pieces.map(() => deferred<R | undefined>());
  let next = 0;
  let isAbandoned = false;
  const busy = workers.map(async (worker) => {
    while (next < pieces.length && !isAbandoned && !isOver()) {
      const i = next++;
      slots[i].resolve(await work(worker, pieces[i]));
    }
  });
  const all = Promise.all(busy).then(
    () => slots.forEach(({ resolve }) => resolve(undefined)),
    (error) => slots.forEach(({ reject }) => reject(error)),
  );
  try {
    for (const { promise } of slots) {
      const result = await promise;
      if (result === undefined) return;
      yield result;
    }
  } finally {
    isAbandoned = true;
    await all;
  }
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

function deferred<T>(): Deferred<T> {
  let settle!: Pick<Deferred<T>, "resolve" | "reject">;
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  promise.catch(() => undefined); // nobody may be waiting any more
  return { promise, ...settle };
}
