import type { Locator, Page } from "@playwright/test";
import { residentOf, signIn } from "@/tests/support/installation/residents";
import { expectProblemAt } from "./support/field";
import { expect, test } from "./support/test";

/*
 * Goal: what is wrong in a form is said at the field that it concerns, and what was typed is still there to be mended.
 */

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

test("service", async ({ page }) => {
  await page.goto("/services/new");
  const name = page.getByRole("textbox", { name: "Name" });
  const slug = page.getByRole("textbox", { name: "Slug" });
  const tier = page.getByRole("combobox", { name: "Tier" });
  await page.getByRole("button", { name: "Create service" }).click();
  await expectProblemAt(name, /Write something here/);
  await expectProblemAt(tier, /\w/);
  await name.fill("Basket");
  await expect(slug).toHaveValue("basket");
  await tier.click();
  await page.getByRole("option", { name: /^Tier 2/ }).click();
  await page.getByRole("textbox", { name: "Repository" }).fill("not an address");
  await page.getByRole("button", { name: "Create service" }).click();
  await expectProblemAt(page.getByRole("textbox", { name: "Repository" }), /https:/);
  await page.getByRole("textbox", { name: "Repository" }).fill("https://git.example/shop/basket");
  await page.getByRole("button", { name: "Create service" }).click();
  await expectProblemAt(slug, /There is a service “basket” already/);
  await expect(name).toHaveValue("Basket");
  await slug.fill("basket-again");
  await page.getByRole("button", { name: "Create service" }).click();
  await expect(page).toHaveURL(/\/services\/basket-again$/);
});

test("team", async ({ page }) => {
  await page.goto("/settings/teams");
  await page.getByRole("button", { name: "Add a team" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a team" });
  const submit = dialog.getByRole("button", { name: "Add the team" });
  await submit.click();
  await expectProblemAt(dialog.getByRole("textbox", { name: "Name", exact: true }), /Write something here/);
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("Platform");
  const shortName = dialog.getByRole("textbox", { name: "Short name" });
  await expect(shortName).toHaveValue("platform");
  await submit.click();
  await expectProblemAt(shortName, /There is a team “platform” already/);
  await shortName.fill("platform-of-forms");
  await submit.click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("row", { name: /platform-of-forms/ })).toBeVisible();
});

test("template and metric source: a slug that is taken", async ({ page }) => {
  await page.goto("/templates/new");
  const slug = page.getByRole("textbox", { name: "Slug" });
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Standard canary");
  await expect(slug).toHaveValue("standard-canary");
  await page.getByRole("button", { name: "Create template" }).click();
  await expectProblemAt(slug, /There is a template “standard-canary” already/);

  await page.goto("/sources/new");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Prometheus main");
  await page.getByRole("textbox", { name: "Address" }).fill("https://prometheus.example");
  await page.getByRole("button", { name: "Add source" }).click();
  await expectProblemAt(slug, /There is a source “prometheus-main” already/);
});

test.describe("what gives power away", () => {
  test.use({ role: null });

  test("user and token", async ({ page }) => {
    // A session of this minute, which is not asked for its password again.
    await signIn(page, "admin");
    await page.goto("/settings/users");
    const dialog = await open(page, "Add a user");
    const submit = dialog.getByRole("button", { name: "Add the user" });
    const email = dialog.getByRole("textbox", { name: "E-mail address" });
    await email.fill("nobody");
    await submit.click();
    await expectProblemAt(dialog.getByRole("textbox", { name: "Name" }), /Write something here/);
    await expectProblemAt(email, /\w/);
    await dialog.getByRole("textbox", { name: "Name" }).fill("Vera the second");
    await email.fill(residentOf("viewer").email);
    await submit.click();
    await expectProblemAt(email, /Somebody has this e-mail address already/);
    await email.fill("vera-the-second@residents.example");
    await submit.click();
    await expectShownOnce(page, "Vera the second was added", /\/setup/);
    await expect(page.getByRole("row", { name: /Vera the second/ })).toBeVisible();

    await page.goto("/settings/tokens");
    const token = await open(page, "Make a token");
    await token.getByRole("button", { name: "Make the token" }).click();
    await expectProblemAt(token.getByRole("textbox", { name: "Name" }), /Write something here/);
    await token.getByRole("textbox", { name: "Name" }).fill("Pipeline of forms");
    await token.getByRole("checkbox", { name: "rollout:read" }).check();
    await token.getByRole("button", { name: "Make the token" }).click();
    await expectShownOnce(page, "Token “Pipeline of forms”", /^\S{20,}$/);
    await expect(page.getByRole("row", { name: /Pipeline of forms/ })).toContainText("Works");
  });

  test("password", async ({ page, api }) => {
    const { password } = residentOf("viewer");
    const email = "rosa@residents.example";
    await api.post("/users", { name: "Rosa Lind", email, roles: ["viewer"], password });
    await page.goto("/sign-in?callbackUrl=/account");
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Account");
    const present = page.getByLabel("Present password");
    const next = page.getByLabel("New password");
    const submit = page.getByRole("button", { name: "Change the password" });
    await present.fill(password);
    await next.fill("short");
    await submit.click();
    await expectProblemAt(next, /at least 15/);
    await present.fill("not the password at all");
    await next.fill("eleven yellow barges waiting");
    await submit.click();
    await expectProblemAt(present, /\w/);
    await present.fill(password);
    await submit.click();
    await expect(page.getByText("Your password was changed.")).toBeVisible();
    await expect(present).toHaveValue("");
  });
});

async function open(page: Page, name: string): Promise<Locator> {
  await page.getByRole("button", { name }).first().click();
  return page.getByRole("dialog", { name });
}

/** The dialog after it shows the secret, and the page does not keep it. */
async function expectShownOnce(page: Page, title: string, secret: RegExp): Promise<void> {
  const dialog = page.getByRole("dialog", { name: title });
  await expect(dialog.getByTestId("secret")).toHaveText(secret);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByTestId("secret")).toBeHidden();
}
