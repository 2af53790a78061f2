import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./support/test";

/*
 * Goal: a waiver is asked for by a developer, approved by somebody else, bends its rule and ends by the clock, in the browser.
 * Method: each person in a browser of their own; what the rule says is asked of the API. No job has to run for the end.
 */
test.describe.configure({ mode: "serial", timeout: 120_000 });

const field = (within: Page | Locator, name: string | RegExp): Locator =>
  within.getByRole("textbox", { name, exact: typeof name === "string" });

let address = "";

test.describe("a developer", () => {
  test.use({ role: "developer" });

  test("asks for a waiver, and sees its risk while typing", async ({ page, world }) => {
    await page.goto(`/waivers/new?kind=freeze&service=${world.examples.service}&environment=production`);
    await expect(page.getByRole("heading", { level: 2, name: "Risk" })).toBeVisible();
    await expect(page.getByText(/Needs \d approvals?/)).toBeVisible();
    await page.getByRole("button", { name: "Ask for approval" }).click();
    await expect(field(page, "Why the rule should be bent")).toHaveAttribute("aria-invalid", "true");
    await field(page, "Why the rule should be bent").fill("The card provider changes its certificate tonight");
    await field(page, "What can go wrong meanwhile").fill("The basket could be slow");
    await field(page, "What is done against it").fill("Two people watch");
    await page.getByRole("button", { name: "Ask for approval" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Freeze or window");
    await expect(page.getByText("Waits for approval")).toBeVisible();
    // Their own cannot be approved by them, and the page says so.
    await expect(page.getByRole("button", { name: "Approve", exact: true })).toHaveAttribute("aria-disabled", "true");
    address = new URL(page.url()).pathname;
  });
});

test.describe("an approver", () => {
  test.use({ role: "approver" });

  test("finds it at home and approves what it says", async ({ page }) => {
    await page.goto("/");
    await expect(page.locator(`a[href="${address}"]`)).toBeVisible();
    await page.locator(`a[href="${address}"]`).click();
    await expect(page).toHaveURL(new RegExp(`${address}$`));
    await page.getByRole("button", { name: "Approve", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await field(dialog, /Reason/).fill("Looked at it");
    await dialog.getByRole("button", { name: /^Approve W-/ }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("Counts", { exact: true })).toBeVisible();
  });

  test("approves a short one, which is in force and then ends by itself", async ({ page, api, world }) => {
    const { service } = world.examples;
    const soon = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();
    const { id } = await api.post<{ id: string }>("/waivers", {
      kind: "objective",
      subject: world.examples.objective,
      service,
      environment: "production",
      justification: "The provider's maintenance",
      risk: "None beyond it",
      mitigation: "A banner",
      startsAt: soon(0),
      endsAt: soon(25),
    });
    await page.goto(`/waivers/${id}`);
    await page.getByRole("button", { name: "Approve", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await field(dialog, /Reason/).fill("Short enough");
    await dialog.getByRole("button", { name: /^Approve W-/ }).click();
    await expect(dialog).toBeHidden();
    const { need } = await api.get<{ need: { approvals: number } }>(`/waivers/${id}`);
    await expect(page.getByText(need.approvals === 1 ? "In force" : "Waits for approval")).toBeVisible();
    await expect(page.getByText("Ended", { exact: true })).toBeVisible({ timeout: 60_000 });
  });
});
