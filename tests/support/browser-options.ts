import { existsSync } from "node:fs";
import type { LaunchOptions } from "playwright-core";

const debianChromium = "/usr/bin/chromium";

/** How Chromium is started everywhere: Debian's where it exists, else Playwright's own; quiet, and never calling home. */
export const browserOptions: LaunchOptions = {
  ...(existsSync(debianChromium) ? { executablePath: debianChromium } : {}),
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};
