import { permissions, type Role, roles } from "@/lib/platform/auth/permissions";
import { residentOf, signIn } from "@/tests/support/installation/residents";
import { RolloutPage } from "./support/rollout-page";
import { expect, test, untilHydrated } from "./support/test";

/*
 * Goal: everybody finds their own question, sees what they may open, and is told who may do the rest.
 * Method: the eight residents signed in through the form once (tests/support/installation); what each sees is compared with
 * a table written by hand here, not with the code's own.
 */
const sre = "Is anything hurting users, and did we cause it?";
const releaseManager = "What ships today, what is stuck, on whom?";
const executive = "Are we fast and safe, and can I prove it?";
const developer = "Can I ship mine?";

const everywhere = [
  [
    "Home",
    "Rollouts",
    "Releases",
    "Services",
    "Deployments",
    "Incidents",
    "SLOs",
    "Gates",
    "Calendar",
    "Waivers",
    "Reviews",
  ],
  ["Insights", "Release health", "Reports"],
  ["Environments", "Templates", "Targets", "Metric sources", "Signals", "Connections", "History imports"],
  ["Reconciliation", "Teams", "API tokens"],
].flat();

const expected: Readonly<Record<Role, { readonly question: string; readonly also: readonly string[] }>> = {
  viewer: { question: developer, also: [] },
  developer: { question: developer, also: [] },
  sre: { question: sre, also: ["Control loop", "Audit"] },
  release_manager: { question: releaseManager, also: ["Audit"] },
  approver: { question: "What waits for my word?", also: [] },
  executive: { question: executive, also: ["Audit"] },
  auditor: { question: "What went past the rules, and who said so?", also: ["Control loop", "Audit", "Users"] },
  admin: { question: sre, also: ["Control loop", "Audit", "Users"] },
};

for (const role of roles) {
  test.describe(role, () => {
    test.use({ role });

    test(`${role}: own question, own navigation`, async ({ page }) => {
      await page.goto("/");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(expected[role].question);
      const links = page.getByRole("navigation", { name: "Main" }).getByRole("link");
      const labels = (await links.allTextContents()).map((text) => text.replace(/\d+\+?$/, ""));
      expect(labels.filter((label) => label !== "Demonstration").sort()).toEqual(
        [...everywhere, ...expected[role].also].sort(),
      );
      await page.getByRole("button", { name: `Account of ${residentOf(role).name}` }).click();
      await expect(page.getByRole("menu")).toContainText(residentOf(role).email);
    });
  });
}

test.describe("somebody who may only look", () => {
  test.use({ role: "viewer" });

  test("finds every action, disabled, with who may do it", async ({ page, world }) => {
    await page.goto(`/rollouts/${world.examples.inFlightId}`);
    const abort = page.getByRole("button", { name: /^Abort/ });
    await expect(abort).toHaveAttribute("aria-disabled", "true");
    await abort.hover();
    await expect(page.getByRole("tooltip")).toContainText(permissions["rollout:abort"].does);
    await expect(page.getByRole("tooltip")).toContainText("Needs");
    await abort.click({ force: true });
    await page.keyboard.press("a");
    await expect(page.getByRole("dialog")).toBeHidden();
    await page.goto("/rollouts");
    await expect(page.getByRole("button", { name: "Ship a version" })).toHaveAttribute("aria-disabled", "true");
  });

  test("is told which role a page needs", async ({ page }) => {
    await page.goto("/audit");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your role does not include this page");
    await expect(page.getByText(/To read the audit log, one needs to be/)).toBeVisible();
  });
});

