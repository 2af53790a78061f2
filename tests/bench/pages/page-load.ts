import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { PageVisit } from "@/tests/support/installation/page-catalogue";
import { statePath } from "@/tests/support/installation/residents";
import type { World } from "@/tests/support/installation/world";

/** One page, loaded once. Times count from the start of the navigation. */
export interface PageLoad {
  readonly name: string;
  readonly ttfbMs: number;
  readonly lcpMs: number;
  /** Compressed bytes of all scripts that came until neither script nor a larger paint came for a while. */
  readonly scriptGzBytes: number;
}

/** How long nothing larger was painted, and no script came, before a page counts as loaded. */
const settledMs = 300;

async function openContext(browser: Browser, world: World, visit: PageVisit): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: world.baseUrl,
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
    // An answer of the API forbids every script, the one that reads the times included.
    bypassCSP: visit.path.startsWith("/api/"),
    ...(visit.as === null ? {} : { storageState: statePath(world.stateDirectory, visit.as) }),
  });
  // The compiler of this file names functions with a call of its own, which the page does not know.
  await context.addInitScript("globalThis.__name = (value) => value;");
  return context;
}

/** Load a page in a browser that has cached nothing. Throws when it does not answer well. */
export async function loadPage(browser: Browser, world: World, visit: PageVisit): Promise<PageLoad> {
  const context = await openContext(browser, world, visit);
  try {
    const page = await context.newPage();
    await goTo(page, visit);
    return { name: visit.name, ...(await page.evaluate(readTimings, settledMs)) };
  } finally {
    await context.close();
  }
}

async function goTo(page: Page, visit: PageVisit): Promise<void> {
  const answer = await page.goto(visit.path, { waitUntil: "load" });
  if (!answer?.ok()) throw new Error(`${visit.name} (${visit.path}) answered ${answer?.status()}`);
}

/** Runs in the page. */
function readTimings(quietMs: number): Promise<Omit<PageLoad, "name">> {
  return new Promise((resolve) => {
    let lcpMs = Number.NaN;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const finish = (): void => {
      const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
      const resources = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
      const scripts = new Map(
        resources
          .filter(({ name }) => new URL(name).pathname.endsWith(".js"))
          .map(({ name, encodedBodySize }) => [name, encodedBodySize]),
      );
      const scriptGzBytes = [...scripts.values()].reduce((sum, size) => sum + size, 0);
      resolve({ ttfbMs: navigation?.responseStart ?? Number.NaN, lcpMs, scriptGzBytes });
    };
    const wait = (): void => {
      clearTimeout(timer);
      timer = setTimeout(finish, quietMs);
    };
    new PerformanceObserver((list) => {
      lcpMs = list.getEntries().at(-1)?.startTime ?? lcpMs;
      wait();
    }).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => {
      if (list.getEntries().some(({ name }) => name.includes(".js"))) wait();
    }).observe({ type: "resource" });
    wait();
  });
}

/** What axe calls serious or critical, in the light and the dark theme. */
export async function seriousFindings(browser: Browser, world: World, visit: PageVisit): Promise<string[]> {
  const context = await openContext(browser, world, visit);
  const found: string[] = [];
  try {
    const page = await context.newPage();
    await goTo(page, visit);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: "attached" });
      // No page has frames, so axe need not put results of several together.
      const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ["violations"] });
      // Of all rules only this one depends on colours.
      if (colorScheme === "dark") axe.withRules(["color-contrast"]);
      const { violations } = await axe.analyze();
      for (const { id, impact, nodes } of violations) {
        if (impact !== "serious" && impact !== "critical") continue;
        for (const { target } of nodes) found.push(`${colorScheme}: ${id} at ${target.join(" ")}`);
      }
    }
    return found;
  } finally {
    await context.close();
  }
}
