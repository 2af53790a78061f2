import { expect, test } from "./support/test";

/*
 * Goal: times are those of the reader's place, wherever the server stands. The browsers of these tests are in St. John's,
 * whose offset is not a whole hour; one keystroke turns times to UTC.
 */
test("windows and logs are told in the reader's zone, or in UTC on demand", async ({ page, api, world }) => {
  await api.post("/windows", {
    kind: "maintenance",
    name: "Rack move",
    environment: "staging",
    startsAt: "2027-01-15T12:00:00Z",
    endsAt: "2027-01-15T14:00:00Z",
  });
  await page.goto("/calendar?view=windows");
  const rackMove = page.getByRole("listitem").filter({ hasText: "Rack move" });
  await expect(rackMove).toContainText("08:30 – 10:30");
  await page.keyboard.press("z");
  await expect(rackMove).toContainText("12:00 – 14:00");
  await page.keyboard.press("z");
  await expect(rackMove).toContainText("08:30 – 10:30");

  const { snapshots } = await api.rollout(world.examples.completedId);
  const at = new Date(snapshots[0]?.at ?? 0);
  await page.goto(`/rollouts/${world.examples.completedId}`);
  const moment = page.locator(`time[datetime="${at.toISOString()}"]`).first();
  const local = at.toLocaleTimeString("en-GB", { timeZone: "America/St_Johns", hour: "2-digit", minute: "2-digit" });
  await expect(moment).toContainText(local);
});
