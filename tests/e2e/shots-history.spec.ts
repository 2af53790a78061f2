import { test } from "./support/test";

const pages: Record<string, (w: { examples: { importId: string; connection: string; service: string } }) => string> = {
  imports: () => "/imports",
  "import-new": () => "/imports/new",
  import: (w) => `/imports/${w.examples.importId}`,
  connections: () => "/connections",
  "connection-new": () => "/connections/new",
  connection: (w) => `/connections/${w.examples.connection}`,
  reconciliation: () => "/reconciliation",
  service: (w) => `/services/${w.examples.service}`,
};

for (const [name, pathIn] of Object.entries(pages)) {
  test(`shot ${name}`, async ({ page, world }) => {
    await page.goto(pathIn(world));
    await page.locator("h1").waitFor();
    for (const [scheme, width] of [
      ["light", 1440],
      ["dark", 1440],
      ["light", 390],
      ["dark", 390],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({ path: `/tmp/history-shots/${name}-${scheme}-${width}.png`, fullPage: true });
    }
  });
}
