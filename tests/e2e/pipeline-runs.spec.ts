import { expect, test } from "./support/test";

/*
 * Goal: from a pipeline run to what it deployed and back, in a browser.
 */
test.use({ role: "developer" });

test("a run shows where its time went and leads to its deployment, and the deployment back", async ({ page }) => {
  await page.goto("/pipelines");
  const row = page.getByRole("row").filter({ hasText: "1.9.0-seeded" });
  await expect(row).toContainText("Integration tests against a copy of the data");
  await row.getByRole("link", { name: "deliver" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("deliver 1.9.0-seeded");
  await expect(page.getByText(/took longest/)).toBeVisible();
  await page.getByRole("button", { name: "View as table" }).click();
  await expect(page.getByRole("table", { name: "Stages" }).getByRole("row")).not.toHaveCount(1);
  await page.getByRole("link", { name: /1\.9\.0-seeded to/ }).click();
  await expect(page.getByRole("heading", { name: "Risk", exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Latency by version" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Customers" })).toBeVisible();
  await page.getByRole("link", { name: "its way through the pipeline" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("deliver 1.9.0-seeded");
});
