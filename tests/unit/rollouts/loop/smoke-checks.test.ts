import { describe, expect, it } from "vitest";
import { SmokeCheck } from "@/lib/rollouts/contract";
import type { PreparingRollout } from "@/lib/rollouts/domain/rollout-state";
import { smokeReasons } from "@/lib/rollouts/loop/smoke-checks";
import { HealthConfig } from "@/lib/traffic/target-contract";
import { canaryPlan } from "../../../support/rollout-fixtures";

/** Goal: before any traffic moves, every server of the new version is asked every smoke check, and nobody else is. */

const urls = { a: ["http://10.0.0.1:80/healthz"], b: ["http://10.0.0.2:80/healthz", "http://10.0.0.3:81/live"] };
const target = { health: HealthConfig.parse({ urls }) };

function preparing(smokeChecks: readonly unknown[]): PreparingRollout {
  const plan = canaryPlan({ smokeChecks });
  return { plan, canarySlot: "b", canaryVersion: "2.0.0" } as PreparingRollout;
}

const checks = [
  { id: "front", path: "/" },
  { id: "cart", path: "/cart?of=nobody", expectStatus: 204, bodyContains: "empty", timeoutMs: 700 },
];

describe("smoke checks", () => {
  it("are asked of each server of the new version with what they expect, and pass when all are answered so", async () => {
    const asked: [string, unknown][] = [];
    const reasons = await smokeReasons(preparing(checks), target, async (url, expected) => {
      asked.push([url, expected]);
      return { ok: true, detail: "" };
    });
    expect(reasons).toEqual([]);
    expect(asked.map(([url]) => url)).toEqual([
      "http://10.0.0.2/",
      "http://10.0.0.3:81/",
      "http://10.0.0.2/cart?of=nobody",
      "http://10.0.0.3:81/cart?of=nobody",
    ]);
    expect(asked[2]?.[1]).toMatchObject({ expectStatus: 204, bodyContains: "empty", timeoutMs: 700 });
  });

  it("name field, server and remedy for each one that failed", async () => {
    const reasons = await smokeReasons(preparing(checks), target, async (url) => ({
      ok: !url.includes("10.0.0.3:81/cart"),
      detail: "Answered 500 after 2 ms; expected 204.",
    }));
    expect(reasons).toMatchObject([{ code: "smoke_check_failed", field: "smokeChecks.1" }]);
    expect(reasons[0]?.message).toContain("cart failed at http://10.0.0.3:81/cart?of=nobody: Answered 500");
    expect(reasons[0]?.remedy).toContain("2.0.0 in slot b");
  });

  it("ask nobody where the plan has none, and say so where the servers are not known", async () => {
    const ask = () => Promise.reject(new Error("nobody is to be asked"));
    expect(await smokeReasons(preparing([]), target, ask)).toEqual([]);
    expect(await smokeReasons(preparing(checks), { health: null }, ask)).toMatchObject([
      { code: "no_health_check", field: "smokeChecks" },
    ]);
  });

  it.each(["//elsewhere.example/", "/\\elsewhere.example/", "http://elsewhere.example/", "cart", "", "/a b"])(
    "refuse the path %j, which is not one of the version's own",
    (path) => {
      expect(SmokeCheck.safeParse({ id: "front", path }).success).toBe(false);
    },
  );
});
