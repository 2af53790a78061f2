import type { Page } from "@playwright/test";
import { seriousFindings } from "@/tests/support/axe";
import { catalogueGaps, plannedVisits } from "@/tests/support/installation/page-catalogue";
import { expect, test } from "./support/test";

/*
 * Goal: every page there is can be read by everybody, on every screen.
 * Method: the folders of `app` are listed, so that a new page is looked at or fails; each is loaded once, judged by axe in
 * both themes (the second time by what theme and width have a say in), and measured at 1440 and 390 px and on paper. (`bench -- pages` judges the wide window in both themes.)
 */

test.describe.configure({ mode: "parallel", timeout: 120_000 });
// A trace records each page's whole document again and again, which costs more than looking at it.
test.use({ trace: "off" });

const looks = [
  { colorScheme: "light", width: 1440 },
  { colorScheme: "dark", width: 390 },
] as const;

test("every page is in the catalogue of pages", () => {
  expect(catalogueGaps()).toEqual({ pagesWithoutVisit: [], visitsWithoutPage: [] });
});

for (const { name, as, pathIn } of plannedVisits()) {
  test.describe(`as ${as ?? "nobody"}`, () => {
    test.use({ role: as });

    test(`${name} has a title, no serious axe finding, and fits the window`, async ({ page, world }) => {
      await show(page, looks[0]);
      const answer = await page.goto(await pathIn(world));
      expect(answer?.status()).toBe(200);
      await expect(page.locator("h1")).toBeVisible();
      // What is judged is the page with its rows, not their placeholders.
      await expect(page.locator("[aria-busy='true']")).toHaveCount(0);
      await expect(page).toHaveTitle(/\S+ · Signalbox$/);
      const problems: string[] = [];
      for (const look of looks) problems.push(...(await problemsOf(page, look)));
      if (printed.has(name)) problems.push(...(await problemsOnPaper(page)));
      expect(problems).toEqual([]);
    });
  });
}

/** Pages that people print or hand on, one of each kind: each look costs as much as a load, and the style sheet is one for all. */
const printed: ReadonlySet<string> = new Set([
  ...["home-executive", "audit", "calendar-month", "dependencies", "deployments", "insights", "incident", "gate"],
  ...["rollout-rolled-back", "slo", "slos", "waiver", "waivers", "breaches", "reports", "reviews", "clock", "release"],
]);

type Look = (typeof looks)[number];

async function show(page: Page, { colorScheme, width }: Look): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme });
}

async function problemsOf(page: Page, look: Look): Promise<string[]> {
  const { colorScheme, width } = look;
  await show(page, look);
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
  const findings = await seriousFindings(page, look === looks[0] ? "first" : "again");
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return [...findings, ...(sideways > 0 ? [`${sideways} px wider than the window`] : [])].map(
    (problem) => `${colorScheme}, ${width} px: ${problem}`,
  );
}

/** A sheet of A4 within its margins, in pixels of CSS. */
const upright = { width: 703, height: 1_000 };
const across = { width: 1_032, height: 670 };

/** What would be cut or should not be there when it is printed, from a dark screen. */
async function problemsOnPaper(page: Page): Promise<string[]> {
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const isAcross = await page.evaluate(() => getComputedStyle(document.body).getPropertyValue("page") === "across");
  await page.setViewportSize(isAcross ? across : upright);
  await expect(page.locator("[data-print-line]")).toContainText(await page.title());
  const problems = await page.evaluate(() => {
    const sideways = document.documentElement.scrollWidth - window.innerWidth;
    const pressed = [...document.querySelectorAll("[data-chrome], main .mantine-Button-root")].filter((element) =>
      element.checkVisibility(),
    );
    return [
      ...(sideways > 0 ? [`${sideways} px wider than the sheet`] : []),
      ...(pressed.length > 0 ? [`${pressed.length} controls are printed`] : []),
    ];
  });
  await page.emulateMedia({ media: null });
  return problems.map((problem) => `on paper: ${problem}`);
}
