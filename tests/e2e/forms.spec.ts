import { expectProblemAt } from "./support/field";
import { test } from "./support/test";

test("environment", async ({ page }) => {
  await page.goto("/environments");
  await page.getByRole("button", { name: "New environment" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New environment" });
  await dialog.getByLabel("Slug").fill("-prod-");
  await dialog.getByLabel("Rank").fill("");
  await dialog.getByRole("button", { name: "Create environment" }).click();
  await expectProblemAt(dialog.getByLabel("Name"), /Write something here/);
  await expectProblemAt(dialog.getByLabel("Slug"), /letter or digit at both ends/);
  await expectProblemAt(dialog.getByLabel("Rank"), /0 to 1000/);
  await dialog.getByLabel("Name").fill("Production again");
  await dialog.getByLabel("Slug").fill("production");
  await dialog.getByLabel("Rank").fill("30");
  await dialog.getByRole("button", { name: "Create environment" }).click();
  await expectProblemAt(dialog.getByLabel("Slug"), /already|taken|exists/i);
});

test("window", async ({ page }) => {
  await page.goto("/calendar");
  await page.getByRole("button", { name: "New window" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New window" });
  await dialog.getByLabel(/^Starts/).fill("2027-03-01T10:00");
  await dialog.getByLabel(/^Ends/).fill("2027-03-01T09:00");
  await dialog.getByLabel("Name").fill("Backwards");
  await dialog.getByRole("button", { name: "Create window" }).click();
  await expectProblemAt(dialog.getByLabel(/^Ends/), /after|later/i);
});
