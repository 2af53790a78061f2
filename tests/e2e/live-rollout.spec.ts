import { quickPlan, ship, standingPlan } from "@/tests/support/installation/seeded-releases";
import { setFaults, type ToyShop } from "@/tests/support/installation/toy-shops";
import { RolloutPage } from "./support/rollout-page";
import { expect, test } from "./support/test";

/*
 * Goal: a page that is open shows what happens as it happens, and its commands reach the traffic.
 * Method: real rollouts of `search`, on real visitors behind the edge; nothing on the page is reloaded.
 */
test.describe.configure({ mode: "serial" });

const service = "search";
const shopOf = (shops: Readonly<Record<string, ToyShop>>): ToyShop => {
  const shop = shops[service];
  if (!shop) throw new Error(`there is no shop ${service}`);
  return shop;
};

test("steps, share and decisions move while one looks, up to 100 % and back in one click", async ({ page, api }) => {
  const { id } = await ship(api, service, "3.1.0", {
    ...quickPlan,
    steps: [
      { trafficPercent: 20, bakeMs: 2_000, minRequests: 3, approval: false },
      { trafficPercent: 60, bakeMs: 2_000, minRequests: 5, approval: false },
      { trafficPercent: 100, bakeMs: 500, minRequests: 0, approval: false },
    ],
    warmMs: 600_000,
  });
  const rollout = new RolloutPage(page);
  await rollout.open(id);
  await expect(rollout.currentStep).toContainText("20 %", { timeout: 15_000 });
  await expect(rollout.currentStep).toContainText("60 %", { timeout: 15_000 });
  await expect(rollout.currentStep).toContainText("Watch", { timeout: 15_000 });
  await expect(page.getByText("Observed 100 %")).toBeVisible();
  await expect(rollout.decisions.filter({ hasText: "60 %" }).first()).toBeVisible();
  await rollout.give("Abort", "Support sees more calls");
  await expect(rollout.header).toContainText("Rolled back", { timeout: 15_000 });
  await expect(rollout.decisions.filter({ hasText: "Support sees more calls" }).first()).toContainText("Mara Costa");
  await rollout.expectNotReloaded();
});

test("pause, resume, promote and abort reach the traffic and the log", async ({ page, api }) => {
  const { id } = await ship(api, service, "3.2.0", standingPlan(25));
  const rollout = new RolloutPage(page);
  await rollout.open(id);
  await expect(rollout.header).toContainText("Baking", { timeout: 15_000 });
  await rollout.give("Pause", "Waiting for the warehouse");
  await expect(rollout.header).toContainText("Paused");
  await expect(rollout.button("Pause")).toBeHidden();
  await rollout.give("Resume", "The warehouse is ready");
  await expect(rollout.header).toContainText("Baking");
  await rollout.give("Promote", "Enough seen");
  await expect(page.getByText("Observed 100 %")).toBeVisible({ timeout: 15_000 });
  await rollout.give("Abort", "Colours are wrong");
  await expect(rollout.header).toContainText("Rolled back", { timeout: 15_000 });
  await expect(page.getByText("Observed 0 %")).toBeVisible();
  for (const reason of ["Waiting for the warehouse", "The warehouse is ready", "Enough seen", "Colours are wrong"]) {
    await expect(rollout.decisions.filter({ hasText: reason }).first()).toContainText("Mara Costa");
  }
  await rollout.expectNotReloaded();
});

test("a bad version goes back by itself, and the page says so within 2 seconds", async ({ page, api, world }) => {
  const shop = shopOf(world.shops);
  const { id } = await ship(api, service, "3.3.0", standingPlan(50));
  const rollout = new RolloutPage(page);
  await rollout.open(id);
  await expect(rollout.header).toContainText("Baking", { timeout: 15_000 });
  const { canarySlot } = await api.rollout(id);
  const shown = rollout.whenShown(/By itself/);
  await setFaults(shop, canarySlot ?? "b", { errorRatio: 0.8 });
  const shownAtMs = await shown;
  await setFaults(shop, canarySlot ?? "b", { errorRatio: 0 });
  const { rollback } = await api.rollout(id);
  expect(rollback?.cause).toBe("error_rate");
  expect(shownAtMs - Date.parse(rollback?.startedAt ?? "")).toBeLessThanOrEqual(2_000);
  await expect(rollout.header).toContainText("Rolled back", { timeout: 15_000 });
  await expect(page.getByRole("region", { name: "What the rollback rested on" })).toContainText(/Error/);
  await rollout.expectNotReloaded();
});
