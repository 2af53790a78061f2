import { seriousFindings } from "@/tests/support/axe";
import { ship, standingPlan } from "@/tests/support/installation/seeded-releases";
import { expect, test } from "./support/test";

/*
 * Goal: the review of an emergency proposes another target; who proposed it cannot sign it, somebody else can, and the objective has its
 * next version. Method: a rollout that was really started as an emergency, and each person in a browser of their own.
 */
test.describe.configure({ mode: "serial", timeout: 120_000 });

const objective = "profile-answers";
const reference = /^Review E-\d+$/;

test.describe("an administrator", () => {
  test.use({ role: "admin" });

  test("reviews an emergency and proposes a target, which they cannot sign", async ({ page, api }) => {
    const place = { service: "profile", environment: "production" };
    const definition = {
      sli: { kind: "availability" },
      targetPercent: "99.9",
      period: { kind: "rolling", days: 30 },
    };
    await api.post("/objectives", { slug: objective, name: "Profiles are answered", ...place, definition });
    const emergency = { reason: "Nobody can sign in", endsAt: new Date(Date.now() + 3_600_000).toISOString() };
    const { id } = await ship(api, "profile", "6.1.0", standingPlan(25), { emergency });
    await api.reach(id, ({ phase }) => phase === "baking");
    await api.post(`/rollouts/${id}/abort`, { reason: "Enough was seen" });
    await api.reach(id, ({ phase }) => phase === "rolled_back");
    await page.goto("/emergencies?service=profile");
    await page.getByRole("button", { name: reference }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("Nobody can sign in")).toBeVisible();
    await dialog.getByRole("button", { name: "Keep the review" }).click();
    await expect(dialog.getByText("Choose whether it was justified, avoidable or caused harm.")).toBeVisible();
    const outcome = dialog.getByRole("combobox", { name: "What came of it" });
    await outcome.click();
    await page.getByRole("option", { name: "It could have waited" }).click();
    await dialog.getByRole("textbox", { name: "Findings" }).fill("The target asks for more than customers notice.");
    await dialog.getByRole("combobox", { name: "Propose another target of" }).click();
    await page.getByRole("option", { name: "Profiles are answered, now 99.9 %" }).click();
    const target = dialog.getByRole("textbox", { name: "Target (%)" });
    await target.fill("99.9");
    await dialog.getByRole("button", { name: "Keep the review" }).click();
    await expect(dialog.getByText("That is its target already.")).toBeVisible();
    await target.fill("99.5");
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Keep the review" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("waits for a signature")).toBeVisible();
    await expect(page.getByRole("button", { name: /^Decide what the review/ })).toHaveCount(0);
    await expect(page.getByText("You proposed this change, and nobody decides their own.")).toBeVisible();
  });
});

test.describe("an SRE", () => {
  test.use({ role: "sre" });

  test("signs it, and the objective has its next version", async ({ page, api }) => {
    await page.goto("/emergencies?service=profile");
    await page.getByRole("button", { name: /^Decide what the review/ }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("99.5 % in the place of 99.9 %")).toBeVisible();
    await dialog.getByRole("textbox", { name: "Why" }).fill("The contract allows it.");
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Sign the target" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("signed by Amara Osei as version 2")).toBeVisible();
    const { definition } = await api.get<{ definition: { targetPercent: string } }>(`/objectives/${objective}`);
    expect(definition.targetPercent).toBe("99.5");
  });
});
