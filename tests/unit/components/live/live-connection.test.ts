import { beforeEach, describe, expect, it } from "vitest";
import {
  type ConnectionStatus,
  type Hint,
  type HintSource,
  LiveConnection,
  parseHint,
} from "@/components/live/live-connection";

/* Goal: no change is lost and no server is hammered. Method: a hand-driven source and clock. */

class FakeSource implements HintSource {
  isClosed = false;
  private readonly listeners = new Map<string, ((event: { data?: unknown }) => void)[]>();

  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener]);
  }

  close(): void {
    this.isClosed = true;
  }

  emit(type: string, data?: unknown): void {
    for (const listener of this.listeners.get(type) ?? []) listener({ data });
  }
}

interface Task {
  readonly atMs: number;
  readonly run: () => void;
  isCancelled: boolean;
}

class World {
  nowMs = 0;
  sources: FakeSource[] = [];
  hints: (readonly Hint[])[] = [];
  refetches = 0;
  status: ConnectionStatus | null = null;
  updatedAtMs: number | null = null;
  private tasks: Task[] = [];

  readonly connection = new LiveConnection({
    open: () => {
      const source = new FakeSource();
      this.sources.push(source);
      return source;
    },
    after: (delayMs, run) => {
      const task: Task = { atMs: this.nowMs + delayMs, run, isCancelled: false };
      this.tasks.push(task);
      return () => {
        task.isCancelled = true;
      };
    },
    nowMs: () => this.nowMs,
    onHints: (hints) => this.hints.push(hints),
    onRefetchAll: () => {
      this.refetches += 1;
    },
    onChange: (status, updatedAtMs) => {
      this.status = status;
      this.updatedAtMs = updatedAtMs;
    },
  });

  get source(): FakeSource {
    const source = this.sources.at(-1);
    if (!source) throw new Error("nothing was opened");
    return source;
  }

  advance(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (;;) {
      const due = this.tasks
        .filter((task) => !task.isCancelled && task.atMs <= untilMs)
        .sort((a, b) => a.atMs - b.atMs)[0];
      if (!due) break;
      this.nowMs = due.atMs;
      due.isCancelled = true;
      due.run();
    }
    this.nowMs = untilMs;
  }
}

const hint = (topic: string, id: string, revision = 1): string => JSON.stringify({ topic, id, revision });

describe("LiveConnection", () => {
  let world: World;
  beforeEach(() => {
    world = new World();
    world.connection.start();
    world.source.emit("open");
  });

  it("is live after the first opening, without asking for everything again", () => {
    expect(world.status).toBe("live");
    expect(world.refetches).toBe(0);
  });

  it("gathers hints for half a second and says each thing once, with its newest revision", () => {
    world.source.emit("hint", hint("rollouts", "a", 1));
    world.source.emit("message", hint("rollouts", "a", 2));
    world.source.emit("hint", hint("services", "b"));
    world.advance(499);
    expect(world.hints).toHaveLength(0);
    world.advance(1);
    expect(world.hints).toEqual([
      [
        { topic: "rollouts", id: "a", revision: 2 },
        { topic: "services", id: "b", revision: 1 },
      ],
    ]);
  });

  it("keeps telling during a storm, at most every half second", () => {
    for (let step = 0; step < 100; step += 1) {
      world.source.emit("hint", hint("rollouts", `r${step}`));
      world.advance(50);
    }
    expect(world.hints.length).toBeGreaterThanOrEqual(8);
    expect(world.hints.length).toBeLessThanOrEqual(10);
  });

  it("reconnects after a failure and then asks for everything", () => {
    world.source.emit("error");
    expect(world.status).toBe("reconnecting");
    expect(world.sources[0]?.isClosed).toBe(true);
    world.advance(3_000);
    expect(world.sources).toHaveLength(2);
    world.source.emit("open");
    expect(world.status).toBe("live");
    expect(world.refetches).toBe(1);
  });

  it("polls every 15 s while the stream stays away, and stops when it is back", () => {
    world.source.emit("error");
    for (let second = 0; second < 46; second += 1) {
      world.advance(1_000);
      if (!world.source.isClosed) world.source.emit("error");
    }
    expect(world.status).toBe("polling");
    expect(world.refetches).toBe(3);
    world.advance(3_000);
    world.source.emit("open");
    const refetches = world.refetches;
    world.advance(60_000);
    expect(world.refetches).toBe(refetches);
    expect(world.status).toBe("live");
  });

  it("gives its connection back while hidden and catches up when seen", () => {
    world.source.emit("hint", hint("rollouts", "a"));
    world.connection.setHidden(true);
    world.advance(60_000);
    expect(world.source.isClosed).toBe(true);
    expect(world.hints).toHaveLength(0);
    world.connection.setHidden(false);
    world.source.emit("open");
    expect(world.refetches).toBe(1);
  });

  it("stays quiet while paused, whatever happens to the tab", () => {
    world.connection.setPaused(true);
    world.connection.setHidden(true);
    world.connection.setHidden(false);
    world.advance(60_000);
    expect(world.status).toBe("paused");
    expect(world.sources).toHaveLength(1);
    world.connection.setPaused(false);
    world.source.emit("open");
    expect(world.status).toBe("live");
    expect(world.refetches).toBe(1);
  });

  it("counts a ping as a sign of life", () => {
    world.advance(20_000);
    world.source.emit("ping");
    expect(world.updatedAtMs).toBe(20_000);
  });
});

describe("parseHint", () => {
  it.each([undefined, 4, "", "{", "null", "[]", '{"topic":1,"id":"a"}'])("reads %s as nothing", (data) => {
    expect(parseHint(data)).toBeNull();
  });
});
