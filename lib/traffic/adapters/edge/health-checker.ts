import type { EdgeServiceConfig } from "./edge-config";
import type { EdgeService, Upstream } from "./edge-service";

/** Ask every upstream of a service at its interval whether it is well, and note it there. Returns how to stop. */
export function startHealthChecks(service: EdgeService): () => void {
  const settings = service.config.healthCheck;
  if (settings === undefined) return () => undefined;
  const stops = service.allUpstreams.map((upstream) => watch(upstream, settings));
  return () => {
    for (const stop of stops) stop();
  };
}

function watch(upstream: Upstream, settings: NonNullable<EdgeServiceConfig["healthCheck"]>): () => void {
  const stopped = new AbortController();
  let good = 0;
  let bad = 0;
  // Up until shown otherwise, as in HAProxy: a restart of the edge must not refuse everybody for an interval.
  upstream.isUp = true;
  const look = async (): Promise<void> => {
    const isWell = await ask(upstream, settings, stopped.signal);
    if (stopped.signal.aborted) return;
    good = isWell ? good + 1 : 0;
    bad = isWell ? 0 : bad + 1;
    if (good >= settings.rise) upstream.isUp = true;
    if (bad >= settings.fall) upstream.isUp = false;
    timer = setTimeout(() => void look(), settings.intervalMs);
    timer.unref();
  };
  let timer = setTimeout(() => void look(), 0);
  timer.unref();
  return () => {
    stopped.abort();
    clearTimeout(timer);
  };
}

async function ask(
  upstream: Upstream,
  settings: NonNullable<EdgeServiceConfig["healthCheck"]>,
  stopped: AbortSignal,
): Promise<boolean> {
  try {
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(settings.timeoutMs)]);
    const response = await fetch(new URL(settings.path, upstream.url), { signal, redirect: "manual" });
    await response.body?.cancel();
    return response.status >= 200 && response.status < 400;
  } catch {
    return false;
  }
}
