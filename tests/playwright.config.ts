import path from "node:path";
import { defineConfig, devices } from "@playwright/test";
import { browserOptions } from "./support/browser-options";

/** What waits for minutes of the product to be over more than it computes: begun first, and the rest goes on beside it. */
const waiting = /\/(alerts|calendar-feeds|promises-told|ratio-objectives|reviews|waivers)\.spec\.ts$/;
/** Many short tests that each take all the processor they get. */
const looking = /\/pages\.spec\.ts$/;

const root = path.resolve(import.meta.dirname, "..");

/** One browser, the real product: tests/support/e2e-setup.ts starts PostgreSQL, web and worker for the run. */
export default defineConfig({
  testDir: path.join(root, "tests", "e2e"),
  outputDir: path.join(root, "test-results", "e2e"),
  globalSetup: path.join(root, "tests", "support", "e2e-setup.ts"),
  fullyParallel: false,
  // Two wait, one looks at pages, and one goes through the product, by two when the waiting is over. Three that compute keep two cores
  // busy; one more makes all of them slower by more than it does itself.
  workers: 4,
  forbidOnly: process.env.CI === "true",
  // A test that passes only when tried again is a failing test.
  retries: 0,
  // Ample: what is slow is seen in the report, and a busy machine fails nothing.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [["line"], ["json", { outputFile: path.join(root, "test-results", "e2e.json") }]],
  use: {
    // Set by the global setup before the workers read this file again.
    baseURL: process.env.E2E_BASE_URL,
    locale: "en-GB",
    timezoneId: "America/St_Johns",
    // Recording takes as long as the test itself; whoever looks for a failure asks for it.
    trace: process.env.E2E_TRACE === "1" ? "retain-on-failure" : "off",
    contextOptions: { reducedMotion: "reduce" },
    screenshot: "only-on-failure",
    launchOptions: browserOptions,
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
  },
  // In the order in which they are begun.
  projects: [
    { name: "waiting", testMatch: waiting, workers: 2 },
    { name: "pages", testMatch: looking, workers: 1 },
    { name: "desktop", testIgnore: [waiting, looking], workers: 2 },
  ],
});
