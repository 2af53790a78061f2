import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { AppError } from "@/lib/kernel/app-error";
import { instant } from "@/lib/kernel/instant";
import { createHaproxyTarget } from "@/lib/traffic/adapters/haproxy/haproxy-target";
import { runCommands } from "@/lib/traffic/adapters/haproxy/runtime-client";
import {
  setServerState,
  setWeight,
  showServers,
  shutdownSessions,
} from "@/lib/traffic/adapters/haproxy/runtime-command";
import { HaproxyName, type HaproxyTargetConfig } from "@/lib/traffic/contract";
import type { TrafficIntent } from "@/lib/traffic/port";
import { anyCharacter } from "../../support/any-character";
import { bestOf } from "../../support/best-of";
import { startFakeSocket } from "../../support/fake-socket";
import { freeze } from "../../support/freeze";
import { type HaproxyOptions, type RunningHaproxy, startHaproxy } from "../../support/haproxy";
import { until } from "../../support/until";
import { unguarded } from "../../support/write-guards";

const canary10: TrafficIntent = { epoch: 1, sharePercent: { a: 90, b: 10 }, closed: [] };
const abort: TrafficIntent = { epoch: 2, sharePercent: { a: 100, b: 0 }, closed: ["b"] };
const nobody = AbortSignal.timeout(60_000);
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function haproxy(options: Partial<HaproxyOptions> = {}): Promise<RunningHaproxy> {
  const running = await startHaproxy({ slots: { a: [9], b: [9] }, ...options });
  closers.push(running.close);
  return running;
}

const targetOf = (config: HaproxyTargetConfig) =>
  createHaproxyTarget({ config, fenceToken: null, now: () => instant(0) });

/** The error of a call, with the time it took; fails the test when there is none. */
async function failureOf(call: Promise<unknown>): Promise<{ error: AppError; reason: string; ms: number }> {
  const startedAt = performance.now();
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  const { reasons } = error as AppError;
  expect(reasons[0]?.remedy).toBeTruthy();
  return { error: error as AppError, reason: reasons[0]?.code ?? "", ms: performance.now() - startedAt };
}

describe("HAProxy target, when something is wrong", () => {
  test("no socket there", async () => {
    const config = { ...(await haproxy()).target, socket: "/nowhere/haproxy.sock" };
    const { error, reason } = await failureOf(targetOf(config).observe(nobody));
    expect([error.code, reason]).toEqual(["upstream_failed", "socket_missing"]);
  });

  test("a socket file that nobody listens at", async () => {
    const running = await haproxy();
    const config = running.target;
    process.kill(await running.pid(), "SIGKILL");
    // While the process dies its last connections are reset; then the file is there and nobody behind it.
    const { error } = await until("the process to be gone", async () => {
      const failure = await failureOf(targetOf(config).apply(canary10, unguarded, nobody));
      return failure.reason === "socket_refused" && failure;
    });
    expect(error.code).toBe("upstream_failed");
    expect(error.message).toContain(config.socket);
  });

  test("a backend that HAProxy does not have", async () => {
    const config = { ...(await haproxy()).target, backend: "shopp" };
    const target = targetOf(config);
    for (const call of [() => target.observe(nobody), () => target.apply(canary10, unguarded, nobody)]) {
      const { error, reason } = await failureOf(call());
      expect(reason).toBe("backend_unknown");
      expect(error.message).toContain('"shopp"');
    }
  });

  test("a server that HAProxy does not have is named, and what exists is set all the same", async () => {
    const running = await haproxy({ slots: { a: [9], b: [9] } });
    const config = { ...running.target, slots: { a: ["a1"], b: ["b1", "b2"] } };
    const { error, reason } = await failureOf(targetOf(config).observe(nobody));
    expect(reason).toBe("server_unknown");
    expect(error.message).toContain("b2");
    expect((await failureOf(targetOf(config).apply(abort, unguarded, nobody))).reason).toBe("server_unknown");
    expect((await targetOf(running.target).observe(nobody)).slots.b.closed).toBe(true);
  });

  test("traffic for a slot of which HAProxy has no server is refused before anything changes", async () => {
    const running = await haproxy();
    const config = { ...running.target, slots: { a: ["a1"], b: ["c1"] } };
    const { error } = await failureOf(targetOf(config).apply(canary10, unguarded, nobody));
    expect(error.message).toContain("c1");
    expect((await targetOf(running.target).observe(nobody)).slots.a.sharePercent).toBe(100);
  });

  test.each(["user", "operator"] as const)("a socket of level %s may read but not change", async (socketLevel) => {
    const target = targetOf((await haproxy({ socketLevel })).target);
    expect((await target.observe(nobody)).slots.a.sharePercent).toBe(100);
    const { error, reason } = await failureOf(target.apply(canary10, unguarded, nobody));
    expect(reason).toBe("level_too_low");
    expect(error.message).toContain("level admin");
  });

  test("an algorithm that refuses weights", async () => {
    const { error, reason } = await failureOf(
      targetOf((await haproxy({ balance: "source" })).target).apply(canary10, unguarded, nobody),
    );
    expect(reason).toBe("static_algorithm");
    expect(error.message).toContain("roundrobin");
  });

  test("a process that was stopped ends within the deadline", async () => {
    const running = await haproxy();
    const thaw = await freeze(await running.pid());
    try {
      for (const socket of [running.socket, running.tcpSocket]) {
        const endedMs = await bestOf(1_000, async () => {
          const { error, reason, ms } = await failureOf(targetOf({ ...running.target, socket }).observe(nobody));
          expect([error.code, reason]).toEqual(["upstream_timeout", "no_answer"]);
          expect(ms).toBeGreaterThan(700);
          return ms;
        });
        expect(endedMs).toBeLessThan(1_000);
      }
    } finally {
      thaw();
    }
  });

  test("a caller that gives up is let go at once", async () => {
    const running = await haproxy();
    const thaw = await freeze(await running.pid());
    try {
      const endedMs = await bestOf(300, async () => {
        const { error, ms } = await failureOf(targetOf(running.target).observe(AbortSignal.timeout(50)));
        expect(error.code).toBe("upstream_timeout");
        return ms;
      });
      expect(endedMs).toBeLessThan(300);
    } finally {
      thaw();
    }
  });

  test.each([
    ["half an answer", (text: string) => text.slice(0, 40)],
    ["something else", () => "HTTP/1.1 400 Bad request\r\n\r\n"],
    ["nothing", () => ""],
  ])("%s is no answer", async (_, garble) => {
    const fake = await startFakeSocket((socket) =>
      socket.end(garble("Name: HAProxy\nPid: 1\n\n# pxname,svname,status\n")),
    );
    closers.push(fake.close);
    const config = { ...(await haproxy()).target, socket: fake.path };
    expect((await failureOf(targetOf(config).observe(nobody))).reason).toBe("answer_garbled");
  });

  test("the TCP socket works like the Unix one", async () => {
    const running = await haproxy();
    const target = targetOf({ ...running.target, socket: running.tcpSocket });
    await target.apply(canary10, unguarded, nobody);
    expect((await target.observe(nobody)).slots.b.sharePercent).toBeCloseTo(10, 5);
  });
});

