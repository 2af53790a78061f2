import { describe, expect, test } from "vitest";
import { absence, fencedWrite, fenceFailure, readFence, readOutcome } from "@/lib/traffic/adapters/haproxy/fence";
import type { ServerStats } from "@/lib/traffic/adapters/haproxy/server-stats";
import type { SafeSplit, TrafficIntent } from "@/lib/traffic/port";

const server = (name: string, status: string): ServerStats => ({
  server: name,
  status,
  weight: 0,
  isBackup: false,
  isChecked: false,
  answered: 0,
  answered5xx: 0,
  connectErrors: 0,
  responseErrors: 0,
  redispatched: 0,
});
const servers = { a: [server("a1", "UP"), server("a2", "UP")], b: [server("b1", "MAINT")] };
const intent: TrafficIntent = { epoch: 4, sharePercent: { a: 50, b: 50 }, closed: [] };
const safe: SafeSplit = { sharePercent: { a: 100, b: 0 }, closed: ["b"] };
const write = { token: "a-token-of-the-tests", backend: "shop", servers, intent };

describe("the write", () => {
  test("names every server once, a slot to a word, with what is wanted and what is safe", () => {
    expect(fencedWrite({ ...write, guard: { term: 9, hold: { ttlMs: 3_000, safe } } })).toBe(
      "signalbox apply a-token-of-the-tests 9 4 shop 3000 a1=1:100:ready:ready,a2=1:100:ready:ready b1=2:0:ready:maint",
    );
  });

  test("has no time without a hold, and leaves out a slot of which HAProxy has no server", () => {
    const closing = { ...write, servers: { ...servers, b: [] }, intent: { epoch: 5, ...safe } };
    expect(fencedWrite({ ...closing, guard: { term: 2 ** 53 - 1, hold: null } })).toBe(
      "signalbox apply a-token-of-the-tests 9007199254740991 5 shop 0 a1=100:100:ready:ready,a2=100:100:ready:ready",
    );
  });
});

describe("the answers", () => {
  test("to a write", () => {
    expect(readOutcome("ok 9 4", "/s")).toEqual({ kind: "accepted" });
    expect(readOutcome("refused fenced 10 1", "/s")).toEqual({ kind: "fenced", accepted: { term: 10, epoch: 1 } });
    expect(readOutcome("refused token", "/s")).toMatchObject({
      kind: "absent",
      failure: { code: "fence_token_refused" },
    });
    expect(readOutcome("Unknown command, but maybe …", "/s")).toMatchObject({ failure: { code: "fence_missing" } });
    const hidden = readOutcome("refused unknown_server c1", "/s");
    expect(hidden).toMatchObject({ kind: "absent", failure: { code: "server_unknown" } });
    for (const answer of ["", "refused malformed", "ok", "ok 9", "failed internal"]) {
      expect(readOutcome(answer, "/s")).toEqual({ kind: "failed", answer });
    }
  });

  test("about the state", () => {
    expect(readFence("ok none")).toEqual({ accepted: null, hold: null });
    expect(readFence("ok 3 4 unheld")).toEqual({ accepted: { term: 3, epoch: 4 }, hold: null });
    expect(readFence("ok 3 4 held 250")).toMatchObject({ hold: { remainingMs: 250, fired: false } });
    expect(readFence("ok 3 4 fired")).toMatchObject({ hold: { remainingMs: 0, fired: true } });
    for (const answer of ["", "refused token", "Unknown command", "ok 3 fired"]) expect(readFence(answer)).toBeNull();
  });

  test("that name nothing we know are told as they are", () => {
    expect(absence("ok none", "/s")).toBeNull();
    expect(fenceFailure("refused malformed", "shop").message).toContain("refused malformed");
    expect(fenceFailure("failed weights_refused", "shop").message).toContain("roundrobin");
  });
});
