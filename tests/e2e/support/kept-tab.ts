import { readFile } from "node:fs/promises";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "@playwright/test";

/** What tests listen to; the page's other listeners are Playwright's own. */
const listened = [
  "console",
  "dialog",
  "download",
  "pageerror",
  "request",
  "requestfailed",
  "requestfinished",
  "response",
] as const;

/**
 * One tab that goes from test to test, as people keep theirs: what a browser has read and compiled once it need not again, which is
 * a third of what a visit costs. Whatever a test can change about it begins anew with the next; who needs more opens a context of
 * their own.
 */
export class KeptTab {
  #page: Page | null = null;

  /** The tab as a new one would be, for whoever `storageState` says, in a window of `viewport`. */
  async begin(browser: Browser, { storageState, ...options }: BrowserContextOptions): Promise<Page> {
    this.#page ??= await (await browser.newContext(options)).newPage();
    const page = this.#page;
    await setCookies(page.context(), storageState);
    if (options.viewport) await page.setViewportSize(options.viewport);
    await page.emulateMedia({ media: null, colorScheme: options.colorScheme });
    await page.mouse.move(0, 0);
    return page;
  }

  /** Ends what a test's last page still does, while it may. Another site would be another process, that knows nothing. */
  async leave(): Promise<void> {
    const page = this.#page;
    if (!page || page.isClosed()) {
      this.#page = null;
      return;
    }
    for (const event of listened) page.removeAllListeners(event);
    await page.unrouteAll({ behavior: "ignoreErrors" });
    if (page.url() !== "about:blank") await page.goto("/icon.svg", { waitUntil: "commit" });
  }

  async close(): Promise<void> {
    await this.#page?.context().close();
  }
}

async function setCookies(context: BrowserContext, state: BrowserContextOptions["storageState"]): Promise<void> {
  const given: Exclude<typeof state, string> =
    typeof state === "string" ? JSON.parse(await readFile(state, "utf8")) : state;
  await context.clearCookies();
  await context.addCookies(given?.cookies ?? []);
}
