import type { Locator, Page } from "@playwright/test";
import { seriousFindings } from "@/tests/support/axe";
import { setFaults } from "@/tests/support/installation/toy-shops";
import { until } from "@/tests/support/until";
import { expect, test } from "./support/test";

/*
 * Goal: a promise that is broken becomes a breach by itself, is understood by one person and signed by another, closed by a third, and
 * talked about. Method: a shop that really fails, measured by the product's own minutes; each person in a browser of their own.
 */
test.describe.configure({ mode: "serial", timeout: 300_000 });

const field = (within: Page | Locator, name: string | RegExp): Locator =>
  within.getByRole("textbox", { name, exact: typeof name === "string" });

const objective = "stock-is-right";
let breachId = "";

test.describe("a release manager", () => {
  test.use({ role: "release_manager" });

  test("names who answers for an objective, which breaks, and sees its breach", async ({ page, api, world }) => {
    const shop = world.shops.stock;
    if (!shop) throw new Error("there is no shop stock");
    const promised = { service: "stock", environment: "production" };
    const sli = { kind: "availability" };
    const common = { sli, targetPercent: "99.99", period: { kind: "rolling", days: 30 } };
    const below = "stock-index-answers";
    await api.post("/objectives", { slug: below, name: "The index answers", ...promised, definition: common });
    await api.post("/objectives", {
      slug: objective,
      name: "Stock is right",
      ...promised,
      definition: { ...common, dependsOn: [{ kind: "objective", objective: below }] },
    });
    await page.goto(`/slos/${objective}`);
    await expect(page.getByText("Nobody is accountable.")).toBeVisible();
    await page.getByRole("button", { name: "Name somebody" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Accountable" }).click();
    await page.getByRole("option", { name: "Jonas Lindqvist" }).click();
    await dialog.getByRole("combobox", { name: "Responsible" }).click();
    await page.getByRole("option", { name: "Tom Becker" }).click();
    await page.keyboard.press("Escape");
    await field(dialog, "Why").fill("Agreed with the team");
    await dialog.getByRole("button", { name: "Keep who answers for it" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("Nobody is accountable.")).toBeHidden();
    for (const slot of ["a", "b"] as const) await setFaults(shop, slot, { errorRatio: 0.4 });
    const found = await until(
      "a breach of the objective",
      async () => {
        const { items } = await api.get<{ items: { id: string }[] }>(`/breaches?objective=${objective}`);
        return items[0] ?? null;
      },
      { deadlineMs: 240_000, everyMs: 2_000 },
    );
    for (const slot of ["a", "b"] as const) await setFaults(shop, slot, { errorRatio: 0 });
    breachId = found.id;
    await page.goto("/reviews/breaches");
    await expect(page.getByRole("row", { name: /Stock is right/ })).toBeVisible();
    await page.goto(`/reviews/breaches/${breachId}`);
    await expect(page.getByText("The budget is spent", { exact: false }).first()).toBeVisible();
    await expect(page.getByText("Jonas Lindqvist, accountable")).toBeVisible();
    await expect(page.getByRole("heading", { name: "Who shares it" })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole("link", { name: "The index answers" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Close the breach" })).toHaveAttribute("aria-disabled", "true");
    expect(await seriousFindings(page)).toEqual([]);
  });
});

test.describe("a developer", () => {
  test.use({ role: "developer" });

  test("writes the root cause, and cannot sign it", async ({ page }) => {
    await page.goto(`/reviews/root-causes/breach/${breachId}`);
    await page.getByRole("button", { name: "Write the root cause" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Save the root cause" }).click();
    await expect(field(dialog, /What happened/)).toHaveAttribute("aria-invalid", "true");
    await field(dialog, /What happened/).fill("The index was read while it was being written");
    await dialog.getByRole("combobox", { name: "Class of the cause" }).click();
    await page.getByRole("option", { name: "Data" }).click();
    await field(dialog, /Contributing factors/).fill("No lock\nNo alert on half-written files");
    await dialog.getByRole("button", { name: "Save the root cause" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("waits for the signature")).toBeVisible();
    await expect(page.getByRole("button", { name: "Sign", exact: true })).toHaveAttribute("aria-disabled", "true");
    await page.getByRole("button", { name: "Add an action" }).click();
    const action = page.getByRole("dialog");
    await field(action, "What is to be done").fill("Write beside the old index, then switch");
    await action.getByRole("combobox", { name: "By whom" }).click();
    await page.getByRole("option", { name: "Amara Osei" }).click();
    await action.getByRole("button", { name: "Add the action" }).click();
    await expect(action).toBeHidden();
    await expect(page.getByText("Write beside the old index")).toBeVisible();
  });
});

test.describe("an approver", () => {
  test.use({ role: "approver" });

  test("signs what somebody else wrote", async ({ page }) => {
    await page.goto(`/reviews/root-causes/breach/${breachId}`);
    await page.getByRole("button", { name: "Sign", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await field(dialog, /What you checked/).fill("Looked at the index and its lock");
    await dialog.getByRole("button", { name: "Sign the root cause" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("is signed by Chidi Eze")).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
  });
});

test.describe("an SRE", () => {
  test.use({ role: "sre" });

  test("holds a meeting about it, records a decision, and closes the breach", async ({ page }) => {
    await page.goto("/reviews/meetings");
    await page.getByRole("button", { name: "Call a meeting" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Who is to be there" }).click();
    await page.getByRole("option", { name: "Amara Osei" }).click();
    await page.keyboard.press("Escape");
    await dialog.getByRole("button", { name: "Call the meeting" }).click();
    await expect(dialog).toBeHidden();
    await page
      .getByRole("link", { name: /Service levels$/ })
      .first()
      .click();
    await expect(page.getByRole("link", { name: /B-\d+ Stock is right/ }).first()).toBeVisible();
    await page.getByRole("button", { name: "Begin the meeting" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Keep the agenda and begin" }).click();
    await expect(page.getByRole("dialog")).toBeHidden();
    await page.getByRole("button", { name: "Record a decision" }).click();
    await field(page.getByRole("dialog"), /What was decided/).fill("The target stays");
    await page.getByRole("dialog").getByRole("button", { name: "Record the decision" }).click();
    await expect(page.getByText("The target stays")).toBeVisible();
    await page.goto(`/reviews/breaches/${breachId}`);
    await page.getByRole("button", { name: "Close the breach" }).click();
    await field(page.getByRole("dialog"), "What was done").fill("The index is switched whole");
    await page.getByRole("dialog").getByRole("button", { name: "Close the breach" }).click();
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(page.getByText("It is closed.", { exact: false })).toBeVisible();
  });
});