test.describe("somebody who approves", () => {
  test.use({ role: "approver" });

  test("may take a version out, and reads who may do the rest", async ({ page, world }) => {
    const rollout = new RolloutPage(page);
    await rollout.open(world.examples.inFlightId);
    for (const command of ["Pause", "Promote"]) {
      const button = rollout.button(command);
      await expect(button).toHaveAttribute("aria-disabled", "true");
      await button.hover();
      await expect(page.getByRole("tooltip")).toContainText(permissions["rollout:control"].does);
      await page.mouse.move(0, 0);
      await expect(page.getByRole("tooltip")).toBeHidden();
    }
    await rollout.button("Pause").click({ force: true });
    await page.keyboard.press("Space");
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(rollout.button("Abort")).not.toHaveAttribute("aria-disabled");
    await rollout.button("Abort").click();
    await expect(page.getByRole("dialog", { name: /^Abort basket/ })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
  });
});

test.describe("nobody", () => {
  test.use({ role: null });

  test("signs in where they wanted to go, and out for good", async ({ page, context }) => {
    await page.goto("/services?q=basket");
    await expect(page).toHaveURL(/\/sign-in\?/);
    const { email, password, name } = residentOf("developer");
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill("not the password at all");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    const alert = page.getByRole("alert").filter({ hasText: /\w/ });
    await expect(alert).toBeVisible();
    await expect(alert).not.toContainText(/unknown|no such user/i);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).toHaveURL(/\/services\?q=basket$/);
    await untilHydrated(page);
    const cookies = await context.cookies();
    const account = page.getByRole("button", { name: `Account of ${name}` });
    await account.press("Enter");
    await expect(page.getByRole("menuitem", { name: "Account" })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(account).toBeFocused();
    await account.click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    // The cookie of before is worth nothing: the session ended on the server.
    await context.addCookies(cookies);
    await page.goto("/services");
    await expect(page).toHaveURL(/\/sign-in/);
  });

  test("sets a password by a one-time link, once", async ({ page, api }) => {
    const { setupLink } = await api.post<{ setupLink: { url: string } }>("/users", {
      name: "Lena Ortiz",
      email: "lena@residents.example",
      roles: ["developer"],
    });
    const { pathname, search } = new URL(setupLink.url);
    await page.goto(`${pathname}${search}`);
    const password = page.getByLabel("Password", { exact: true });
    await password.fill("short");
    await page.getByRole("button", { name: "Set the password" }).click();
    await expect(password).toHaveAttribute("aria-invalid", "true");
    await expect(password).toHaveAccessibleDescription(/5 characters.*at least 15/);
    await password.fill("nine copper lanterns adrift");
    await page.getByRole("button", { name: "Set the password" }).click();
    await expect(page.getByText("Your password is set. Sign in with it.")).toBeVisible();
    await page.getByLabel("E-mail address").fill("lena@residents.example");
    await page.getByLabel("Password", { exact: true }).fill("nine copper lanterns adrift");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("button", { name: "Account of Lena Ortiz" })).toBeVisible();
    const again = await page.goto(`${pathname}${search}`);
    expect(again?.status()).toBe(404);
  });

  test("is signed out everywhere when an administrator shuts the account", async ({ page, api }) => {
    const { user } = await api.post<{ user: { id: string } }>("/users", {
      name: "Pia Brandt",
      email: "pia@residents.example",
      roles: ["viewer"],
      password: residentOf("viewer").password,
    });
    await page.goto("/sign-in?callbackUrl=/services");
    await page.getByLabel("E-mail address").fill("pia@residents.example");
    await page.getByLabel("Password", { exact: true }).fill(residentOf("viewer").password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Services");
    await api.post(`/users/${user.id}/disable`, {});
    await page.reload();
    await expect(page).toHaveURL(/\/sign-in/);
  });
});

test("the form signs every resident in", async ({ browser, world }) => {
  // The setup did it for all; once more for one, on a small screen, where the form must work too.
  const context = await browser.newContext({
    baseURL: world.baseUrl,
    storageState: { cookies: [], origins: [] },
    viewport: { width: 390, height: 844 },
  });
  await signIn(await context.newPage(), "executive");
  await context.close();
});
