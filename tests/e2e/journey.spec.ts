import type { Locator, Page } from "@playwright/test";
import type { ToyShop } from "@/tests/support/installation/toy-shops";
import { expectProblemAt } from "./support/field";
import { RolloutPage } from "./support/rollout-page";
import { expect, test } from "./support/test";

/*
 * Goal: from nothing to a version on real traffic, in the browser alone.
 * Method: a shop behind a real HAProxy that the product does not know yet; each test is the next part of one journey.
 */
test.describe.configure({ mode: "serial", timeout: 180_000 });

/** For what real machinery does in seconds when nothing else runs. */
const atLeisure = { timeout: 60_000 };

const field = (within: Page | Locator, name: string | RegExp): Locator =>
  within.getByRole("textbox", { name, exact: typeof name === "string" });

async function choose(within: Page | Locator, label: string, option: string | RegExp): Promise<void> {
  await within
    .getByRole("textbox", { name: label, exact: true })
    .or(within.getByRole("combobox", { name: label, exact: true }))
    .first()
    .click();
  const page = "page" in within ? within.page() : within;
  await page.getByRole("option", { name: option }).click();
}

/** A field that takes several values, each ended by Enter. */
async function addTag(page: Page, label: string, value: string): Promise<void> {
  const input = field(page, label)
    .or(page.getByRole("combobox", { name: label, exact: true }))
    .first();
  await input.fill(value);
  await input.press("Enter");
}