describe("HAProxy target and other people's hands", () => {
  test("a weight set by hand, a drained server and a foreign server show in the observation", async () => {
    const running = await haproxy({
      slots: { a: [9, 9], b: [9] },
      backendLines: ["server other 127.0.0.1:9 weight 0"],
    });
    const target = targetOf(running.target);
    await target.apply({ ...canary10, sharePercent: { a: 50, b: 50 } }, unguarded, nobody);
    await running.command("set server shop/a2 state drain");
    expect((await target.observe(nobody)).slots.a.sharePercent).toBeCloseTo(33.33, 1);
    await target.apply({ ...canary10, sharePercent: { a: 50, b: 50 } }, unguarded, nobody);
    expect((await target.observe(nobody)).slots.a.sharePercent).toBe(50);
    await running.command("set weight shop/other 2");
    expect((await target.observe(nobody)).slots.b.sharePercent).toBeLessThan(50);
  });

  test("a single server that somebody took into maintenance stays there", async () => {
    const running = await haproxy({ slots: { a: [9, 9], b: [9] } });
    const target = targetOf(running.target);
    await running.command("set server shop/a2 state maint");
    await target.apply(canary10, unguarded, nobody);
    expect(await running.command("show stat shop 4 -1")).toMatch(/^shop,a2,.*,MAINT,/m);
    expect((await target.observe(nobody)).slots).toMatchObject({ a: { sharePercent: 90, closed: false } });
  });
});

describe("command injection (security row 44)", () => {
  test("any string as a name is refused before connecting, or is part of exactly one command", async () => {
    const fake = await startFakeSocket((socket) => socket.end("\n"));
    closers.push(fake.close);
    const nasty = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 30 }),
      fc.string({
        unit: fc.constantFrom(";", "\n", "\r", " ", "\t", "\\", "\0", "a", "/", "#", "'", '"', "@", "!", "$"),
      }),
      fc.string({ unit: fc.constantFrom("a", "1", ".", "_", "-", ":"), minLength: 1 }),
    );
    await fc.assert(
      fc.asyncProperty(nasty, nasty, async (backend, server) => {
        for (const make of [
          () => setWeight(backend, server, 1),
          () => setServerState(backend, server, "maint"),
          () => shutdownSessions(backend, server),
          () => showServers(backend),
        ]) {
          const before = fake.received.length;
          const command = await Promise.resolve()
            .then(make)
            .catch((error: unknown) => {
              expect(error).toMatchObject({ code: "invalid_input" });
              return null;
            });
          if (command === null) {
            expect(fake.received.length).toBe(before);
            continue;
          }
          await runCommands({ socket: fake.path }, [command], nobody);
          const line = fake.received.at(-1) ?? "";
          expect(line.endsWith("\n")).toBe(true);
          expect(line.slice(0, -1)).not.toMatch(/[;\r\n\\]/);
          expect(line.trimEnd().split(" ").length).toBe(command.split(" ").length);
        }
      }),
      { numRuns: 150 },
    );
    expect(fake.received.length).toBeGreaterThan(0);
  });

  test("the contract takes no such name either", () => {
    for (const name of ["a;b", "a b", "a\nb", "a/b", "", "a#b", "a\\b", "ä"]) {
      expect(HaproxyName.safeParse(name).success).toBe(false);
    }
  });
});
