import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planCommands } from "@/lib/traffic/adapters/haproxy/plan-commands";
import { isInMaintenance, type ServerStats, takesTraffic } from "@/lib/traffic/adapters/haproxy/server-stats";
import type { SlotName, TrafficIntent } from "@/lib/traffic/port";
import { runs } from "@/tests/support/runs";

const server = (name: string, status: string, weight: number): ServerStats => ({
  server: name,
  status,
  weight,
  isBackup: false,
  isChecked: false,
  answered: 0,
  answered5xx: 0,
  connectErrors: 0,
  responseErrors: 0,
  redispatched: 0,
});

const intent = (b: number, closed: readonly SlotName[] = []): TrafficIntent => ({
  epoch: 1,
  sharePercent: { a: 100 - b, b },
  closed,
});

interface Model {
  readonly slot: SlotName;
  readonly name: string;
  weight: number;
  status: string;
}

/** What HAProxy would do with a command, on the few things that matter here. */
function obey(model: readonly Model[], command: string): void {
  const name = /shop\/(\w+)/.exec(command)?.[1];
  const one = model.find((candidate) => candidate.name === name);
  if (one === undefined) throw new Error(`unknown server in ${command}`);
  const weight = /^set weight \S+ (\d+)$/.exec(command)?.[1];
  if (weight !== undefined) one.weight = Number(weight);
  if (command.endsWith("state maint")) one.status = "MAINT";
  if (command.endsWith("state ready")) one.status = "UP";
}

const shares = (model: readonly Model[]): { a: number; b: number; sum: number } => {
  const live = (slot: SlotName): number =>
    model.reduce((sum, one) => sum + (one.slot === slot && one.status === "UP" ? one.weight : 0), 0);
  const sum = live("a") + live("b");
  return { a: (100 * live("a")) / sum, b: (100 * live("b")) / sum, sum };
};

describe("the order of commands", () => {
  test("an abort raises the stable slot, lowers the canary, closes it and cuts it, in this order", () => {
    const servers = { a: [server("a1", "UP", 0)], b: [server("b1", "UP", 100)] };
    expect(planCommands({ backend: "shop", intent: intent(0, ["b"]), servers })).toEqual([
      "set weight shop/a1 100",
      "set weight shop/b1 0",
      "set server shop/b1 state maint",
      "shutdown sessions server shop/b1",
    ]);
  });

  test("a closed slot has its new weight before it is opened", () => {
    const servers = { a: [server("a1", "UP", 100)], b: [server("b1", "MAINT", 77)] };
    expect(planCommands({ backend: "shop", intent: intent(10), servers })).toEqual([
      "set weight shop/b1 1",
      "set weight shop/a1 9",
      "set server shop/b1 state ready",
    ]);
  });

  test("there is always a weight, the gaining slot never has more than its new share, and the end is right", () => {
    const slotServers = (slot: SlotName) =>
      fc
        .record({
          weights: fc.array(fc.integer({ min: 0, max: 256 }), { minLength: 1, maxLength: 4 }),
          closed: fc.boolean(),
        })
        .map(({ weights, closed }) =>
          weights.map((weight, index) => server(`${slot}${index}`, closed ? "MAINT" : "UP", weight)),
        );
    const intents = fc
      .tuple(fc.integer({ min: 0, max: 100 }), fc.boolean())
      .map(([b, closing]) => intent(b, closing && b === 0 ? ["b"] : closing && b === 100 ? ["a"] : []));
    fc.assert(
      fc.property(slotServers("a"), slotServers("b"), intents, (a, b, wanted) => {
        const model: Model[] = (["a", "b"] as const).flatMap((slot) =>
          (slot === "a" ? a : b).map((one) => ({ slot, name: one.server, weight: one.weight, status: one.status })),
        );
        const before = shares(model);
        const gaining: SlotName = wanted.sharePercent.a > (before.sum === 0 ? 0 : before.a) ? "a" : "b";
        const commands = planCommands({ backend: "shop", intent: wanted, servers: { a, b } });
        let hadWeight = before.sum > 0;
        for (const command of commands) {
          obey(model, command);
          const now = shares(model);
          if (hadWeight) expect(now.sum).toBeGreaterThan(0);
          if (before.sum > 0)
            expect(now[gaining]).toBeLessThanOrEqual(Math.max(wanted.sharePercent[gaining], before[gaining]) + 0.4);
          hadWeight ||= now.sum > 0;
        }
        const after = shares(model);
        expect(Math.abs(after.b - wanted.sharePercent.b)).toBeLessThanOrEqual(0.4);
        for (const one of model) expect(one.status === "MAINT").toBe(wanted.closed.includes(one.slot));
      }),
      runs(250),
    );
  });

  test("a server that is down counts neither for the split nor against a weight of its own", () => {
    const down = server("b2", "DOWN", 0);
    expect([takesTraffic(down), isInMaintenance(down)]).toEqual([false, false]);
    const servers = { a: [server("a1", "UP", 100)], b: [server("b1", "UP", 0), down] };
    const commands = planCommands({ backend: "shop", intent: intent(50), servers });
    expect(commands).toEqual(["set weight shop/b2 1", "set weight shop/a1 1", "set weight shop/b1 1"]);
  });
});
