import { seriousFindings } from "@/tests/support/axe";
import { until } from "@/tests/support/until";
import { expect, test } from "./support/test";

/*
 * Goal: in the browser, a ratio of sampled counts is promised, its bound is seen, its target is planned in steps, and rules of reviews are
 * changed. Method: counts are really pushed, and closed by the product's own minutes; pages are judged on a phone too.
 */
test.describe.configure({ mode: "serial", timeout: 300_000 });

const slug = "events-handled";
const minuteMs = 60_000;

test.describe("somebody who runs services", () => {
  test.use({ role: "sre" });

  test("promises a ratio of pushed counts and sees its bound", async ({ page, api, world }) => {
    const { service } = world.examples;
    await page.goto("/slos");
    await page.getByRole("button", { name: "New objective" }).click();
    const dialog = page.getByRole("dialog");
    // Whichever role the library gives a field of choices.
    const choose = async (name: string, option: string) => {
      const field = dialog.getByRole("combobox", { name }).or(dialog.getByRole("textbox", { name }));
      await field.first().click();
      await page
        .getByRole("option", { name: new RegExp(option, "i") })
        .first()
        .click();
    };
    await dialog.getByRole("textbox", { name: "Name" }).fill("Events are handled");
    await dialog.getByRole("textbox", { name: "Slug" }).fill(slug);
    await choose("Service", service);
    await choose("Environment", "Production");
    await choose("Good means", "A ratio of your own");
    await choose("Events come from", "Counts that are pushed, whole or sampled");
    await dialog.getByRole("textbox", { name: "Stream" }).fill("events");
    await dialog.getByRole("textbox", { name: "Counts are complete after" }).fill("0");
    await dialog.getByRole("textbox", { name: "Target (%)" }).fill("99");
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Try on the past" }).click();
    await dialog.getByRole("button", { name: "Create objective" }).click();
    await expect(dialog).toBeHidden();
    const minute = new Date(Math.floor(Date.now() / minuteMs) * minuteMs).toISOString();
    const batch = { id: `e2e ${minute}`, minute, good: 985, bad: 15, probability: 0.01 };
    await api.post("/objective-counts", { service, environment: "production", stream: "events", batches: [batch] });
    await until(
      "the minute to be closed",
      async () => (await api.get<{ level: { sampled: object | null } }>(`/objectives/${slug}`)).level.sampled,
      { deadlineMs: 150_000, everyMs: 2_000 },
    );
    await page.goto(`/slos/${slug}`);
    await expect(page.getByText("Sampled: 98.5 ±", { exact: false })).toBeVisible();
    await expect(page.getByText("Horvitz–Thompson", { exact: false })).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("plans its target in steps, and cannot take one that is not due", async ({ page }) => {
    await page.goto(`/slos/${slug}`);
    await page.getByRole("button", { name: "Plan steps" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Target" }).fill("99.9");
    await dialog.getByLabel("Not before").fill("2099-01-01");
    await dialog.getByRole("textbox", { name: "What is possible by then" }).fill("Rollbacks by themselves");
    await dialog.getByRole("textbox", { name: "Reason" }).fill("Agreed in the review");
    await dialog.getByRole("button", { name: "Save the plan" }).click();
    await expect(
      dialog
        .getByText("Put a step between them", { exact: false })
        .or(dialog.getByText("more than half", { exact: false }))
        .first(),
    ).toBeVisible();
    await dialog.getByRole("textbox", { name: "Target" }).fill("99.5");
    await dialog.getByRole("button", { name: "Save the plan" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("99 % now, 99.5 % is the goal.", { exact: false })).toBeVisible();
    await expect(page.getByRole("button", { name: "Take step to 99.5 %" })).toBeDisabled();
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("reads the whole page on a phone: nothing is cut off", async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`/slos/${slug}`);
    const table = page.getByRole("region", { name: "Burn-rate alerts, as a table" });
    await expect(table).toBeVisible();
    const overflow = await table.evaluate((node) => node.scrollWidth - node.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
});

test.describe("a release manager", () => {
  test.use({ role: "release_manager" });

  test("changes what reviews require, with a reason", async ({ page }) => {
    await page.goto("/reviews");
    await page.getByRole("link", { name: "Rules" }).click();
    await page.getByRole("button", { name: "Change the rules" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Signed within" }).fill("7");
    await dialog.getByRole("textbox", { name: "Reason" }).fill("A week is what teams can do");
    await dialog.getByRole("button", { name: "Save the rules" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("a root cause is due 7 days after", { exact: false })).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
  });
});
