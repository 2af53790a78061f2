import type { Page } from "@playwright/test";
import { seriousFindings } from "@/tests/support/axe";
import { expect, test } from "./support/test";

/*
 * Goal: in the browser, an objective is made of others, one is about delivery, and a promise is weighed against a vendor's.
 * Method: a vendor's terms and a composite objective are made by hand; pages are judged in both themes and on a phone.
 */
test.describe.configure({ mode: "serial", timeout: 180_000 });
test.use({ role: "sre" });

const part = "composed-latency";
const whole = "composed-whole";
const failures = "composed-failures";

test("terms of a vendor are kept with their fallback", async ({ page }) => {
  await page.goto("/slos/vendors");
  await page.getByRole("button", { name: "New terms" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Vendor" }).fill("Pay Inc.");
  await dialog.getByRole("textbox", { name: "What it promises" }).fill("Payments API");
  await dialog.getByRole("textbox", { name: "Slug" }).fill("payments-api");
  await dialog.getByRole("textbox", { name: "Promised (%)" }).fill("99.95");
  await dialog.getByRole("textbox", { name: "When it is not kept" }).fill("Orders are kept and charged later.");
  await dialog.getByRole("button", { name: "Create terms" }).click();
  await expect(page.getByRole("cell", { name: "Orders are kept and charged later." })).toBeVisible();
});

test("an objective is made of others and stands on a vendor", async ({ page, api, world }) => {
  const { service } = world.examples;
  const place = { service, environment: "production" };
  const period = { kind: "rolling", days: 30 };
  await api.post("/objectives", {
    ...place,
    slug: part,
    name: "Shop in time",
    definition: { sli: { kind: "latency", thresholdMs: 300 }, targetPercent: "99", period },
  });
  await page.goto("/slos");
  await page.getByRole("button", { name: "New objective" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("The whole shop");
  await dialog.getByRole("textbox", { name: "Slug" }).fill(whole);
  await choose(dialog, "Service", service);
  await choose(dialog, "Environment", "Production");
  await choose(dialog, "Good means", "Other objectives are good");
  await choices(dialog, "Parts").click();
  for (const name of [/Shop in time/, /Shop answers/]) await page.getByRole("option", { name }).first().click();
  await page.keyboard.press("Escape");
  await dialog.getByRole("textbox", { name: "Target (%)" }).fill("99");
  await choices(dialog, "Stands on").click();
  await page.getByRole("option", { name: /Payments API/ }).click();
  await page.keyboard.press("Escape");
  await dialog.getByRole("button", { name: "Try on the past" }).click();
  await dialog.getByRole("button", { name: "Create objective" }).click();
  await expect(dialog).toBeHidden();
  await page.goto(`/slos/${whole}`);
  await expect(page.getByRole("region", { name: "Parts, as a table" })).toContainText("Shop in time");
  await expect(page.getByText("Orders are kept and charged later.")).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
});

test("an objective about delivery shows its rule and interval", async ({ page, api, world }) => {
  await api.post("/objectives", {
    service: world.examples.service,
    environment: "production",
    slug: failures,
    name: "Deployments do not fail",
    definition: {
      sli: { kind: "delivery", measure: "change_failure_rate" },
      targetPercent: "85",
      period: { kind: "rolling", days: 30 },
    },
  });
  await page.goto(`/slos/${failures}`);
  await expect(page.getByText(/over deployments that took effect/)).toBeVisible();
  for (const [colorScheme, width] of [
    ["light", 1440],
    ["dark", 390],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  }
});

test("targets are compared side by side before one is promised", async ({ page, world }) => {
  await page.goto(`/slos/${world.examples.objective}`);
  await page.getByRole("button", { name: "Edit" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("the quarter's review");
  await dialog.getByRole("button", { name: "Try on the past" }).click();
  // A young installation has counted nothing until its first minute is over.
  await expect(async () => {
    await dialog.getByRole("button", { name: "Compare" }).click();
    await expect(dialog.getByRole("region", { name: "Targets side by side" })).toContainText("proposed", {
      timeout: 2_000,
    });
  }).toPass({ timeout: 100_000 });
});

type Dialog = ReturnType<Page["getByRole"]>;

/** A field of choices, whichever role its library gives it. */
function choices(dialog: Dialog, label: string): Dialog {
  return dialog
    .getByRole("combobox", { name: label })
    .or(dialog.getByRole("textbox", { name: label }))
    .first();
}

async function choose(dialog: Dialog, label: string, option: string): Promise<void> {
  await choices(dialog, label).click();
  await dialog
    .page()
    .getByRole("option", { name: new RegExp(option, "i") })
    .first()
    .click();
}
