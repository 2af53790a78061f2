import { expect, test } from "./support/test";

/*
 * Goal: a freeze that comes back is set in the browser, previewed as it will hold, stands in every view, and one of its times is left out.
 * The browsers of these tests are in St. John's; the rule is of Berlin.
 */
test.describe.configure({ mode: "serial" });

test("a weekly freeze is previewed, stands in each view, and a time of it is left out", async ({ page, api }) => {
  await page.goto("/calendar?at=2027-03-15");
  await expect(page.getByRole("tab", { name: "Month" })).toHaveAttribute("aria-selected", "true");
  await page.getByRole("button", { name: "New window" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New window" });
  await dialog.getByLabel("Name").fill("Quiet weekend");
  await dialog.getByRole("combobox", { name: "Time zone" }).click();
  await dialog.getByRole("combobox", { name: "Time zone" }).fill("Europe/Berlin");
  await page.getByRole("option", { name: "Europe/Berlin" }).click();
  await dialog.getByLabel(/^Starts/).fill("2027-03-19T17:00");
  await dialog.getByLabel(/^Ends/).fill("2027-03-22T08:00");
  await dialog.getByRole("combobox", { name: "Environment" }).click();
  await page.getByRole("option", { name: "Staging" }).click();
  await dialog.getByRole("combobox", { name: "Repeats" }).click();
  await page.getByRole("option", { name: "Every week" }).click();
  await expect(dialog.getByText(/^Every week at 17:00 for 2 days 15 h, Europe\/Berlin time/)).toBeVisible();
  // Clocks change in that night: the end stays eight o'clock.
  const times = dialog.getByRole("list", { name: "Next times" });
  await expect(times.getByRole("listitem").nth(1)).toContainText("Fri 26 Mar, 17:00 – Mon 29 Mar, 08:00");
  await expect(times.getByRole("listitem").nth(1)).toContainText("Fri 26 Mar, 13:30 – Mon 29 Mar, 03:30");
  await dialog.getByRole("button", { name: "Create window" }).click();
  await expect(dialog).toBeHidden();

  const second = page.getByRole("button", { name: /Quiet weekend: Blackout, Fri 26 Mar, 13:30 – Mon 29 Mar, 03:30/ });
  await expect(second.first()).toBeVisible();
  await page.getByRole("tab", { name: "Environments" }).click();
  await expect(
    page
      .getByRole("region", { name: "Staging" })
      .getByRole("button", { name: /Quiet weekend/ })
      .first(),
  ).toBeVisible();
  await page.getByRole("tab", { name: "Agenda" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Quiet weekend" }).first()).toContainText(
    "every service in Staging",
    {
      ignoreCase: true,
    },
  );
  await page.getByRole("tab", { name: "Month" }).click();
  await second.first().click();
  const entry = page.getByRole("dialog", { name: "Quiet weekend" });
  await expect(entry.getByText("(Europe/Berlin)")).toBeVisible();
  await entry.getByRole("button", { name: "Leave out this time" }).click();
  await expect(entry).toBeHidden();
  await expect(second).toHaveCount(0);
  const { items } = await api.get<{ items: { startsAt: string }[] }>(
    "/calendar?from=2027-03-15T00:00:00Z&to=2027-04-04T00:00:00Z&environment=staging&kinds=blackout",
  );
  expect(items.map(({ startsAt }) => startsAt)).toEqual(["2027-03-19T16:00:00.000Z", "2027-04-02T15:00:00.000Z"]);
});

test("periods are turned by keys, and a window is moved in a dialog", async ({ page, api }) => {
  // Of a service of its own: a maintenance window closes its place outside, for other journeys as well.
  await api.post("/services", { slug: "cold-store", name: "Cold store", tier: 3 });
  await api.post("/windows", {
    ...{ kind: "maintenance", name: "Cooling works", service: "cold-store", environment: "staging" },
    ...{ startsAt: "2027-06-09T10:00:00Z", endsAt: "2027-06-09T12:00:00Z" },
  });
  await page.goto("/calendar?view=week&at=2027-06-02");
  await expect(page.getByText("31 May – 6 Jun 2027")).toBeVisible();
  await page.keyboard.press("]");
  const bar = page.getByRole("button", { name: /^07:30 Cooling works: Maintenance, Wed 9 Jun, 07:30 – 09:30/ });
  await bar.click();
  await page.getByRole("dialog", { name: "Cooling works" }).getByRole("button", { name: "Edit or move" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit Cooling works" });
  await dialog.getByLabel(/^Starts/).fill("2027-06-10T07:30");
  await dialog.getByLabel(/^Ends/).fill("2027-06-10T09:30");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: /Cooling works: Maintenance, Thu 10 Jun/ })).toBeVisible();
  // Dragged, it asks before it moves.
  const region = page.getByRole("region", { name: /^Week from/ });
  await page
    .getByRole("button", { name: /Cooling works: Maintenance, Thu 10 Jun/ })
    .dragTo(region.getByRole("button", { name: /Friday 11 June/ }));
  await expect(dialog.getByLabel(/^Starts/)).toHaveValue("2027-06-11T07:30");
  await page.keyboard.press("Escape");
});

test.describe("on a narrow screen", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("the calendar is a list", async ({ page }) => {
    await page.goto("/calendar?at=2027-06-02");
    await expect(page.getByRole("listitem").filter({ hasText: "Cooling works" })).toBeVisible();
    await expect(page.getByRole("region", { name: /^Week from/ }).first()).toBeHidden();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
