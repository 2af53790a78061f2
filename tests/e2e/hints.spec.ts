import { ship, standingPlan } from "@/tests/support/installation/seeded-releases";
import { RolloutPage } from "./support/rollout-page";
import { expect, test } from "./support/test";

/*
 * Goal: lists follow what others do without being reloaded, and a command given on an old picture is refused with what
 * changed since.
 */
test("a list shows within seconds what somebody else made", async ({ page, api }) => {
  await page.goto("/environments");
  await expect(page.locator("[data-live='live']")).toBeVisible();
  await page.evaluate(() => Object.assign(window, { wasNotReloaded: true }));
  await api.post("/environments", { slug: "load-test", name: "Load test", kind: "testing", rank: 5 });
  await expect(page.getByRole("row", { name: /Load test/ })).toBeVisible();
  expect(await page.evaluate(() => "wasNotReloaded" in window)).toBe(true);
});

test("updates can be paused, and come back whole", async ({ page, api }) => {
  await page.goto("/environments");
  await expect(page.locator("[data-live='live']")).toBeVisible();
  await page.getByRole("button", { name: "Pause live updates" }).click();
  await api.post("/environments", { slug: "preview", name: "Preview", kind: "testing", rank: 6 });
  await expect(page.locator("[data-live='paused']")).toBeVisible();
  await page.getByRole("button", { name: "Resume live updates" }).click();
  await expect(page.getByRole("row", { name: /Preview/ })).toBeVisible();
});

test("a command on an old picture says what happened since, and works when given again", async ({ page, api }) => {
  const { id } = await ship(api, "orders", "5.1.0", standingPlan(30));
  const rollout = new RolloutPage(page);
  await rollout.open(id);
  await expect(rollout.header).toContainText("Baking", { timeout: 60_000 });
  await rollout.button("Promote").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("Looks good to me");
  const { revision } = await api.reach(id, ({ phase }) => phase === "baking");
  const paused = await api.post<{ revision: number }>(`/rollouts/${id}/pause`, { revision, reason: "A phone call" });
  await api.post(`/rollouts/${id}/resume`, { revision: paused.revision, reason: "It was nothing" });
  await dialog.getByRole("button", { name: /^Promote/ }).click();
  await expect(dialog.getByRole("alert")).toContainText("This changed while you were looking");
  await expect(dialog.getByRole("alert")).toContainText(/[Pp]aused/);
  expect((await api.rollout(id)).stepIndex).toBe(0);
  await dialog.getByRole("button", { name: /^Promote/ }).click();
  await expect(dialog).toBeHidden();
  await api.post(`/rollouts/${id}/abort`, { reason: "The test is done" });
});
