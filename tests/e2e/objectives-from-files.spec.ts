import { expect, test } from "./support/test";

/*
 * Goal: in the browser, a pasted file becomes objectives only after its plan was seen, and faults are named where they stand.
 * Method: the file is of a service that the installation has; the objective is signed off by somebody else afterwards.
 */
test.describe.configure({ mode: "serial", timeout: 120_000 });

const slug = "pasted-answers";
const textOf = (service: string, more = "") => `apiVersion: signalbox/v1
kind: Objectives
objectives:
  - slug: ${slug}
    name: Pasted answers
    service: ${service}
    environment: production
    sli: { kind: availability }
    targetPercent: 99.9
    period: { kind: rolling, days: 30 }
${more}`;

test.describe("an SRE", () => {
  test.use({ role: "sre" });

  test("sees faults, then the plan, and applies it", async ({ page, world }) => {
    await page.goto("/slos");
    await page.getByRole("link", { name: "From files" }).click();
    const yaml = page.getByRole("textbox", { name: "YAML" });
    await yaml.fill(textOf(world.examples.service, "    priority: high\n"));
    await page.getByRole("button", { name: "Show the plan" }).click();
    await expect(page.getByText("pasted.yaml[0].objectives.0.priority")).toBeVisible();
    await yaml.fill(textOf(world.examples.service));
    await page.getByRole("button", { name: "Show the plan" }).click();
    await expect(
      page.getByRole("heading", { name: "1 to create, 0 to change, 0 to retire, 0 unchanged" }),
    ).toBeVisible();
    await page.getByRole("button", { name: "Apply one change" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: /Reason/ }).fill("The quarter's review");
    await dialog.getByRole("button", { name: "Apply one change" }).click();
    await expect(page.getByText("Applied: one change.")).toBeVisible();
    await page.getByRole("button", { name: "Show the plan" }).click();
    await expect(page.getByRole("heading", { name: "Nothing to do: 1 unchanged" })).toBeVisible();
  });
});

test.describe("a developer", () => {
  test.use({ role: "developer" });

  test("may look at a plan and neither apply nor sign", async ({ page, world }) => {
    await page.goto("/slos/import");
    await page.getByRole("textbox", { name: "YAML" }).fill(textOf(world.examples.service).replace("99.9", "99.95"));
    await page.getByRole("button", { name: "Show the plan" }).click();
    await expect(page.getByRole("button", { name: "Apply one change" })).toHaveAttribute("aria-disabled", "true");
    await page.goto(`/slos/${slug}`);
    await expect(page.getByRole("button", { name: "Sign for security" })).toHaveAttribute("aria-disabled", "true");
  });
});

test.describe("an approver", () => {
  test.use({ role: "approver" });

  test("signs for security what the page says", async ({ page }) => {
    await page.goto(`/slos/${slug}`);
    await expect(page.getByText("0 of 3 have signed")).toBeVisible();
    await page.getByRole("button", { name: "Sign for security" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: /Reason/ }).fill("Looked at it");
    await dialog.getByRole("button", { name: /^Sign Pasted answers/ }).click();
    await expect(page.getByText("1 of 3 have signed")).toBeVisible();
    await expect(page.getByText("Revision 1: created by")).toBeVisible();
  });
});
