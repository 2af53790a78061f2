/** Two honest repetitions: a machine that does other work only ever adds time, and a product that is too slow stays so. */
const attempts = 3;

/**
 * How long `attempt` says it took, at its best: the first time within the bound is the answer; else it is tried twice more.
 * Everything else that an attempt asserts must hold each time.
 */
export async function bestOf(boundMs: number, attempt: () => Promise<number>): Promise<number> {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < attempts && bestMs >= boundMs; turn += 1) bestMs = Math.min(bestMs, await attempt());
  return bestMs;
}

/** How long this takes, in milliseconds. */
export async function tookMs(work: () => Promise<unknown>): Promise<number> {
  const sinceMs = performance.now();
  await work();
  return performance.now() - sinceMs;
}
