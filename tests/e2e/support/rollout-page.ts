import { expect, type Locator, type Page } from "@playwright/test";
import { confirmDialog } from "./confirm-dialog";

/** The page of one rollout, by what a person reads on it. */
export class RolloutPage {
  constructor(readonly page: Page) {}

  async open(id: string): Promise<void> {
    await this.page.goto(`/rollouts/${id}`);
    await expect(this.page.getByText("Why did it do that?")).toBeVisible();
    await this.page.evaluate(() => Object.assign(window, { wasNotReloaded: true }));
  }

  /** The page followed by itself what happened. */
  async expectNotReloaded(): Promise<void> {
    expect(await this.page.evaluate(() => "wasNotReloaded" in window), "the page was not reloaded").toBe(true);
  }

  get currentStep(): Locator {
    return this.page.locator("li[aria-current='step']");
  }

  /** Badge, sentence and facts under the title. */
  get header(): Locator {
    return this.page.locator("main header").first();
  }

  get outcome(): Locator {
    return this.page.locator("main [role='status']").filter({ hasText: "of the traffic" });
  }

  get decisions(): Locator {
    const heading = this.page.getByRole("heading", { name: "Why did it do that?" });
    return this.page.locator("section").filter({ has: heading }).getByRole("listitem");
  }

  /** The log says that this was done, by whom and why. Ask soon: it shows the newest decisions first, and not all. */
  async expectDecision(reason: string, byWhom: string): Promise<void> {
    await expect(this.decisions.filter({ hasText: reason }).first()).toContainText(byWhom);
  }

  button(name: string): Locator {
    return this.page.locator("main header").getByRole("button", { name: new RegExp(`^${name}`) });
  }

  /** Press a command's button, say why, and confirm. */
  async give(command: string, reason: string): Promise<void> {
    await this.button(command).click();
    const dialog = this.page.getByRole("dialog");
    await expect(dialog.getByText("Blast radius")).toBeVisible();
    await dialog.getByLabel("Reason").fill(reason);
    await confirmDialog(this.page, () => dialog.getByRole("button", { name: new RegExp(`^${command}`) }).click());
  }

  /** When the page showed something that matches, in epoch milliseconds of its own clock, to the frame. */
  whenShown(pattern: RegExp): Promise<number> {
    return this.page.evaluate(
      ({ source, flags }) =>
        new Promise<number>((resolve) => {
          const wanted = new RegExp(source, flags);
          const look = (): boolean => wanted.test(document.querySelector("main")?.textContent ?? "");
          if (look()) return resolve(Date.now());
          const observer = new MutationObserver(() => {
            if (!look()) return;
            observer.disconnect();
            resolve(Date.now());
          });
          observer.observe(document.body, { childList: true, characterData: true, subtree: true });
        }),
      { source: pattern.source, flags: pattern.flags },
    );
  }
}
