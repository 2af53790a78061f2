import { expect, test } from "./support/test";

/*
 * Goal: what services need of each other is seen, asked about and ignored in the browser. Method: two services of its own in staging, told
 * over the API as from pipelines.
 */
test.describe.configure({ mode: "serial", timeout: 120_000 });

const environment = "staging";

test.describe("an SRE", () => {
  test.use({ role: "sre" });

  test("sees a need that is not kept, in the list and around a service", async ({ page, api }) => {
    for (const [slug, name] of [
      ["lamp-shop", "Lamp shop"],
      ["lamp-stock", "Lamp stock"],
    ]) {
      await api.post("/services", { slug, name, tier: 2 });
    }
    const items = [
      { service: "lamp-shop", environment, versions: ["1.0.0"] },
      { service: "lamp-stock", environment, versions: ["1.4.0"] },
    ];
    await api.post("/dependencies/running", { items });
    await api.post("/services/lamp-shop/needs", {
      needs: [{ service: "lamp-stock", range: "^2.0.0" }],
      evidence: "lamp.json",
    });
    await api.post("/services/lamp-stock/needs", { needs: [] });
    await page.goto(`/dependencies?environment=${environment}&service=lamp-stock&view=list`);
    await expect(
      page.getByRole("row", { name: /^lamp-shop needs lamp-stock .* Not kept declared lamp\.json/ }),
    ).toBeVisible();
    await expect(page.getByText("A bad lamp-stock may hurt one service.")).toBeVisible();
    await page.getByRole("tab", { name: "Graph" }).click();
    await page
      .getByRole("region", { name: /Graph of dependencies/ })
      .getByRole("link", { name: /Lamp shop/ })
      .click();
    await expect(page.getByRole("heading", { name: "Around lamp-shop" })).toBeVisible();
    await expect(page.getByText("Every version needs lamp-stock ^2.0.0.")).toBeVisible();
  });

  test("asks what can be released, is told no, and the order of both together", async ({ page }) => {
    await page.goto(`/dependencies/check?environment=${environment}&service=lamp-shop&version=1.1.0`);
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await expect(page.getByText("No: lamp-shop 1.1.0 cannot go to Staging.")).toBeVisible();
    await page.getByRole("button", { name: "Together with another" }).click();
    await page.getByRole("combobox", { name: "Service" }).nth(1).click();
    await page.getByRole("option", { name: "Lamp stock" }).click();
    await page.getByRole("textbox", { name: "Version" }).nth(1).fill("2.0.0");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await expect(page.getByText("Yes: lamp-shop 1.1.0, lamp-stock 2.0.0 can go to Staging")).toBeVisible();
    await expect(page.getByRole("list", { name: "Order" }).getByRole("listitem")).toHaveText([
      "1. lamp-stock 2.0.0.",
      "2. lamp-shop 1.1.0.",
    ]);
  });

  test("ignores the need for a reason, and lets it count again", async ({ page }) => {
    await page.goto(`/dependencies?environment=${environment}&service=lamp-stock&view=list`);
    await page.getByRole("button", { name: "Ignore that lamp-shop needs lamp-stock" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Ignore need" }).click();
    await expect(dialog.getByRole("textbox", { name: "Reason" })).toHaveAttribute("aria-invalid", "true");
    await dialog.getByRole("textbox", { name: "Reason" }).fill("The shop is not sold yet");
    await dialog.getByRole("button", { name: "Ignore need" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText(/Ignored is that Lamp shop needs Lamp stock: The shop is not sold yet/)).toBeVisible();
    await page.getByRole("button", { name: "Let it count again that Lamp shop needs Lamp stock" }).click();
    await page.getByRole("dialog").getByRole("textbox").fill("It is sold now");
    await page.getByRole("dialog").getByRole("button", { name: "Let the need count again" }).click();
    await expect(page.getByText(/Ignored is that Lamp shop/)).toHaveCount(0);
  });
});

test.describe("a developer", () => {
  test.use({ role: "developer" });

  test("may not ignore a need, and sees who may", async ({ page }) => {
    await page.goto(`/dependencies?environment=${environment}&service=lamp-stock&view=list`);
    const ignore = page.getByRole("button", { name: "Ignore that lamp-shop needs lamp-stock" });
    await expect(ignore).toHaveAttribute("aria-disabled", "true");
  });
});
