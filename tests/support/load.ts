import { Agent, request } from "undici";

export interface Answered {
  /** Milliseconds of the monotonic clock when the answer was complete. */
  readonly atMs: number;
  readonly latencyMs: number;
  readonly status: number;
  /** Which version answered; null when nobody did. */
  readonly version: string | null;
}

export interface Load {
  readonly answers: readonly Answered[];
  /** Stop sending; resolves when the last answer is in. Safe to call twice. */
  stop(): Promise<void>;
}

const shortestPauseMs = 4;

/**
 * An open loop: requests leave at their times whatever became of the ones before, so that a slow version is seen as
 * slow. `ratePerSecond` over new connections by turns; ends by itself after `maxRequests`.
 */
export function startLoad(given: {
  url: string;
  ratePerSecond: number;
  maxRequests?: number;
  headers?: Record<string, string>;
}): Load {
  const agent = new Agent({ connections: 64, pipelining: 1, headersTimeout: 10_000, bodyTimeout: 10_000 });
  const answers: Answered[] = [];
  const underWay = new Set<Promise<void>>();
  const startedMs = performance.now();
  let sent = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function one(): Promise<void> {
    const beganMs = performance.now();
    try {
      const response = await request(given.url, {
        dispatcher: agent,
        ...(given.headers ? { headers: given.headers } : {}),
      });
      await response.body.dump();
      const atMs = performance.now();
      const version = response.headers["x-version"];
      answers.push({
        atMs,
        latencyMs: atMs - beganMs,
        status: response.statusCode,
        version: typeof version === "string" ? version : null,
      });
    } catch {
      const atMs = performance.now();
      answers.push({ atMs, latencyMs: atMs - beganMs, status: 0, version: null });
    }
  }

  function pump(): void {
    const due = Math.floor(((performance.now() - startedMs) / 1_000) * given.ratePerSecond);
    while (sent < due && !stopped) {
      sent += 1;
      if (given.maxRequests !== undefined && sent > given.maxRequests) {
        stopped = true;
        return;
      }
      const pass = one().finally(() => underWay.delete(pass));
      underWay.add(pass);
    }
    if (!stopped) timer = setTimeout(pump, Math.max(shortestPauseMs, untilNextMs()));
  }

  /** Waking up for nothing, many times a second and for each shop, takes more of the processor than the requests do. */
  function untilNextMs(): number {
    return startedMs + ((sent + 1) * 1_000) / given.ratePerSecond - performance.now();
  }

  async function end(): Promise<void> {
    stopped = true;
    clearTimeout(timer);
    await Promise.all(underWay);
    await agent.close();
  }

  let ended: Promise<void> | undefined;
  pump();
  return {
    answers,
    stop() {
      ended ??= end();
      return ended;
    },
  };
}
