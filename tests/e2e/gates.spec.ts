import { expect, test } from "./support/test";

/*
 * Goal: what a gate asks is set, missed, brought and approved in the browser, and the gate opens. Method: each person in a browser of their
 * own; results come over the API, as from a pipeline. Staging is used, where nothing else is shipped to.
 */
test.describe.configure({ mode: "serial", timeout: 120_000 });

const service = "lamp-press";
const gate = `/gates/${service}/staging?version=1.0.0`;

test.describe("an SRE", () => {
  test.use({ role: "sre" });

  test("asks for tests and an approval of every service of a tier", async ({ page, api }) => {
    await api.post("/services", { slug: service, name: "Lamp press", tier: 2 });
    await api.post(`/services/${service}/versions`, { name: "1.0.0" });
    await page.goto("/gates/requirements");
    for (const kind of ["Tests", "Approvals"]) {
      await page.getByRole("button", { name: "New requirement" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("combobox", { name: "Ask for" }).click();
      await page.getByRole("option", { name: kind, exact: true }).click();
      await dialog.getByRole("combobox", { name: "Services" }).click();
      await page.getByRole("option", { name: "Tier 2" }).click();
      await dialog.getByRole("combobox", { name: "Environment" }).click();
      await page.getByRole("option", { name: "Staging" }).click();
      await dialog.getByRole("button", { name: "Save requirement" }).click();
      await expect(dialog.getByRole("textbox", { name: "Reason" })).toHaveAttribute("aria-invalid", "true");
      await dialog.getByRole("textbox", { name: "Reason" }).fill("Agreed on with the team");
      await dialog.getByRole("button", { name: "Save requirement" }).click();
      await expect(dialog).toBeHidden();
      await expect(page.getByRole("button", { name: `Edit ${kind}, Services of tier 2, in Staging` })).toBeVisible();
    }
  });
});

test.describe("a developer", () => {
  test.use({ role: "developer" });

  test("may not change what is required, and sees why", async ({ page }) => {
    await page.goto("/gates/requirements");
    await expect(page.getByRole("button", { name: "New requirement" })).toHaveAttribute("aria-disabled", "true");
  });

  test("sees what the release misses, brings it, and asks for the release", async ({ page, api }) => {
    await page.goto(gate);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Lamp press to Staging");
    await expect(page.getByText("No test result is known for 1.0.0.")).toBeVisible();
    await api.post(`/services/${service}/quality`, {
      version: "1.0.0",
      suite: "unit",
      tests: { passed: 7, failed: 0 },
    });
    await page.reload();
    await expect(page.getByText("All 7 tests of “unit” passed for 1.0.0.")).toBeVisible();
    await page.getByRole("button", { name: "Ask for the release" }).click();
    const note = page.getByRole("textbox", { name: "What it changes, and why" });
    await expect(note).toHaveAttribute("aria-invalid", "true");
    await note.fill("Presses lamps faster");
    await page.getByRole("button", { name: "Ask for the release" }).click();
    await expect(page.getByText(/has 0 of 1 approvals/)).toBeVisible();
    await expect(page.getByRole("button", { name: "Approve", exact: true })).toHaveAttribute("aria-disabled", "true");
  });
});

test.describe("an approver", () => {
  test.use({ role: "approver" });

  test("approves exactly what the page shows, and the gate opens", async ({ page, api }) => {
    await page.goto(gate);
    await page.getByRole("button", { name: "Approve", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: /Reason/ }).fill("Looked at it");
    await dialog.getByRole("button", { name: /^Approve C-/ }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("Lamp press 1.0.0 may go to Staging.")).toBeVisible();
    const answer = await api.get<{ answer: string }>(`/gate?service=${service}&environment=staging&version=1.0.0`);
    expect(answer.answer).toBe("open");
  });

  test("finds on the board what was flagged, and decides about it", async ({ page, world }) => {
    await page.goto("/changes/board");
    await page.getByRole("link", { name: new RegExp(world.examples.gatedVersion) }).click();
    await page.getByRole("button", { name: "Ask back for the board" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: /Reason/ }).fill("What happens to baskets under way?");
    await dialog.getByRole("button", { name: /^Ask back for the board/ }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("What happens to baskets under way?").first()).toBeVisible();
  });
});
