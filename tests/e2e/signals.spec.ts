import { expectProblemAt } from "./support/field";
import { expect, test } from "./support/test";

/*
 * Goal: an event source is set up, heard, understood and mended in a browser, with a sender that is a real request.
 */
test.use({ role: "sre" });

test("a source is added, sends, is explained, and what could not be read is read again", async ({ page, world }) => {
  await page.goto("/signals/new");
  const name = page.getByRole("textbox", { name: "Name" });
  const slug = page.getByRole("textbox", { name: "Slug" });
  await page.getByRole("button", { name: "Add source" }).click();
  await expectProblemAt(name, /Write something here/);
  await name.fill("Night builds");
  await expect(slug).toHaveValue("night-builds");
  await page.getByRole("combobox", { name: "Kind" }).click();
  await page.getByRole("option", { name: "Plain push" }).click();
  await page.getByRole("button", { name: "Add source" }).click();
  await expect(page.getByRole("heading", { name: "Night builds may send now" })).toBeVisible();
  const [address = "", secret = ""] = await page.locator("code").allTextContents();
  expect(address).toMatch(/\/api\/webhooks\/night-builds$/);
  await page.getByRole("link", { name: "Open the source" }).click();
  await expect(page.getByText("Nothing has come yet", { exact: true })).toBeVisible();

  const send = (body: string): Promise<number> =>
    fetch(`${world.baseUrl}/api/webhooks/night-builds`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
      body,
    }).then(({ status }) => status);
  const signal = {
    kind: "deployment",
    id: "night-1",
    progress: "succeeded",
    occurredAt: new Date(Date.now() - 60_000).toISOString(),
    service: world.examples.service,
    environment: "night/eu",
    version: "0.0.1",
  };
  expect(await send(JSON.stringify({ signals: [signal] }))).toBe(202);
  expect(await send("half of a bo")).toBe(202);
  const dead = page.getByRole("row").filter({ hasText: "Not json" });
  await expect(dead).toBeVisible();
  await dead.getByRole("button").click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("region", { name: "Body" })).toHaveText("half of a bo");
  await dialog.getByRole("button", { name: "Read it again" }).click();
  await dialog.getByRole("button", { name: "Close" }).click();

  await page.getByRole("tab", { name: /Names/ }).click();
  const row = page.getByRole("row").filter({ hasText: "night/eu" });
  await expect(row.getByText("Nobody has said")).toBeVisible();
  await row.getByRole("combobox").click();
  await page.getByRole("option", { name: "Staging" }).click();
  await expect(row.getByText("Nobody has said")).toHaveCount(0);
});

test("a secret is replaced without a gap, and the older one is retired", async ({ page, api }) => {
  const { secret } = await api.post<{ secret: string }>("/signal-sources", {
    slug: "turning",
    name: "Turning",
    kind: "push",
  });
  await page.goto("/signals/turning");
  await page.getByRole("button", { name: "Make a new secret" }).click();
  await expect(page.getByText("New secret", { exact: true })).toBeVisible();
  await expect(page.getByText("Two secrets are live since")).toBeVisible();
  expect(await page.locator("code").allTextContents()).not.toContain(secret);
  await page.getByRole("button", { name: "Retire the older secret" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("The sender has the new one");
  await dialog.getByRole("button", { name: "Retire the older secret" }).click();
  await expect(page.getByText("One secret is live.")).toBeVisible();
});

test.describe("as a viewer", () => {
  test.use({ role: "viewer" });

  test("sources are seen, and what may not be done says who may", async ({ page, world }) => {
    await page.goto("/signals");
    await expect(page.getByRole("button", { name: "Add a source" }).first()).toHaveAttribute("aria-disabled", "true");
    await page.goto(`/signals/${world.examples.signalSource}`);
    await page.getByRole("row").nth(1).getByRole("button").click();
    await expect(page.getByRole("dialog")).toContainText("to see the raw bodies of deliveries");
  });
});
