import type { Page } from "@playwright/test";
import { expect, test } from "./support/test";

/*
 * Goal: what is printed can be read without the product: all of it, light, on sheets, saying what it is.
 * Method: the browser's own media and PDF. (`pages.spec.ts` looks at one page of each kind on paper for what would be cut.)
 */

async function onPaper(page: Page): Promise<void> {
  await page.setViewportSize({ width: 703, height: 1000 });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
}

/** Pages of a PDF by their width and height in points. */
async function sheetsOf(page: Page): Promise<{ width: number; height: number }[]> {
  await page.emulateMedia({ media: null });
  const pdf = (await page.pdf({ format: "A4", preferCSSPageSize: true })).toString("latin1");
  expect(pdf.startsWith("%PDF-")).toBe(true);
  return [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, width, height]) => ({
    width: Math.round(Number(width)),
    height: Math.round(Number(height)),
  }));
}

test("a list says which page it is, who printed it, when and where, and shows what it was filtered by", async ({
  page,
  world,
}) => {
  await page.goto(`/audit?outcome=accepted&subjectKind=service`);
  await onPaper(page);
  const line = page.locator("[data-print-line]");
  await expect(line).toContainText("Audit · Signalbox");
  await expect(line).toContainText(`from ${new URL(world.baseUrl).host}, `);
  await expect(line).toContainText(/Printed by \S.* \d{1,2} \w{3} \d{4}, \d\d:\d\d:\d\d .*\(America\/St_Johns\)/);
  await expect(line).toContainText("/audit?outcome=accepted&subjectKind=service");
  await expect(page.getByRole("combobox", { name: "Any outcome" })).toHaveValue("Accepted");
  await expect(page.getByRole("combobox", { name: "Any time" })).toBeHidden();
  await expect(page.locator("[data-chrome]:visible")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Export" })).toBeHidden();
});

test("paper is light whatever the theme, and moments are written out", async ({ page }) => {
  await page.goto("/deployments");
  await onPaper(page);
  await expect(page.locator("body")).toHaveCSS("background-color", "rgb(255, 255, 255)");
  await expect(page.locator("h1")).toHaveCSS("color", "rgb(23, 24, 28)");
  await expect(page.locator("section").first()).toHaveCSS("background-color", "rgb(255, 255, 255)");
  const moment = page.locator("main time[data-absolute]").first();
  const written = await moment.evaluate((element) => getComputedStyle(element, "::after").content);
  expect(written).toMatch(/^"\d{1,2} \w{3} \d{4}, \d\d:\d\d:\d\d /);
  await expect(page.locator("thead")).toHaveCSS("display", "table-header-group");
  await expect(page.locator("tbody tr").first()).toHaveCSS("break-inside", "avoid");
});

test("a rollout shows what is folded up on the screen, and its drawings fit the sheet", async ({ page, world }) => {
  await page.goto(`/rollouts/${world.examples.rolledBackId}`);
  const folded = page.locator("main details:not([open])").first();
  const inner = folded.locator(":scope > :not(summary)").first();
  await expect(folded).toBeVisible();
  await expect(inner).toBeHidden();
  await onPaper(page);
  await expect(inner).toBeVisible();
  for (const drawing of await page.locator("main .recharts-surface").all()) {
    const box = await drawing.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(703);
  }
});

test("sheets stand upright, and lie across where a month or many columns need it", async ({ page }) => {
  await page.goto("/reviews/breaches");
  const upright = await sheetsOf(page);
  expect(upright.length).toBeGreaterThan(0);
  for (const { width, height } of upright) expect(height).toBeGreaterThan(width);
  for (const wide of ["/calendar", "/deployments"]) {
    await page.goto(wide);
    await expect(page.locator("main [aria-busy='true']")).toHaveCount(0);
    for (const { width, height } of await sheetsOf(page)) expect(width).toBeGreaterThan(height);
  }
});
