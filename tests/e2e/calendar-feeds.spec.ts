import { expandFeed } from "@/tests/support/read-feed";
import { expect, test } from "./support/test";

/*
 * Goal: somebody subscribes to the calendar, another program reads it from the address that was shown once, and it ends when it is revoked; holidays
 * come from a file and stand on their day; a planned release shows what its gate says.
 */
test.describe.configure({ mode: "serial" });

const holidays = [
  "BEGIN:VCALENDAR",
  "VERSION:2.0",
  "BEGIN:VEVENT",
  "UID:midsummer",
  "DTSTART;VALUE=DATE:20270625",
  "SUMMARY:Midsummer Eve",
  "END:VEVENT",
  "END:VCALENDAR",
].join("\r\n");

test("holidays are brought as a file, what is wrong is told by its line, and they stand on their day", async ({
  page,
}) => {
  await page.goto("/calendar?view=holidays");
  await page.getByRole("button", { name: "New holidays" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New holidays" });
  await dialog.getByLabel("Name").fill("Nordic days");
  await dialog.getByRole("combobox", { name: "Time zone" }).click();
  await dialog.getByRole("combobox", { name: "Time zone" }).fill("Europe/Stockholm");
  await page.getByRole("option", { name: "Europe/Stockholm" }).click();
  await dialog.getByText("A file", { exact: true }).click();
  const file = (text: string) => ({ name: "days.ics", mimeType: "text/calendar", buffer: Buffer.from(text) });
  await dialog.locator("input[type=file]").setInputFiles(file(holidays.replace("DTSTART", "What is this")));
  await dialog.getByRole("button", { name: "Bring the holidays" }).click();
  await expect(dialog.getByText(/Line 5: This is no line of a calendar/)).toBeVisible();
  await dialog.locator("input[type=file]").setInputFiles(file(holidays));
  await dialog.getByRole("button", { name: "Bring the holidays" }).click();
  await expect(dialog).toBeHidden();
  const row = page.getByRole("listitem").filter({ hasText: "Nordic days" });
  await expect(row).toContainText("1 day, given as a file · every service · Europe/Stockholm");
  // The browser is in St. John's, where that day begins four and a half hours later.
  await page.goto("/calendar?at=2027-06-15");
  await expect(page.getByRole("button", { name: /^Midsummer Eve: Holiday, Fri 25 Jun, / })).toBeVisible();
});

test("a feed is made, read by another program, and ends when it is revoked", async ({ page, api, request }) => {
  await api.post("/services", { slug: "ferry", name: "Ferry", tier: 3 });
  await api.post("/windows", {
    ...{ kind: "blackout", name: "Ferry, season; open", service: "ferry" },
    ...{ startsAt: "2027-06-23T10:00:00Z", endsAt: "2027-06-23T12:00:00Z" },
  });
  await page.goto("/calendar");
  await page.getByRole("button", { name: "Subscribe" }).click();
  const list = page.getByRole("dialog", { name: "Subscribe to the calendar" });
  await list.getByRole("button", { name: "New feed" }).click();
  const form = page.getByRole("dialog", { name: "New feed" });
  await form.getByLabel("Name").fill("My phone");
  await form.getByRole("combobox", { name: "Shows" }).click();
  await page.getByRole("option", { name: "The whole calendar" }).click();
  await form.getByRole("button", { name: "Make the feed" }).click();
  const made = page.getByRole("dialog", { name: "Your new feed" });
  const address = (await made.getByTestId("feed-address").textContent()) ?? "";
  expect(address).toMatch(/\/api\/calendars\/sbx_feed_[0-9A-Za-z]{33}\.ics$/);
  await made.getByRole("button", { name: "Done" }).click();
  await expect(list.getByRole("listitem").filter({ hasText: "My phone" })).toContainText(address.slice(-8, -4));

  const june = { from: Date.parse("2027-06-20T00:00:00Z"), to: Date.parse("2027-06-30T00:00:00Z") };
  const read = async (): Promise<string[]> => {
    const answer = await request.get(address);
    return answer.ok() ? expandFeed(await answer.text(), june).map(({ title }) => title) : [];
  };
  // The worker publishes every minute.
  await expect.poll(read, { timeout: 100_000, intervals: [2_000] }).toContain("Ferry, season; open");
  expect(await read()).toContain("Midsummer Eve");

  await list.getByRole("button", { name: "Revoke My phone" }).click();
  await list.getByRole("button", { name: "Revoke My phone" }).click();
  await expect(list.getByRole("listitem").filter({ hasText: "My phone" })).toHaveCount(0);
  expect((await request.get(address)).status()).toBe(404);
});

test("a planned release shows what the gate says of it", async ({ page, api }) => {
  await api.post("/services", { slug: "ticket-sale", name: "Ticket sale", tier: 3 });
  await api.post("/services/ticket-sale/versions", { name: "2.0.0" });
  await api.post("/trains", {
    ...{ name: "Summer tickets", note: "New prices.", cars: [{ service: "ticket-sale", version: "2.0.0" }] },
    ...{ stops: [{ environment: "staging" }], plannedAt: "2027-07-07T10:00:00Z" },
  });
  await page.goto("/calendar?at=2027-07-05");
  await page.getByRole("button", { name: /Summer tickets: Release/ }).click();
  const entry = page.getByRole("dialog", { name: "Summer tickets" });
  await expect(entry.getByText("Ticket sale 2.0.0 to Staging")).toBeVisible();
  await expect(entry.getByRole("link", { name: "Gate" })).toHaveAttribute(
    "href",
    "/gates/ticket-sale/staging?version=2.0.0",
  );
});
