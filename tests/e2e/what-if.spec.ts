import pg from "pg";
import { seriousFindings } from "@/tests/support/axe";
import { expect, test } from "./support/test";

/*
 * Goal: before something is promised or changed, the past says what it would have meant: other targets over two quarters and the weeks to
 * come, and another policy over past rollouts. Method: hours of traffic are stored for a shop; rollouts of another one really ended.
 */

/** Even traffic of the last 250 days, with a bad hour each Wednesday. */
async function storePast(service: string): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.E2E_DATABASE_URL });
  await client.connect();
  try {
    await client.query(
      `insert into service_hour (target_id, hour, source, requests, errors)
       select t.id, h.hour, 'stored', array_fill(1000::bigint, array[60]),
         array_fill((case when extract(isodow from h.hour) = 3 and extract(hour from h.hour) = 9 then 40 else 0 end)::bigint, array[60])
       from target t join service s on s.id = t.service_id
       cross join generate_series(date_trunc('hour', now()) - interval '250 days', date_trunc('hour', now()) - interval '2 hours',
         interval '1 hour') as h(hour)
       where s.slug = $1 on conflict do nothing`,
      [service],
    );
  } finally {
    await client.end();
  }
}

test.describe("an SRE", () => {
  test.use({ role: "sre" });

  test("sees what other targets would have meant, and what the weeks to come use of them", async ({ page }) => {
    await storePast("checkout");
    await page.goto("/slos");
    await page.getByRole("button", { name: "New objective" }).click();
    const dialog = page.getByRole("dialog");
    const choose = async (name: string, option: RegExp) => {
      await dialog.getByRole("combobox", { name }).click();
      await page.getByRole("option", { name: option }).first().click();
    };
    await dialog.getByRole("textbox", { name: "Name" }).fill("Checkout answers");
    await dialog.getByRole("textbox", { name: "Slug" }).fill("checkout-tried");
    await choose("Service", /^Checkout/);
    await choose("Environment", /^Production/);
    await dialog.getByRole("textbox", { name: "Target (%)" }).fill("99.99");
    await dialog.getByRole("button", { name: "Try on the past" }).click();
    await dialog.getByRole("button", { name: "Compare" }).click();
    const table = dialog.getByRole("region", { name: "Targets side by side" });
    await expect(table.getByRole("row")).toHaveCount(6, { timeout: 60_000 });
    const proposed = table.getByRole("row", { name: /^99\.99 % proposed/ });
    const said = [/^Missed.* %.* pages/, /^Missed.* %.* pages/, /^about .* %/];
    await expect(proposed.getByRole("cell")).toContainText(said);
    await expect(dialog.getByText(/Intervals hold four of five/)).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("sees what another policy would have done to past rollouts", async ({ page, world }) => {
    await page.goto(`/services/${world.examples.service}`);
    await page.getByRole("button", { name: "Change", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Look at past rollouts" }).click();
    await expect(dialog.getByText(/^Of (one past rollout|\d+ past rollouts) /)).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
  });
});
