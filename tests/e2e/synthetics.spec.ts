import { expect, test } from "./support/test";

/*
 * Goal: a check is added, made and understood in the browser: what is wrong with it is said beside its field, what failed with the step.
 * Method: a shop that runs; the worker of the installation makes the journeys.
 */
test.describe.configure({ mode: "serial", timeout: 60_000 });

test.describe("an SRE", () => {
  test.use({ role: "sre" });

  test("adds a check, is told what cannot be, runs it once and reads why it failed", async ({ page, world }) => {
    const shop = world.shops[world.examples.service];
    await page.goto("/synthetics/new");
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Look for a chair");
    await page.getByRole("combobox", { name: "Service" }).click();
    await page
      .getByRole("option")
      .filter({ hasText: new RegExp(world.examples.service, "i") })
      .first()
      .click();
    await page.getByRole("combobox", { name: "Environment" }).click();
    await page.getByRole("option", { name: "Production" }).click();
    await page.getByRole("textbox", { name: "Name of the step" }).fill("Look");
    await page.getByRole("textbox", { name: "Address" }).fill(`${shop?.url}/search?q={{word}}`);
    await page.getByRole("button", { name: "Add check" }).click();
    const address = page.getByRole("textbox", { name: "Address" });
    await expect(address).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByText("There is no value for {{word}} before this step.")).toBeVisible();
    await address.fill(`${shop?.url}/search?q=chair`);
    await page.getByRole("textbox", { name: "Must be true" }).fill("json $.ok equals true\nbody contains sofa");
    await page.getByRole("button", { name: "Add check" }).click();
    await expect(page).toHaveURL(/\/synthetics\/look-for-a-chair$/);
    await page.getByRole("button", { name: "Run once now" }).click();
    await expect(page.getByRole("heading", { name: "Last failures" })).toBeVisible({ timeout: 20_000 });
    await expect(page.getByText("The body does not contain “sofa”.").first()).toBeVisible();
    await expect(page.getByLabel("Beginning of the answer").first()).toContainText("/search?q=chair");
  });
});

test.describe("a developer", () => {
  test.use({ role: "developer" });

  test("reads checks and runs them, and changes none", async ({ page, world }) => {
    await page.goto(`/synthetics/${world.examples.check}`);
    await expect(page.getByRole("button", { name: "Edit" })).toHaveAttribute("aria-disabled", "true");
    await expect(page.getByRole("button", { name: "Run once now" })).not.toHaveAttribute("aria-disabled", "true");
  });

  test("finds the journeys on a rollout's page", async ({ page, world }) => {
    await page.goto(`/rollouts/${world.examples.completedId}`);
    await expect(page.getByRole("heading", { name: "Journeys" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Buy a lamp" }).first()).toBeVisible();
  });
});
