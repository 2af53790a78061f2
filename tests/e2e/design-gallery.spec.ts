import { expect, type Page, test } from "@playwright/test";
import { seriousFindings } from "@/tests/support/axe";

/*
 * Goal: every component obeys the page's security policy, is free of serious axe findings and fits a phone, in both themes.
 * Method: the gallery holds them all. It is served when SIGNALBOX_DESIGN_GALLERY=1.
 */

async function watchPolicy(page: Page): Promise<string[]> {
  const violations: string[] = [];
  await page.exposeFunction("reportViolation", (text: string) => violations.push(text));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const report = (globalThis as unknown as { reportViolation: (text: string) => void }).reportViolation;
      report(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  return violations;
}

for (const [width, first, second] of [
  [1440, "light", "dark"],
  [390, "dark", "light"],
] as const) {
  test.describe(`gallery, ${width} px, ${first} first`, () => {
    test.use({ colorScheme: first, viewport: { width, height: 900 } });

    test("has no serious axe finding, no policy violation and no sideways scrolling, in both themes", async ({
      page,
    }) => {
      const violations = await watchPolicy(page);
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(String(error)));
      await page.goto("/design");
      await expect(page.locator(".recharts-surface").first()).toBeVisible();
      for (const colorScheme of [first, second]) {
        await page.emulateMedia({ colorScheme });
        await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
        expect(await seriousFindings(page), colorScheme).toEqual([]);
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(sideways, colorScheme).toBeLessThanOrEqual(0);
      }
      expect(violations).toEqual([]);
      expect(errors).toEqual([]);
    });
  });
}

test("dialogs, palette and theme switch write no unsigned style", async ({ page }) => {
  const violations = await watchPolicy(page);
  await page.goto("/design");
  await page.getByRole("button", { name: "Abort", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Abort checkout 4.12.0 in production" });
  await dialog.getByRole("button", { name: "Abort checkout 4.12.0 in production" }).click();
  await expect(dialog.getByText("Say why, in a few words.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Abort", exact: true })).toBeFocused();
  await page.getByRole("button", { name: /Switch between/ }).click();
  await page.keyboard.press("Control+k");
  await page.getByRole("textbox", { name: "Go to a page or do something" }).fill("gallery");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/design$/);
  expect(violations).toEqual([]);
});

test("each answer has its own nonce, and markup cannot bring a script", async ({ page, request }) => {
  const nonces = new Set<string>();
  for (let count = 0; count < 20; count += 1) {
    const policy = (await request.get("/design")).headers()["content-security-policy"] ?? "";
    nonces.add(/'nonce-([^']{24,})'/.exec(policy)?.[1] ?? "");
  }
  expect(nonces.size).toBe(20);
  const violations = await watchPolicy(page);
  await page.goto("/design");
  await page.evaluate(() => {
    const holder = document.createElement("div");
    holder.innerHTML = "<img src='x' onerror='window.hasRun = true'>";
    document.body.append(holder);
  });
  await expect.poll(() => violations.length).toBeGreaterThan(0);
  expect(await page.evaluate(() => "hasRun" in window)).toBe(false);
});

test("rows, pages and help are reached by keyboard, and single keys can be switched off", async ({ page }) => {
  await page.goto("/design");
  await expect(page.locator(".recharts-surface").first()).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(page.locator("[data-row-link]").nth(1)).toBeFocused();
  await page.keyboard.press("k");
  await expect(page.locator("[data-row-link]").nth(0)).toBeFocused();
  await page.keyboard.press("?");
  await page.getByRole("switch", { name: "Single-key shortcuts" }).click({ force: true });
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeHidden();
});

test("filters and sort live in the URL", async ({ page }) => {
  await page.goto("/design");
  await page.getByRole("textbox", { name: "Search services" }).fill("check");
  await expect(page).toHaveURL(/q=check/);
  await page.getByRole("button", { name: "Service", exact: true }).click();
  await expect(page).toHaveURL(/sort=service/);
  await expect(page.getByRole("columnheader", { name: "Service" })).toHaveAttribute("aria-sort", "ascending");
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Search services" })).toHaveValue("check");
});
