import { test as base, expect, type Page } from "@playwright/test";
import type { Role } from "@/lib/platform/auth/permissions";
import { ProductApi } from "@/tests/support/installation/product-api";
import { statePath } from "@/tests/support/installation/residents";
import { readWorld, type World } from "@/tests/support/installation/world";
import { KeptTab } from "./kept-tab";

interface WorkerFixtures {
  readonly tab: KeptTab;
  readonly world: World;
  readonly api: ProductApi;
}

interface Fixtures {
  /** Who is signed in when the test begins; null for nobody. */
  readonly role: Role | null;
  /** Fails the test for script errors and refusals of the security policy on its page. */
  readonly faultless: undefined;
}

/** Playwright's test with the installation, somebody signed in, and pages that must not fail silently. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  world: [async ({ browserName: _browser }, use) => use(readWorld(process.env.E2E_WORLD)), { scope: "worker" }],
  api: [async ({ world }, use) => use(new ProductApi(world.baseUrl, world.token)), { scope: "worker" }],
  role: ["admin", { option: true }],
  storageState: async ({ role, world }, use) =>
    use(role === null ? { cookies: [], origins: [] } : statePath(world.stateDirectory, role)),
  tab: [
    async ({ browserName: _browser }, use) => {
      const tab = new KeptTab();
      await use(tab);
      await tab.close();
    },
    { scope: "worker" },
  ],
  context: async ({ page }, use) => use(page.context()),
  page: async (
    { browser, tab, storageState, viewport, colorScheme, baseURL, locale, timezoneId, contextOptions },
    use,
  ) => {
    const asked = { ...contextOptions, storageState, viewport, colorScheme, baseURL, locale, timezoneId };
    const page = await tab.begin(browser, asked);
    const goto = page.goto.bind(page);
    page.goto = async (url, options) => {
      const answer = await goto(url, options);
      await untilHydrated(page);
      return answer;
    };
    await use(page);
    page.goto = goto;
    await tab.leave();
  },
  faultless: [
    async ({ page }, use) => {
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(String(error)));
      page.on("console", (message) => {
        if (/Content Security Policy|Hydration|Minified React error/.test(message.text())) faults.push(message.text());
      });
      await use(undefined);
      expect(faults, "errors in the page's scripts and refusals of its security policy").toEqual([]);
    },
    { auto: true },
  ],
});

/** Until then what is typed and pressed is lost: React has not taken the server's markup over. */
export async function untilHydrated(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll("button, input, form")].every((element) =>
      Object.keys(element).some((key) => key.startsWith("__reactProps$")),
    ),
  );
}

export { expect };
