import { seriousFindings } from "@/tests/support/axe";
import { until } from "@/tests/support/until";
import { expect, test } from "./support/test";

/*
 * Goal: hours, a clock and a policy come from one file after their plan was seen; the clock tells by itself when a part of its target is
 * used; and an objective can follow a fiscal year. Method: a ticket is pushed of which most of the time is gone.
 */
test.describe.configure({ mode: "serial", timeout: 240_000 });

const file = `apiVersion: signalbox/v1
kind: BusinessSchedules
schedules:
  - slug: told-always
    name: Round the clock
    timeZone: Asia/Kolkata
    hours: [1, 2, 3, 4, 5, 6, 7]
---
apiVersion: signalbox/v1
kind: ClockDefinitions
clocks:
  - slug: told-answer
    name: Answered in time
    start: opened
    stop: acknowledged
    targetMinutes: 600
    schedule: told-always
    notify:
      - { usedPercent: 50 }
      - { usedPercent: 75 }
      - { usedPercent: 100 }
---
apiVersion: signalbox/v1
kind: BudgetPolicies
policies:
  - slug: told-tier-3
    name: Tier 3 in development
    scope: { tier: 3, environmentKinds: [development] }
    isActing: false
    thresholds:
      - { leftPercent: 0, effect: { kind: approval } }
`;
const right = file.replace(
  "[1, 2, 3, 4, 5, 6, 7]",
  `[${[1, 2, 3, 4, 5, 6, 7].map((day) => `{ weekday: ${day}, from: "00:00", to: "24:00" }`).join(", ")}]`,
);

test.describe("an SRE", () => {
  test.use({ role: "sre" });

  test("applies hours, a clock and a policy from one file, which names its faults", async ({ page }) => {
    await page.goto("/slos/import");
    const yaml = page.getByRole("textbox", { name: "YAML" });
    await yaml.fill(file);
    await page.getByRole("button", { name: "Show the plan" }).click();
    await expect(page.getByText("pasted.yaml[0].schedules.0.hours.0", { exact: false }).first()).toBeVisible();
    await yaml.fill(right);
    await page.getByRole("button", { name: "Show the plan" }).click();
    await expect(
      page.getByRole("heading", { name: "3 to create, 0 to change, 0 to retire, 0 unchanged" }),
    ).toBeVisible();
    await expect(page.getByText("told-answer · clock definition")).toBeVisible();
    await page.getByRole("button", { name: "Apply 3 changes" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: /Reason/ }).fill("Agreed with support");
    await dialog.getByRole("button", { name: "Apply 3 changes" }).click();
    await expect(page.getByText("Applied: 3 changes.")).toBeVisible();
    await page.goto("/clocks/definitions");
    await expect(page.getByText("Told at 50 %, at 75 %, when breached", { exact: false })).toBeVisible();
  });

  test("is told of the part of a clock that is used, once, and acknowledges it", async ({ page, api, world }) => {
    const at = new Date(Date.now() - 8 * 3_600_000).toISOString();
    const event = { definition: "told-answer", service: world.examples.service, key: "T-77", event: "opened", at };
    const { clock } = await api.post<{ clock: { id: string } }>("/clock-events", { ...event, id: "T-77 opened" });
    const told = await until(
      "an alert of the clock",
      async () => {
        const { items } = await api.get<{ items: { id: string; title: string }[] }>(`/alerts?clock=${clock.id}`);
        return items[0] ?? null;
      },
      { deadlineMs: 150_000, everyMs: 2_000 },
    );
    expect(told.title).toBe("Answered in time, 75 % used: T-77");
    await page.goto(`/clocks/${clock.id}`);
    await expect(page.getByRole("heading", { name: "Told when used" })).toBeVisible();
    await expect(page.getByRole("link", { name: told.title })).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("link", { name: told.title }).click();
    await page.getByRole("button", { name: "Acknowledge" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Acknowledge the alert" }).click();
    await expect(page.getByText("Acknowledged").first()).toBeVisible();
  });

  test("lets an objective follow the quarters of a fiscal year, by the mean of minutes", async ({ page }) => {
    await page.goto("/slos");
    await page.getByRole("button", { name: "New objective" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Counted by" }).click();
    await page.getByRole("option", { name: "Mean of minutes" }).click();
    await dialog.getByRole("combobox", { name: "Period" }).click();
    await page.getByRole("option", { name: "Calendar" }).click();
    await dialog.getByRole("combobox", { name: "Unit" }).click();
    await page.getByRole("option", { name: "Quarter" }).click();
    await dialog.getByRole("combobox", { name: "Year begins in" }).click();
    await page.getByRole("option", { name: "February" }).click();
    expect(await seriousFindings(page)).toEqual([]);
  });
});
