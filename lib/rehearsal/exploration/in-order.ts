/**
 * Distributes tasks over workers that run at the same time, and yields the results in the order of the tasks.
 *
 * @param isOver whether no further task may start
 * @internal
 */
export async function* inOrder<W, T, R>(
  workers: W[],
  tasks: T[],
  run: (worker: W, task: T) => Promise<R>,
  isOver: () => boolean,
): AsyncGenerator<R, void> {
  const slots = tasks.map(() => deferred<R | undefined>());
  let next = 0;
  let isAbandoned = false;
  const running = workers.map(async (worker) => {
    while (next < tasks.length && !isAbandoned && !isOver()) {
      const i = next++;
      slots[i].resolve(await run(worker, tasks[i]));
    }
  });
  const all = Promise.all(running).then(
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
  // If the consumer stopped early, a rejection would be unhandled.
  promise.catch(() => undefined);
  return { promise, ...settle };
}
