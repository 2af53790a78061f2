import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { createHaproxyTarget } from "@/lib/traffic/adapters/haproxy/haproxy-target";
import type { TrafficIntent, TrafficTarget, WriteGuard } from "@/lib/traffic/port";
import { fenceScript, fenceToken, type HaproxyOptions, haproxyPath, startHaproxy } from "../../support/haproxy";
import { until } from "../../support/until";
import { allOnA } from "../../support/write-guards";

const signal = AbortSignal.timeout(120_000);
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function haproxy(options: Partial<HaproxyOptions> = {}) {
  const running = await startHaproxy({ slots: { a: [9], b: [9] }, ...options });
  closers.push(running.close);
  // What a fence refuses is asked here, not how soon: that is the rollback's to measure.
  const targetWith = (token: string | null): TrafficTarget =>
    createHaproxyTarget({ config: running.target, fenceToken: token, now: () => instant(0), deadlineMs: 10_000 });
  /** Effective weight and status of every server. */
  const servers = async (): Promise<string> => {
    const rows = (await running.command("show stat shop 4 -1")).split("\n").slice(1);
    return rows
      .map((row) => row.split(","))
      .map((cells) => `${cells[1]} ${cells[18]} ${cells[17]}`)
      .join("; ");
  };
  return { ...running, targetWith, servers, say: async (line: string) => (await running.command(line)).trim() };
}

const canary = (percent: number, epoch = 1): TrafficIntent => ({
  epoch,
  sharePercent: { a: 100 - percent, b: percent },
  closed: [],
});
const abort: TrafficIntent = { epoch: 2, ...allOnA };
const held = (term: number): WriteGuard => ({ term, hold: { ttlMs: 60_000, safe: allOnA } });
const reasonOf = (call: Promise<unknown>): Promise<string | undefined> =>
  call.then(
    () => "none",
    (error) => error.reasons[0]?.code,
  );

const good = "a1=90:100:ready:ready b1=10:0:ready:maint";

