import { beforeAll, describe, expect, it } from "vitest";
import { createEmergencies } from "@/lib/emergencies/pass-read-model";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { setBending } from "@/lib/policies/gate-read-model";
import { createBudgetPolicy } from "@/lib/policies/use-cases/create-budget-policy";
import { getBudgetGate } from "@/lib/policies/use-cases/read-budget-policies";
import { createWaivers } from "@/lib/waivers/in-force-read-model";
import { revokeWaiver } from "@/lib/waivers/use-cases/revoke-waiver";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { createMeasured, createProduction, createThreeNines } from "@/tests/support/measured-services";
import { storeEvenTraffic } from "@/tests/support/scripted-counters";
import { approve, at, bea, cem, hour, request } from "@/tests/support/waivers";

/** Goal: a freeze by an error-budget policy bends to an approved waiver of that policy, for its time and no longer. */

const harness = setUpHarness();
const production = { environment: "production" } as const;
const services = ["spent", "revoked"] as const;

beforeAll(async () => {
  await createProduction();
  const run = prismaExecutor(harness().db);
  for (const slug of services) {
    const targetId = await createMeasured(slug);
    await createThreeNines(slug);
    // A budget of 1 ‰ that is gone, known far enough ahead that it is not dark at any moment asked about.
    const known = { targetIds: [targetId], fromMs: T0 - 80 * hour, toMs: T0 + 12 * hour };
    await storeEvenTraffic(run, { ...known, requests: 10_000, errors: 20 });
  }
  const definition = {
    scope: { tier: 1, environmentKinds: ["production" as const] },
    thresholds: [{ leftPercent: 0, effect: { kind: "freeze" as const, exemptions: [] } }],
  };
  await createBudgetPolicy.run({ slug: "tier-1", name: "Tier 1", definition, reason: "Agreed on." }, callAs("sre"));
  setBending({ waivers: createWaivers(run), emergencies: createEmergencies(run) });
});

const gateOf = (service: string) => getBudgetGate.run({ service, ...production }, callAs("viewer"));
const moveTo = (hours: number): void => harness().runtime.setNow(instant(T0 + hours * hour));
const asked = { kind: "budget_policy" as const, subject: "tier-1", ...production, endsAt: at(6) };

describe("a waiver of a budget policy", () => {
  it("lets a release go from its approval to its end", async () => {
    moveTo(0);
    expect(await gateOf("spent")).toMatchObject({ verdict: "held", consequence: "freeze" });
    const waiver = await request("spent", asked);
    expect((await gateOf("spent")).verdict).toBe("held");
    let granted = await approve(waiver, bea);
    if (granted.state === "requested") granted = await approve(waiver, cem);
    expect(granted.state).toBe("in_force");
    const bent = await gateOf("spent");
    expect(bent.verdict).toBe("go");
    expect(bent.reasons.map((reason) => [reason.code, reason.bentBy])).toEqual([
      ["budget_freeze", expect.stringContaining(granted.reference)],
    ]);
    moveTo(5.99);
    expect((await gateOf("spent")).verdict).toBe("go");
    moveTo(6);
    expect((await gateOf("spent")).verdict).toBe("held");
  });

  it("ends when it is revoked", async () => {
    moveTo(0);
    const waiver = await request("revoked", asked);
    let granted = await approve(waiver, bea);
    if (granted.state === "requested") granted = await approve(waiver, cem);
    expect((await gateOf("revoked")).verdict).toBe("go");
    await revokeWaiver.run({ id: waiver.id, revision: 1, reason: "The budget is needed." }, bea);
    expect((await gateOf("revoked")).verdict).toBe("held");
  });

  it("is not asked of a policy that is not there", async () => {
    moveTo(0);
    const refused = await refusalOf(request("revoked", { ...asked, subject: "tier-9" }));
    expect(refused).toMatchObject({ code: "invalid_input", fields: ["subject"] });
  });
});
