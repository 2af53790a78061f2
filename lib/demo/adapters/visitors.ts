import { Agent, request } from "undici";
import type { Visited, Visitors } from "../port";

/** So many requests of a service may wait for their answer; while more would, visitors stay away. */
const underWayMax = 100;
const pumpMs = 20;
const answerDeadlineMs = 5_000;

/**
 * Visitors that come at their own pace, whatever becomes of those before them, until stopped. Gentle: a fixed rate, and a
 * bound on what is under way at once.
 */
export function startVisitors(all: readonly Visited[]): Visitors {
  const agent = new Agent({
    connections: 32,
    pipelining: 1,
    headersTimeout: answerDeadlineMs,
    bodyTimeout: answerDeadlineMs,
  });
  const groups = all.map((visited) => ({ visited, sent: 0, owed: 0, underWay: 0 }));
  let lastMs = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function visit(group: (typeof groups)[number]): Promise<void> {
    const { visited } = group;
    const path = visited.paths[group.sent % visited.paths.length] ?? "/";
    group.sent += 1;
    group.underWay += 1;
    const startedMs = performance.now();
    const told = (version: string | null, status: number): void =>
      visited.onAnswer(version, { at: Date.now(), status, latencyMs: performance.now() - startedMs });
    try {
      const answer = await request(`${visited.url}${path}`, { dispatcher: agent });
      await answer.body.dump();
      const version = answer.headers["x-version"];
      told(typeof version === "string" ? version : null, answer.statusCode);
    } catch {
      if (!stopped) told(null, 0);
    } finally {
      group.underWay -= 1;
    }
  }

  function pump(): void {
    const nowMs = performance.now();
    // After a pause of the machine nobody catches up: that would be a crowd.
    const elapsedMs = Math.min(nowMs - lastMs, 250);
    lastMs = nowMs;
    for (const group of groups) {
      group.owed += (elapsedMs / 1_000) * group.visited.perSecond;
      for (; group.owed >= 1; group.owed -= 1) if (group.underWay < underWayMax) void visit(group);
    }
    if (!stopped) timer = setTimeout(pump, pumpMs);
  }

  pump();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await agent.destroy();
    },
  };
}
