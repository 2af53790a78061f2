import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { ApiServer, ObjectPlace, WatchHandle } from "./api-server";
import { isFailure } from "./failure";
import { isNewer, isOrdered, type KubernetesObject } from "./kubernetes-object";

/** A watch that has broken off silently is found out by the next whole read, so late at most. */
export const MEMORY_TRUST_MS = 5_000;
const watchPauseMs = { first: 250, longest: 30_000 };
const pollMs = 100;

/** What is known of one object, kept fresh by a watch. */
export interface ObjectMemory {
  /**
   * The object: from memory while a watch keeps it fresh and a whole read was within the last five seconds; else read
   * anew. What is remembered is never replaced by something older.
   */
  look(signal: AbortSignal): Promise<KubernetesObject>;
  /** The newest state of the API server itself. */
  read(signal: AbortSignal): Promise<KubernetesObject>;
  /** What a write of ours was answered with. */
  learn(object: KubernetesObject): void;
  /** Wait until the object is so, `withinMs` at most. It is no failure when it does not become so. */
  until(isSo: (object: KubernetesObject) => boolean, withinMs: number, signal: AbortSignal): Promise<void>;
  /** Why there is no watch although one was wanted; null when all is well. */
  watchFailure(): unknown;
  close(): void;
}

/** Memory of one object: looking costs no request while its watch lives, as a thousand targets are looked at every second. */
export function createObjectMemory(
  server: ApiServer,
  place: ObjectPlace,
  monotonicMs: () => number = () => performance.now(),
): ObjectMemory {
  let known: KubernetesObject | null = null;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let watch: WatchHandle | null = null;
  let failure: unknown = null;
  let pauseMs = watchPauseMs.first;
  let watchAgainAtMs = 0;
  let isClosed = false;
  let news = Promise.withResolvers<void>();

  function learn(object: KubernetesObject): void {
    if (known !== null && isOrdered(object) && isOrdered(known) && !isNewer(object, known)) return;
    known = object;
    news.resolve();
    news = Promise.withResolvers<void>();
  }

  function forget(): void {
    known = null;
    readAtMs = Number.NEGATIVE_INFINITY;
  }

  function onEnd(handle: WatchHandle | null, error: unknown): void {
    if (watch === handle) watch = null;
    failure = error;
    if (error === null) return;
    // Refused at once, it would be asked for again with every look.
    forget();
    watchAgainAtMs = monotonicMs() + pauseMs;
    pauseMs = Math.min(pauseMs * 2, watchPauseMs.longest);
  }

  function startWatch(object: KubernetesObject): void {
    if (watch !== null || isClosed || !isOrdered(object) || monotonicMs() < watchAgainAtMs) return;
    const own: { handle: WatchHandle | null } = { handle: null };
    own.handle = server.watch(
      place,
      object.metadata.resourceVersion,
      (event) => {
        failure = null;
        pauseMs = watchPauseMs.first;
        if (event.kind === "seen") learn(event.object);
        else forget();
      },
      (error) => onEnd(own.handle, error),
    );
    watch = own.handle;
  }

  async function read(signal: AbortSignal): Promise<KubernetesObject> {
    const askedAtMs = monotonicMs();
    try {
      const object = await server.read(place, signal);
      learn(object);
      readAtMs = askedAtMs;
      startWatch(object);
      return known ?? object;
    } catch (error) {
      if (isFailure(error, "object_unknown") || isFailure(error, "kind_unknown")) forget();
      throw error;
    }
  }

  return {
    async look(signal): Promise<KubernetesObject> {
      // What has arrived already is heard first; and whoever looks in a loop keeps nobody from being heard.
      await nextTurn();
      const isFresh = watch !== null && monotonicMs() - readAtMs < MEMORY_TRUST_MS;
      return isFresh && known !== null && !signal.aborted ? known : read(signal);
    },
    read,
    learn,
    async until(isSo, withinMs, signal): Promise<void> {
      const endMs = monotonicMs() + withinMs;
      while (!signal.aborted) {
        const nextNews = news.promise;
        const object = watch !== null && known !== null ? known : await read(signal).catch(() => null);
        const leftMs = endMs - monotonicMs();
        if ((object !== null && isSo(object)) || leftMs <= 0) return;
        const done = new AbortController();
        const pause = sleep(watch === null ? Math.min(pollMs, leftMs) : leftMs, undefined, {
          signal: AbortSignal.any([signal, done.signal]),
        }).catch(() => undefined);
        await Promise.race([nextNews, pause]);
        done.abort();
      }
    },
    watchFailure: () => failure,
    close(): void {
      isClosed = true;
      watch?.close();
      watch = null;
    },
  };
}