describe("signalbox.lua refuses, and changes nothing (security row 44)", () => {
  test.each([
    ["", "token"],
    [`${fenceToken}x 1 1 shop 0 ${good}`, "token"],
    [`${fenceToken.slice(0, -1)} 1 1 shop 0 ${good}`, "token"],
    [`x${fenceToken.slice(1)} 1 1 shop 0 ${good}`, "token"],
    [`${fenceToken}`, "malformed"],
    [`${fenceToken} 1 1 shop 0`, "malformed"],
    [`${fenceToken} -1 1 shop 0 ${good}`, "malformed"],
    [`${fenceToken} 1.0 1 shop 0 ${good}`, "malformed"],
    [`${fenceToken} 1e3 1 shop 0 ${good}`, "malformed"],
    [`${fenceToken} 0x10 1 shop 0 ${good}`, "malformed"],
    [`${fenceToken} 01 1 shop 0 ${good}`, "malformed"],
    [`${fenceToken} 9223372036854775808 1 shop 0 ${good}`, "malformed"],
    [`${fenceToken} 1 18446744073709551617 shop 0 ${good}`, "malformed"],
    [`${fenceToken} 1 1 shop 86400001 ${good}`, "malformed"],
    [`${fenceToken} 1 1 shop 0 a1=90:100:ready:ready b1=10:0:ready:drain`, "malformed"],
    [`${fenceToken} 1 1 shop 0 a1=257:100:ready:ready`, "malformed"],
    [`${fenceToken} 1 1 shop 0 a1=90:100:ready:ready a1=90:100:ready:ready`, "malformed"],
    [`${fenceToken} 1 1 shop 0 a1=90:100:ready:ready,`, "malformed"],
    [`${fenceToken} 1 1 shop 0 a1=90:100:ready:ready,,b1=1:1:ready:ready`, "malformed"],
    [`${fenceToken} 1 1 nobody 0 ${good}`, "unknown_backend"],
    [`${fenceToken} 1 1 shop 0 ${good} c1=1:1:ready:ready`, "unknown_server c1"],
    [`${fenceToken} 1 1 shop 0 a1=0:100:ready:ready b1=0:0:ready:maint`, "all_zero"],
    [`${fenceToken} 1 1 shop 0 a1=90:0:ready:ready b1=10:0:ready:maint`, "all_zero"],
    [`${fenceToken} 1 1 shop 0 a1=90:100:maint:ready b1=0:0:ready:maint`, "all_zero"],
  ])("apply %s: %s", async (line, reason) => {
    const { say, servers, output } = await haproxy();
    const before = await servers();
    expect(await say(`signalbox apply ${line}`)).toBe(`refused ${reason}`);
    expect(await servers()).toBe(before);
    expect(await say(`signalbox state ${fenceToken} shop`)).toBe("ok none");
    await until("the refusal to be logged", () => output().includes(`signalbox: apply refused ${reason}`));
    expect(output()).not.toContain(fenceToken);
  });

  test("state asks for the token and a backend too", async () => {
    const { say } = await haproxy();
    expect(await say("signalbox state")).toBe("refused token");
    expect(await say("signalbox state wrong shop")).toBe("refused token");
    expect(await say(`signalbox state ${fenceToken}`)).toBe("refused malformed");
    expect(await say(`signalbox state ${fenceToken} nobody`)).toBe("refused unknown_backend");
  });

  test("any words at all", async () => {
    const { say, servers } = await haproxy();
    const before = await servers();
    const word = fc.oneof(
      fc.constantFrom("0", "1", "-1", "9223372036854775807", "9223372036854775808", "shop", "a1", "=", ":", ",", "nil"),
      fc.constantFrom("a1=1:1:ready:ready", "b1=0:0:ready:maint", "a1=0:0:maint:maint", "a1=1:1:ready", "b1=1:1:1:1"),
      fc.string({
        unit: fc.constantFrom("a", "b", "1", "0", "=", ":", ",", ".", "-", "%", "(", "*", "+"),
        maxLength: 12,
      }),
      fc.string({ minLength: 1, maxLength: 12 }).map((text) => text.replaceAll(/[\s;\\<"'!@#]/g, "x")),
    );
    const lines = fc
      .tuple(fc.constantFrom("apply", "claim", "state"), fc.boolean(), fc.array(word, { maxLength: 9 }))
      .filter(([verb, , words]) => verb === "apply" || words[verb === "claim" ? 1 : 0] !== "shop")
      // Two whole numbers, a backend, a time and a right server make a right line: those are not wanted here.
      .filter(([, , words]) => !(words[2] === "shop" && words.slice(4).some((one) => one.includes("ready"))));
    await fc.assert(
      fc.asyncProperty(lines, async ([verb, hasToken, words]) => {
        const rest = words.filter((one) => one !== "").join(" ");
        expect(await say(`signalbox ${verb} ${hasToken ? fenceToken : "wrong"} ${rest}`)).toMatch(/^refused /);
        expect(await servers()).toBe(before);
      }),
      { numRuns: 300 },
    );
  });
});

describe("signalbox.lua accepts", () => {
  test("numbers of 63 bits exactly", async () => {
    const { say } = await haproxy();
    const apply = (term: string, epoch: string) => say(`signalbox apply ${fenceToken} ${term} ${epoch} shop 0 ${good}`);
    expect(await apply("9223372036854775806", "9223372036854775807")).toBe(
      "ok 9223372036854775806 9223372036854775807",
    );
    expect(await apply("9223372036854775805", "1")).toMatch(/^refused fenced 9223372036854775806 9223372036854775807$/);
    expect(await apply("9223372036854775806", "9223372036854775806")).toMatch(/^refused fenced /);
    expect(await apply("9223372036854775807", "0")).toBe("ok 9223372036854775807 0");
  });

  test("a claim: earlier terms are refused from then on, and neither weights nor the hold change", async () => {
    const running = await haproxy();
    const target = running.targetWith(fenceToken);
    await target.claim?.(3, signal);
    expect(await running.say(`signalbox state ${fenceToken} shop`)).toBe("ok 3 0 unheld");
    await target.apply(canary(10), held(3), signal);
    const before = await running.servers();
    await target.claim?.(8, signal);
    expect(await running.servers()).toBe(before);
    expect(await target.observe(signal)).toMatchObject({ accepted: { term: 8, epoch: 1 }, hold: { fired: false } });
    expect(await reasonOf(target.apply(abort, held(7), signal))).toBe("fenced");
    expect(await reasonOf(target.claim?.(7, signal) ?? Promise.resolve())).toBe("fenced");
    expect(await reasonOf(target.apply(canary(10), held(8), signal))).toBe("none");
  });

  test("as many servers as a target may have, in one write", async () => {
    const ports = Array.from({ length: 50 }, () => 9);
    const running = await haproxy({ slots: { a: ports, b: ports } });
    const target = running.targetWith(fenceToken);
    await target.apply(canary(10), held(1), signal);
    const { slots, hold } = await target.observe(signal);
    expect(slots.b.sharePercent).toBeCloseTo(10, 1);
    expect(hold?.fired).toBe(false);
    await target.apply(abort, held(1), signal);
    expect((await target.observe(signal)).slots.b).toMatchObject({ closed: true, serversTotal: 50 });
  });

  test("a firing is logged, and leaves alone what somebody works on", async () => {
    const running = await haproxy({ slots: { a: [9, 9], b: [9] } });
    await running.command("set server shop/a2 state maint");
    const target = running.targetWith(fenceToken);
    await target.apply(canary(50), { term: 7, hold: { ttlMs: 100, safe: allOnA } }, signal);
    await until("the firing to be logged", () => running.output().includes("nobody renewed the split of shop (term 7"));
    expect(await running.servers()).toMatch(/a1 100 no check; a2 \d+ MAINT; b1 0 MAINT/);
  });
});

describe("the order inside of signalbox.lua", () => {
  interface Row {
    readonly name: string;
    readonly weight: number;
    readonly isClosed: boolean;
  }
  const sharesOf = (rows: readonly Row[]): { a: number; b: number; sum: number } => {
    const of = (slot: string): number =>
      rows.reduce((sum, row) => sum + (row.name.startsWith(slot) && !row.isClosed ? row.weight : 0), 0);
    const sum = of("a") + of("b");
    return { a: (100 * of("a")) / sum, b: (100 * of("b")) / sum, sum };
  };
  const readRows = (line: string): Row[] =>
    line.split(" ").map((one) => {
      const [, name = "", weight, status] = /^(\w+)=(\d+):(\w+)$/.exec(one) ?? [];
      return { name, weight: Number(weight), isClosed: status === "MAINT" };
    });
  const weights = fc.array(fc.integer({ min: 0, max: 256 }), { minLength: 1, maxLength: 4 });
  const slot = (name: "a" | "b") =>
    fc
      .record({ weights, isClosed: fc.boolean(), wanted: fc.integer({ min: 0, max: 256 }), closes: fc.boolean() })
      .map((one) => ({
        rows: one.weights.map((weight, index): Row => ({ name: `${name}${index}`, weight, isClosed: one.isClosed })),
        wanted: one.closes ? 0 : one.wanted,
        state: one.closes ? "maint" : "ready",
      }));

  test("leaves a weight at every moment, and the gaining slot never has more than before or after", async () => {
    const running = await haproxy({ globalLines: [`lua-load ${path.resolve("tests/support/fence-harness.lua")}`] });
    let epoch = 0;
    await fc.assert(
      fc.asyncProperty(
        slot("a"),
        slot("b").filter(({ wanted }) => wanted > 0),
        async (a, b) => {
          epoch += 1;
          const before = [...a.rows, ...b.rows];
          const spec = before.map((row) => `${row.name}=${row.weight}:${row.isClosed ? "MAINT" : "UP"}`).join(",");
          const groups = [a, b].map(({ rows, wanted, state }) =>
            rows.map((row) => `${row.name}=${wanted}:${wanted}:${state}:${state}`).join(","),
          );
          const command = `harness ${spec} ${fenceToken} 1 ${epoch} shop 0 ${groups.join(" ")}`;
          const [answer, ...lines] = (await running.say(command)).split("\n");
          expect(answer).toBe(`ok 1 ${epoch}`);
          const trace = lines.map(readRows);
          const [start, end] = [sharesOf(before), sharesOf(trace.at(-1) ?? before)];
          const gaining = start.sum === 0 || end.a > start.a ? "a" : "b";
          let hadWeight = start.sum > 0;
          for (const now of trace.map(sharesOf)) {
            if (hadWeight) expect(now.sum).toBeGreaterThan(0);
            if (start.sum > 0) expect(now[gaining]).toBeLessThanOrEqual(Math.max(start[gaining], end[gaining]) + 1e-9);
            hadWeight ||= now.sum > 0;
          }
          for (const { rows, wanted, state } of [a, b]) {
            for (const row of rows) {
              const isClosed = state === "maint";
              expect(trace.at(-1)).toContainEqual({ name: row.name, weight: wanted, isClosed });
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("a token without a fence behind it", () => {
  test.each([
    ["fence_missing", { unfenced: true }, fenceToken],
    ["fence_token_refused", {}, "another-token-0123456789"],
  ])("%s: more exposure is refused, less is not", async (reason, options, token) => {
    const running = await haproxy(options);
    const target = running.targetWith(token);
    expect(await reasonOf(target.apply(canary(10), held(1), signal))).toBe(reason);
    expect(await target.observe(signal)).toMatchObject({
      fence: "none",
      accepted: null,
      slots: { b: { sharePercent: 0 } },
    });
    // Somebody raised it by another way.
    await running.targetWith(null).apply(canary(90), { term: 0, hold: null }, signal);
    expect(await reasonOf(target.apply(canary(95), held(1), signal))).toBe(reason);
    await target.apply(canary(40), held(1), signal);
    expect((await target.observe(signal)).slots.b.sharePercent).toBeCloseTo(40, 1);
    await target.apply(abort, held(1), signal);
    expect(await target.observe(signal)).toMatchObject({ fence: "none", hold: null, slots: { b: { closed: true } } });
    const [advice] = (await target.advise?.("a", signal)) ?? [];
    expect(advice).toMatchObject({ subject: "Fence", remedy: expect.stringMatching(/signalbox\.lua|FENCE_TOKEN/) });
  });

  test("a static algorithm is named", async () => {
    const target = (await haproxy({ balance: "source" })).targetWith(fenceToken);
    expect(await reasonOf(target.apply(canary(10), held(1), signal))).toBe("static_algorithm");
  });
});

describe("advice about haproxy.cfg", () => {
  test("configured weights that are not safe for the slot that is live", async () => {
    const target = (await haproxy()).targetWith(fenceToken);
    expect(await target.advise?.("a", signal)).toEqual([]);
    expect(await target.advise?.("b", signal)).toMatchObject([
      {
        subject: "Weights in haproxy.cfg",
        message: expect.stringContaining("slot a"),
        remedy: expect.stringContaining("a1"),
      },
    ]);
    // What was set at run time is not what a reload returns to.
    await target.apply(canary(100), held(1), signal);
    expect(await target.advise?.("a", signal)).toEqual([]);
  });
});

describe("HAProxy does not start with the fence", () => {
  test.each([
    ["without a token", "lua-load", undefined, "SIGNALBOX_FENCE_TOKEN"],
    ["with a short token", "lua-load", "short", "SIGNALBOX_FENCE_TOKEN"],
    ["with a token that is no word", "lua-load", "a token with blanks in it", "SIGNALBOX_FENCE_TOKEN"],
    ["for each thread", "lua-load-per-thread", fenceToken, "lua-load-per-thread"],
  ])("%s", async (_, directive, token, word) => {
    const folder = await mkdtemp(path.join(tmpdir(), "sbx-fence-"));
    closers.push(() => rm(folder, { recursive: true }));
    const file = path.join(folder, "haproxy.cfg");
    await writeFile(file, `global\n  ${directive} ${fenceScript}\n`);
    const env = { ...process.env, SIGNALBOX_FENCE_TOKEN: token };
    const { status, stderr } = spawnSync(haproxyPath(), ["-c", "-f", file], { env, encoding: "utf8" });
    expect(status).not.toBe(0);
    expect(stderr).toContain(word);
  });
});
