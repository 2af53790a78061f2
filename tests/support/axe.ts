import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Rules whose findings are never more than moderate, by axe's own word: what they find is not what is looked for. */
const neverSerious = [
  "aria-allowed-role",
  "aria-deprecated-role",
  "empty-heading",
  "empty-table-header",
  "focus-order-semantics",
  "form-field-multiple-labels",
  "heading-order",
  "image-redundant-alt",
  "landmark-banner-is-top-level",
  "landmark-contentinfo-is-top-level",
  "landmark-main-is-top-level",
  "landmark-no-duplicate-banner",
  "landmark-no-duplicate-contentinfo",
  "landmark-no-duplicate-main",
  "landmark-one-main",
  "landmark-unique",
  "meta-viewport",
  "meta-viewport-large",
  "page-has-heading-one",
  "presentation-role-conflict",
  "region",
  "scope-attr-valid",
  "skip-link",
  "table-duplicate-name",
];

const everyRule: RunOptions = {
  resultTypes: ["violations"],
  rules: Object.fromEntries(neverSerious.map((rule) => [rule, { enabled: false }])),
};

/**
 * What another theme or width can break on a page that is sound in one of them: colours, what scrolls, and the names and sizes of
 * controls that only this width shows.
 */
const rulesOfLooks: RunOptions = {
  resultTypes: ["violations"],
  runOnly: {
    type: "rule",
    values: [
      ...["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"],
      ...["aria-command-name", "aria-hidden-focus", "aria-input-field-name", "aria-toggle-field-name", "button-name"],
      ...["image-alt", "input-button-name", "label", "link-name", "nested-interactive", "svg-img-alt"],
    ],
  },
};

interface WithAxe {
  readonly axe?: { run(context: Document, options: RunOptions): Promise<AxeResults> };
}

/**
 * What axe finds serious or critical on a page as it stands now; `again`: by the rules alone that theme and width have a say in.
 * axe is put into the page once and asked directly: no page has frames, and the usual wrapper takes several times as long as axe itself.
 */
export async function seriousFindings(page: Page, look: "first" | "again" = "first"): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source);
  const violations = await page.evaluate(
    async (given) => {
      // A colour on its way from one theme to the other is neither. What inherits it sets out when its parent has arrived, a frame later.
      // What never ends, or was begun again and again, is judged as it is: waiting for it would say nothing of the page.
      const endsAtMs = performance.now() + 6_000;
      for (let stillFrames = 0; stillFrames < 2 && performance.now() < endsAtMs; stillFrames += 1) {
        const moving = document
          .getAnimations()
          .filter(
            ({ effect, playState }) => playState === "running" && effect?.getComputedTiming().endTime !== Infinity,
          );
        if (moving.length > 0) stillFrames = -1;
        await Promise.race([
          Promise.allSettled(moving.map(({ finished }) => finished)),
          new Promise((resolve) => setTimeout(resolve, 2_000)),
        ]);
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      const { axe } = window as unknown as WithAxe;
      if (!axe) throw new Error("axe is not in the page");
      return (await axe.run(document, given)).violations;
    },
    look === "first" ? everyRule : rulesOfLooks,
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary}`),
    );
}
