import { seriousFindings } from "@/tests/support/axe";
import { expect, test } from "./support/test";

/*
 * Goal: an environment is reserved, somebody else meets the conflict and waits, what is given back goes on at once, and the gate is held and
 * freed with it. Method: each person in a browser of their own; an environment and a service of their own, so that nobody else is held.
 */
test.describe.configure({ mode: "serial", timeout: 120_000 });

const slug = "dress-rehearsal";
const service = "curtain";

test.describe("a developer", () => {
  test.use({ role: "developer" });

  test("reserves a whole environment for themselves", async ({ page, api }) => {
    await api.post("/environments", { slug, name: "Dress rehearsal", kind: "testing", rank: 8 });
    await api.post("/services", { slug: service, name: "Curtain", tier: 3 });
    await api.post(`/services/${service}/versions`, { name: "1.0.0" });
    await page.goto(`/environments/${slug}`);
    await expect(page.getByText("Free now. Nobody waits.")).toBeVisible();
    await page.getByRole("button", { name: "Reserve" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("This time is free.")).toBeVisible();
    await dialog.getByRole("button", { name: "Reserve" }).click();
    await expect(dialog.getByRole("textbox", { name: "What for" })).toHaveAttribute("aria-invalid", "true");
    await dialog.getByRole("textbox", { name: "What for" }).fill("Load test");
    await dialog.getByRole("button", { name: "Reserve" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText(/holds it alone until/)).toBeVisible();
    await expect(page.getByRole("button", { name: /^Check in/ })).toBeVisible();
    await expect(page.getByRole("button", { name: "Promise hours" })).toHaveAttribute("aria-disabled", "true");
  });
});

test.describe("a release manager", () => {
  test.use({ role: "release_manager" });

  test("meets the conflict, sees the next free times, and waits in the queue", async ({ page }) => {
    await page.goto(`/environments/${slug}`);
    await page.getByRole("button", { name: "Reserve" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText(/This time is taken\. In the queue it would begin/)).toBeVisible();
    await expect(dialog.getByRole("list", { name: "What is in the way" })).toContainText("has it alone");
    await expect(dialog.getByRole("group", { name: "Next free times" }).getByRole("button").first()).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole("textbox", { name: "What for" }).fill("Hotfix trial");
    await dialog.getByRole("button", { name: "Reserve" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText(/1\. V-\d+ · Hotfix trial/)).toBeVisible();
    await expect(page.getByText("One waits.", { exact: false })).toBeVisible();
  });

  test("is held at the gate while somebody else is there alone", async ({ page }) => {
    await page.goto(`/gates/${service}/${slug}?version=1.0.0`);
    await expect(page.getByText(/holds Dress rehearsal alone until/).first()).toBeVisible();
    await expect(page.getByText(/Join the queue, or ask/).first()).toBeVisible();
  });
});

test.describe("the developer", () => {
  test.use({ role: "developer" });

  test("gives it back, and whoever waited has it at once", async ({ page }) => {
    await page.goto(`/environments/${slug}`);
    await page.getByRole("button", { name: /^Give back/ }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Give back/ })
      .click();
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(page.getByText("Nobody waits", { exact: true })).toBeVisible();
    await expect(page.getByText(/V-\d+ · Hotfix trial/)).toBeVisible();
  });
});

test.describe("the release manager", () => {
  test.use({ role: "release_manager" });

  test("passes the gate, shows in the calendar, and promises hours", async ({ page, api }) => {
    await page.goto(`/gates/${service}/${slug}?version=1.0.0`);
    await expect(page.getByText(/V-\d+ of .* holds Dress rehearsal until/)).toBeVisible();
    const now = Date.now();
    const range = `from=${new Date(now).toISOString()}&to=${new Date(now + 3_600_000).toISOString()}`;
    const { items } = await api.get<{ items: { title: string }[] }>(`/calendar?${range}&environment=${slug}`);
    expect(items.map(({ title }) => title)).toEqual([expect.stringMatching(/Hotfix trial$/)]);
    await page.goto(`/environments/${slug}`);
    await page.getByRole("button", { name: "Promise hours" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Name" }).fill("Working days");
    await dialog.getByRole("button", { name: "Promise", exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("No synthetic check watches it, so all of it is unknown.")).toBeVisible();
    await expect(page.getByText("Working days")).toBeVisible();
    await page.getByRole("button", { name: "Change" }).click();
    await dialog.getByRole("checkbox", { name: "Releases need a reservation" }).check();
    await dialog.getByRole("textbox", { name: "Reason" }).fill("Agreed on");
    await dialog.getByRole("button", { name: "Save terms" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("Yes", { exact: true })).toBeVisible();
  });
});

test.describe("a viewer", () => {
  test.use({ role: "viewer" });

  test("reserves nothing, and sees the way of a service's newest version with the gate before each environment", async ({
    page,
    world,
  }) => {
    await page.goto(`/environments/${slug}`);
    await expect(page.getByRole("button", { name: "Reserve" })).toHaveAttribute("aria-disabled", "true");
    await page.goto(`/services/${world.examples.service}`);
    const reasons = page.getByRole("button", { name: /^Reasons of/ }).first();
    await reasons.click();
    await expect(reasons).toHaveAttribute("aria-expanded", "true");
    await expect(page.getByText("Windows and freezes").first()).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
  });
});
