import { expect, test } from "./support/test";

/*
 * Goal: a release of two services is planned, ticked, sent off, held and seen in the browser, and whoever may not is told why. Method: each
 * person in a browser of their own. Staging is used, where nothing of these services runs: the release waits there, which the page says.
 */
test.describe.configure({ mode: "serial", timeout: 120_000 });

test.describe("a developer", () => {
  test.use({ role: "developer" });

  test("plans a release of two services, one after the other", async ({ page, api }) => {
    await api.post("/services", { slug: "kiln", name: "Kiln", tier: 3 });
    await api.post("/services", { slug: "glaze", name: "Glaze", tier: 3 });
    await page.goto("/releases/new");
    await page.getByRole("button", { name: "Plan release" }).click();
    await expect(page.getByRole("textbox", { name: "Name", exact: true })).toHaveAttribute("aria-invalid", "true");
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Hotter kilns");
    await page.getByRole("textbox", { name: "What it brings, and why" }).fill("Firing takes an hour less");
    for (const [index, name] of ["Kiln", "Glaze"].entries()) {
      if (index > 0) await page.getByRole("button", { name: "Add a service" }).click();
      const car = page.getByRole("group", { name: `Service ${index + 1}` });
      await car.getByRole("combobox", { name: "Service" }).click();
      await page.getByRole("option", { name }).click();
      await car.getByRole("textbox", { name: "Version" }).fill("1.0.0");
    }
    const second = page.getByRole("group", { name: "Service 2" });
    // What was chosen stands before the field itself, which a pointer does not reach.
    await second.getByRole("combobox", { name: "Goes after" }).press("ArrowDown");
    await page.getByRole("option", { name: "kiln" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("combobox", { name: "Environment" }).click();
    await page.getByRole("option", { name: "Staging" }).click();
    await page.getByRole("button", { name: "Plan release" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^T-\d+ · Hotter kilns$/);
    await expect(page.getByText(/^kiln, then glaze$/i)).toBeVisible();
  });
});

test.describe("a release manager", () => {
  test.use({ role: "release_manager" });

  test("sends it off, reads what holds it up on whom, and holds it", async ({ page }) => {
    await page.goto("/releases?list=open");
    await page
      .getByRole("link", { name: /Hotter kilns/ })
      .first()
      .click();
    await page.getByRole("button", { name: "Send off" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText(/kiln, then glaze/i);
    await dialog.getByRole("button", { name: /^Send off/ }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("Moving", { exact: true }).first()).toBeVisible();
    await expect(page.getByText(/Kiln has no target in Staging/).first()).toBeVisible({ timeout: 30_000 });
    await page.getByRole("button", { name: "Hold", exact: true }).click();
    await dialog.getByRole("textbox", { name: /Reason/ }).fill("The target comes tomorrow");
    await dialog.getByRole("button", { name: /^Hold/ }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("Held: The target comes tomorrow")).toBeVisible();
    await page.goto("/");
    // By itself, and among what waits for somebody once that is known.
    await expect(page.getByRole("link", { name: /Hotter kilns/ }).first()).toBeVisible();
  });

  test("ticks a checklist, and says what the next ones ask for", async ({ page, world }) => {
    await page.goto(`/releases/${world.examples.trainId}`);
    await page.getByRole("button", { name: "Done: Support knows what changes for customers" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: /Reason/ }).fill("Told them this morning");
    await dialog.getByRole("button", { name: "Say that it is done" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("button", { name: /^Not done: Support knows/ })).toBeVisible();
    await page.getByRole("button", { name: "Name a ticket" }).click();
    await dialog.getByRole("textbox", { name: "Change ticket" }).fill("CHG0031245");
    await dialog.getByRole("textbox", { name: /Reason/ }).fill("One change for both services");
    await dialog.getByRole("button", { name: "Save ticket" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("CHG0031245 is named; its system has told nothing of it.")).toBeVisible();
    await page.goto("/releases/checklists");
    await page.getByRole("button", { name: "New checklist" }).click();
    await dialog.getByRole("textbox", { name: "Name" }).fill("Everything else");
    await dialog.getByRole("textbox", { name: "Item 1" }).fill("Somebody watches");
    await dialog.getByRole("textbox", { name: "Reason" }).fill("Agreed on with the teams");
    await dialog.getByRole("button", { name: "Save checklist" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("heading", { name: "Everything else" })).toBeVisible();
  });
});

test.describe("a viewer", () => {
  test.use({ role: "viewer" });

  test("sees where it stands and may not move it", async ({ page }) => {
    await page.goto("/releases?list=open");
    await page
      .getByRole("link", { name: /Hotter kilns/ })
      .first()
      .click();
    await expect(page.getByRole("button", { name: "Resume" })).toHaveAttribute("aria-disabled", "true");
    await page.goto("/releases/cadence");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Release cadence");
  });
});
