import type { Locator, Page } from "@playwright/test";
import { residentOf } from "@/tests/support/installation/residents";
import { ship, standingPlan } from "@/tests/support/installation/seeded-releases";
import { confirmDialog } from "./support/confirm-dialog";
import { RolloutPage } from "./support/rollout-page";
import { expect, test } from "./support/test";

/*
 * Goal: everything is done without a pointer, and the keyboard never loses its place.
 * Method: keys alone, on the real pages; rollouts of `payments`, which no other file uses.
 */
const service = "payments";
/** For what the engine does in a moment, on a machine that is busy with everything else. */
const atLeisure = { timeout: 60_000 };

/** Press Tab until this has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let presses = 0; presses < 80; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`80 presses of Tab did not reach ${wanted}`);
}

/** Type the reason, which has the focus when the dialog opens, and confirm. */
async function confirm(page: Page, command: string, reason: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Reason")).toBeFocused();
  await page.keyboard.type(reason);
  await confirmDialog(page, async () => {
    await tabTo(page, dialog.getByRole("button", { name: new RegExp(`^${command}`) }));
    await page.keyboard.press("Enter");
  });
}

test.describe("somebody without a pointer", () => {
  test.use({ role: null });

  test("signs in, finds a rollout, pauses it, resumes it and aborts it", async ({ page, api }) => {
    test.setTimeout(180_000);
    const { id } = await ship(api, service, "4.1.0", standingPlan(25));
    await api.reach(id, ({ phase }) => phase === "baking", atLeisure.timeout);

    await page.goto("/sign-in?callbackUrl=/services");
    const { email, password } = residentOf("sre");
    await tabTo(page, page.getByLabel("E-mail address"));
    await page.keyboard.type(email);
    await tabTo(page, page.getByLabel("Password", { exact: true }));
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/services$/);
    await expect(page.locator("[data-live='live']")).toBeVisible();

    await page.keyboard.press("Control+k");
    const search = page.getByRole("textbox", { name: "Go to a page or do something" });
    await expect(search).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(search).toBeHidden();
    await page.keyboard.press("Control+k");
    await expect(search).toBeFocused();
    await page.keyboard.type("rollouts");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/rollouts$/);
    await tabTo(page, page.locator(`main a[href="/rollouts/${id}"]`).first());
    await page.keyboard.press("Enter");

    const rollout = new RolloutPage(page);
    const heading = page.getByRole("heading", { level: 1 });
    await expect(heading).toContainText("4.1.0");
    await expect(rollout.header).toContainText("Baking", atLeisure);
    await tabTo(page, rollout.button("Pause"));
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog").getByLabel("Reason")).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(rollout.button("Pause")).toBeFocused();
    await page.keyboard.press("Enter");
    await confirm(page, "Pause", "Waiting for the bank");
    await expect(rollout.header).toContainText("Paused", atLeisure);
    // The button is gone: its group keeps the place, and the next Tab is at the commands that there are now.
    const commands = page.getByRole("group", { name: "Commands" });
    await expect(commands).toBeFocused();
    await tabTo(page, rollout.button("Resume"));
    await page.keyboard.press("Enter");
    await confirm(page, "Resume", "The bank answers");
    await expect(rollout.header).toContainText("Baking", atLeisure);
    await expect(commands).toBeFocused();

    // A single key opens the same dialog, and the focus comes back to the command that it stands for.
    await page.keyboard.press("a");
    await expect(page.getByRole("dialog").getByLabel("Reason")).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(rollout.button("Abort")).toBeFocused();
    await page.keyboard.press("a");
    await confirm(page, "Abort", "The bank says no");
    await expect(rollout.header).toContainText("Rolled back", atLeisure);
    await expect(commands).toBeHidden();
    await expect(heading).toBeFocused();
  });
});

test("the first Tab offers to skip the navigation", async ({ page }) => {
  await page.goto("/services");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.locator("main :focus")).toBeVisible();
});

for (const [name, path] of [
  ["a rollout", "rollout"],
  ["a form", "/targets/new"],
] as const) {
  test(`Tab goes through ${name} in the order of reading, and shows where it is`, async ({ page, world }) => {
    await page.goto(path === "rollout" ? `/rollouts/${world.examples.completedId}` : path);
    const stops: string[] = [];
    const problems: string[] = [];
    for (let presses = 0; presses < 45; presses += 1) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(describeFocus);
      if (stop === null) break;
      stops.push(stop.name);
      if (!stop.isAfterLast) problems.push(`${stop.name} comes after ${stops.at(-2)}, and stands before it`);
      if (!stop.isShown) problems.push(`${stop.name} does not show that it has the focus`);
    }
    expect(problems).toEqual([]);
    expect(stops.length).toBeGreaterThan(20);
  });
}

/** Runs in the page: what has the focus, compared with what had it at the last call; null for nothing. */
function describeFocus(): { name: string; isAfterLast: boolean; isShown: boolean } | null {
  const kept = window as unknown as { lastStop?: Element };
  const last = kept.lastStop;
  const stop = document.activeElement;
  if (!stop || stop === document.body) return null;
  kept.lastStop = stop;
  // Some controls draw the ring on what stands for them: the box of a checkbox, the track of a switch.
  const drawn = [stop, stop.nextElementSibling, stop.parentElement].filter((element) => element !== null);
  const hasRing = (element: Element): boolean => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0;
  };
  const isFollowing = (before: Element): boolean =>
    (before.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  return {
    name: stop.getAttribute("aria-label") ?? stop.textContent?.trim().slice(0, 40) ?? stop.tagName,
    isAfterLast: !last?.isConnected || isFollowing(last),
    isShown: drawn.some(hasRing),
  };
}

test("the keyboard keeps its place when what opened a dialog is gone", async ({ page, api }) => {
  await api.post("/windows", {
    kind: "maintenance",
    name: "Cable works",
    environment: "staging",
    startsAt: "2027-05-03T10:00:00Z",
    endsAt: "2027-05-03T12:00:00Z",
  });
  await page.goto("/calendar?view=windows");
  const entry = page.getByRole("listitem").filter({ hasText: "Cable works" }).last();
  const remove = entry.getByRole("button", { name: /^Delete/ });
  await tabTo(page, remove);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Delete Cable works" });
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(remove).toBeFocused();
  await page.keyboard.press("Enter");
  await confirm(page, "Delete", "Done already");
  await expect(entry).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
});
