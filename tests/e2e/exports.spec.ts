import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import Papa from "papaparse";
import { until } from "@/tests/support/until";
import { expect, test } from "./support/test";

/*
 * Goal: whoever looks at a list takes it away, as it is filtered, in two presses.
 * Method: the browser saves the file; its rows are compared with those that the API lists. Every export is asked of a real installation.
 */

async function save(page: Page, choice: RegExp): Promise<{ name: string; text: string }> {
  await page.getByRole("button", { name: "Export" }).first().click();
  const coming = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: choice }).click();
  const file = await coming;
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}

test("a list is saved as CSV with the filters of the screen, whole, and is on record", async ({ page, world, api }) => {
  const { service } = world.examples;
  await page.goto(`/deployments?service=${service}&state=succeeded`);
  const { name, text } = await save(page, /CSV/);
  expect(name).toMatch(/^deployments-\d{8}T\d{6}Z\.csv$/);
  expect(text.charCodeAt(0)).toBe(0xfeff);
  const { data } = Papa.parse<Record<string, string>>(text.slice(1).trimEnd(), { header: true });
  const { items } = await api.get<{ items: { id: string }[] }>(
    `/deployments?service=${service}&state=succeeded&limit=200`,
  );
  expect(items.length).toBeGreaterThan(0);
  expect(data.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
  expect(new Set(data.map((row) => row.service))).toEqual(new Set([service]));
  await page.goto("/audit?action=deployment.export");
  await page.locator("summary", { hasText: "deployment.export" }).first().click();
  await expect(page.getByText(`"service": "${service}"`)).toBeVisible();
});

test("a list is saved as JSON, from the keyboard, and the focus comes back", async ({ page }) => {
  await page.goto("/waivers");
  const button = page.getByRole("button", { name: "Export" });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: /CSV/ })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  const coming = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  const document: unknown = JSON.parse(await readFile(await (await coming).path(), "utf8"));
  expect(document).toMatchObject({
    list: "waivers",
    filter: { list: "all" },
    count: (document as { items: unknown[] }).items.length,
  });
  await expect(button).toBeFocused();
});

test("a refusal says why there is no file", async ({ page }) => {
  await page.goto("/services");
  await page.route("**/api/v1/exports/services**", (route) =>
    route.fulfill({
      status: 422,
      contentType: "application/problem+json",
      json: {
        code: "rejected",
        detail: "These services would take more than 100000 rows.",
        reasons: [{ code: "export_too_large", message: "Too many.", remedy: "Narrow it with filters." }],
      },
    }),
  );
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: /CSV/ }).click();
  await expect(
    page.getByText("These services would take more than 100000 rows. Narrow it with filters."),
  ).toBeVisible();
});

test("every export answers a table whose lines are all as long as its header", async ({ request, world }) => {
  const { paths } = (await (await request.get("/api/openapi.json")).json()) as { paths: Record<string, unknown> };
  const exports = Object.keys(paths).filter((path) => path.startsWith("/exports/"));
  expect(exports.length).toBeGreaterThanOrEqual(20);
  for (const path of exports) {
    const answer = await until(`${path} is made`, async () => {
      const made = await request.get(`/api/v1${path}`, { headers: { authorization: `Bearer ${world.token}` } });
      // Other tests may be making two files at this moment.
      return made.status() !== 429 && made;
    });
    expect(answer.status(), path).toBe(200);
    expect(answer.headers()["content-type"], path).toBe("text/csv; charset=utf-8");
    const table = Papa.parse<string[]>((await answer.text()).replace(/^\uFEFF/, "").trimEnd());
    expect(new Set(table.data.map((line) => line.length)), path).toEqual(new Set([table.data[0]?.length]));
  }
});