test("a team, its service, and a place to run", async ({ page }) => {
  await page.goto("/settings/teams");
  await page.getByRole("button", { name: "Add a team" }).click();
  const team = page.getByRole("dialog", { name: "Add a team" });
  await field(team, "Name").fill("Shopfront people");
  await expect(field(team, "Short name")).toHaveValue("shopfront-people");
  await team.getByRole("button", { name: "Add the team" }).click();
  await expect(page.getByRole("row", { name: /Shopfront people/ })).toBeVisible();

  await page.goto("/services/new");
  await field(page, "Name").fill("Storefront");
  await choose(page, "Tier", /^Tier 0/);
  await choose(page, "Team", "Shopfront people");
  await page.getByRole("button", { name: "Create service" }).click();
  await expect(page).toHaveURL(/\/services\/storefront$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Storefront");

  await page.goto("/environments");
  await page.getByRole("button", { name: "New environment" }).first().click();
  const environment = page.getByRole("dialog", { name: "New environment" });
  await field(environment, "Name").fill("Montreal");
  await field(environment, "Slug").fill("montreal");
  await choose(environment, "Kind", "Production");
  await environment.getByRole("button", { name: "Create environment" }).click();
  await expect(page.getByRole("row", { name: /Montreal/ })).toBeVisible();
});

test("a metric source and a target, tried before anything moves", async ({ page, world }) => {
  const shop = world.shops.storefront as ToyShop;
  await page.goto("/sources/new");
  await field(page, "Name").fill("Shop Prometheus");
  await field(page, "Address").fill("prometheus");
  await page.getByRole("button", { name: "Add source" }).click();
  await expectProblemAt(field(page, "Address"), /https:\/\//);
  await field(page, "Address").fill(world.prometheusUrl);
  await choose(page, "A slot without request series", /no request yet/);
  await page.getByRole("button", { name: "Add source" }).click();
  await expect(page).toHaveURL(/\/sources\/shop-prometheus$/);

  const config = shop.config as unknown as { socket: string; backend: string; slots: { a: string[]; b: string[] } };
  await page.goto("/targets/new");
  await choose(page, "Service", "Storefront");
  await choose(page, "Environment", "Montreal");
  await field(page, "Version in that slot").fill("1.0.0");
  await field(page, "Runtime socket").fill(config.socket);
  await field(page, "Backend").fill("nowhere; disable server shop/a1");
  for (const slot of ["a", "b"] as const) {
    await addTag(page, `Servers of slot ${slot}`, config.slots[slot][0] ?? "");
    await addTag(page, `Addresses of slot ${slot}`, `${shop.slotUrls[slot]}/healthz`);
  }
  await page.getByRole("button", { name: "Add a source" }).click();
  await choose(page, "Source 2", "Shop Prometheus");
  await page.getByRole("button", { name: "Connect target" }).click();
  await expectProblemAt(field(page, "Backend"), /letters, digits/);
  await field(page, "Backend").fill(config.backend);
  await page.getByRole("button", { name: "Connect target" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Storefront in Montreal");
  await expect(page.getByText("Answers", { exact: true })).toBeVisible(atLeisure);
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(page.getByText(/everything answered in the last test/)).toBeVisible(atLeisure);
});

test("a template, and what the service does differently", async ({ page }) => {
  await page.goto("/templates/new");
  await field(page, "Name").fill("Journey canary");
  await field(page, "Step 1: traffic in percent").fill("140");
  await field(page, "Step 1: bake time").fill("0.05");
  await page.getByRole("button", { name: "Create template" }).click();
  await expectProblemAt(field(page, "Step 1: traffic in percent"), /100/);
  await field(page, "Step 1: traffic in percent").fill("40");
  await field(page, "Step 2: traffic in percent").fill("60");
  await field(page, "Step 3: bake time").fill("0.05");
  for (const step of [1, 2, 3]) {
    await field(page, `Step ${step}: requests of the new version that a pass needs`).fill("3");
  }
  for (const trigger of ["Latency above baseline", "Error-budget burn"]) {
    await page.getByRole("switch", { name: trigger }).click({ force: true });
  }
  await field(page, "Requests for a pass").fill("5");
  await field(page, "Failed in a row").fill("10");
  await page.getByRole("button", { name: "Create template" }).click();
  await expect(page).toHaveURL(/\/templates\/journey-canary$/);

  await page.goto("/services/storefront");
  await page.getByRole("button", { name: "Change" }).click();
  const dialog = page.getByRole("dialog", { name: /is rolled out/ });
  await choose(dialog, "Template", "Journey canary");
  await field(dialog, /At most above baseline/).fill("2");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/with 1 value of its own/)).toBeVisible();
});

test("ship, watch, pause, resume, promote and take back", async ({ page, world }) => {
  const shop = world.shops.storefront as ToyShop;
  await page.goto("/services/storefront");
  await page.getByRole("link", { name: "Ship a version" }).first().click();
  await expect(
    page.getByRole("textbox", { name: "Service" }).or(page.getByRole("combobox", { name: "Service" })),
  ).toHaveValue("Storefront");
  await choose(page, "Environment", "Montreal");
  const version = field(page, "Version").or(page.getByRole("combobox", { name: "Version", exact: true }));
  await version.fill("1.1.0");
  await version.blur();
  await field(page, "Reason").fill("Autumn colours");
  await page.getByRole("button", { name: "Ship 1.1.0" }).click();
  await expect(page).toHaveURL(/\/rollouts\/rol_/);

  const rollout = new RolloutPage(page);
  await expect(rollout.currentStep).toContainText("60 %", atLeisure);
  await expect(rollout.header).toContainText("Baking", atLeisure);
  await rollout.give("Pause", "Waiting for the photographer");
  await expect(rollout.header).toContainText("Paused", atLeisure);
  await rollout.expectDecision("Waiting for the photographer", "Mara Costa");
  await rollout.give("Resume", "The pictures are there");
  await expect(rollout.header).toContainText("Baking", atLeisure);
  await rollout.expectDecision("The pictures are there", "Mara Costa");
  await rollout.give("Promote", "Enough seen");
  await rollout.expectDecision("Enough seen", "Mara Costa");
  await expect(page.getByText("Observed 100 %")).toBeVisible(atLeisure);
  const served = async (): Promise<string | null> =>
    (await fetch(shop.url, { headers: { connection: "close" } })).headers.get("x-version");
  await expect.poll(served, atLeisure).toBe("1.1.0");
  await expect(rollout.currentStep).toContainText("Watch", atLeisure);
  await rollout.give("Abort", "Wrong season");
  await expect(rollout.header).toContainText("Rolled back", atLeisure);
  await expect(page.getByText("Observed 0 %")).toBeVisible(atLeisure);
  await rollout.expectDecision("Wrong season", "Mara Costa");
  await expect.poll(served, atLeisure).toBe("1.0.0");
});
