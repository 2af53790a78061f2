import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Browser, chromium } from "playwright-core";
import { ensureBuild } from "@/lib/entry/launcher/install.mjs";
import { browserOptions } from "@/tests/support/browser-options";
import { pageVisits } from "@/tests/support/installation/page-catalogue";
import type { World } from "@/tests/support/installation/world";
import type { BenchOptions } from "./main";
import { findingsInBothThemes, loadPage, type PageLoad } from "./pages/page-load";
import { buildWorld } from "./pages/seeded-world";
import { type BenchResult, type Figure, figure, percentile } from "./report";

const bars = { ttfbMs: 200, lcpMs: 1_500, scriptGzKiB: 400, axeSerious: 0 };
const trivialRoute = { name: "trivial route", path: "/api/health/live", as: null };

/**
 * Every page of the product, loaded by a browser that has cached nothing: time to first byte, largest contentful paint,
 * transferred script, and axe in both themes. The product runs as a user's does, on releases that really happened and some
 * that are under way. Beside it the same for a route that does nothing: what server, browser and machine cost alone.
 */
export async function benchPages({ trials }: BenchOptions): Promise<BenchResult> {
  const loadsPerPage = trials ?? 2;
  say("building, unless the build is fresh");
  await ensureBuild();
  const browser = await chromium.launch(browserOptions);
  const directory = await mkdtemp(path.join(tmpdir(), "signalbox-pages-"));
  try {
    const { world, finished, close } = await buildWorld(directory, say);
    try {
      return await measure(browser, world, finished, loadsPerPage);
    } finally {
      await close();
    }
  } finally {
    await browser.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function measure(browser: Browser, world: World, finished: number, loadsPerPage: number): Promise<BenchResult> {
  const visits = await pageVisits(world);
  say(`asking axe about ${visits.length} pages, in both themes, over ${finished} finished rollouts`);
  // Before anything is measured: what the server compiles and connects at first belongs to its start.
  const findings: { name: string; found: readonly string[] }[] = [];
  for (const visit of visits)
    findings.push({ name: visit.name, found: await findingsInBothThemes(browser, world, visit) });
  for (const { name, found } of findings) for (const finding of found) say(`axe, ${name}: ${finding}`);
  say(`loading each page ${loadsPerPage} times`);
  const loads: PageLoad[] = [];
  const trivial: PageLoad[] = [];
  for (let turn = 0; turn < loadsPerPage; turn += 1) {
    for (const visit of visits) loads.push(await loadPage(browser, world, visit));
    for (let again = 0; again < 20; again += 1) trivial.push(await loadPage(browser, world, trivialRoute));
  }
  return {
    trials: loadsPerPage,
    figures: figuresOf(loads, trivial, findings),
    raw: [...loads, ...trivial].map((load) => ({ ...load })),
  };
}

function figuresOf(
  loads: readonly PageLoad[],
  trivial: readonly PageLoad[],
  findings: readonly { name: string; found: readonly string[] }[],
): Figure[] {
  const n = `n = ${loads.length}`;
  const p95 = (of: readonly PageLoad[], field: "ttfbMs" | "lcpMs"): number =>
    percentile(
      of.map((one) => one[field]),
      0.95,
    );
  const worst = (field: "ttfbMs" | "lcpMs"): string => {
    const [first] = perPage(loads)
      .map(([name, own]) => ({ name, value: p95(own, field) }))
      .toSorted((one, other) => other.value - one.value);
    return `${n}; worst page: ${first?.name} ${Math.round(first?.value ?? 0)} ms`;
  };
  const heaviest = loads.toSorted((one, other) => other.scriptGzBytes - one.scriptGzBytes)[0];
  const serious = findings.reduce((sum, { found }) => sum + found.length, 0);
  const wrong = findings.filter(({ found }) => found.length > 0).map(({ name }) => name);
  return [
    figure({ id: "ttfb.p95Ms", value: p95(loads, "ttfbMs"), unit: "ms", bar: bars.ttfbMs, note: worst("ttfbMs") }),
    figure({ id: "lcp.p95Ms", value: p95(loads, "lcpMs"), unit: "ms", bar: bars.lcpMs, note: worst("lcpMs") }),
    figure({
      id: "scriptGzKiB.max",
      value: (heaviest?.scriptGzBytes ?? Number.NaN) / 1_024,
      unit: "KiB",
      bar: bars.scriptGzKiB,
      note: `as transferred; worst page: ${heaviest?.name}`,
    }),
    figure({
      id: "axe.serious",
      value: serious,
      unit: "",
      bar: bars.axeSerious,
      note: wrong.length === 0 ? `${findings.length} pages in light and dark` : `on ${wrong.join(", ")}`,
    }),
    figure({
      id: "ttfb.p50Ms",
      value: percentile(
        loads.map((one) => one.ttfbMs),
        0.5,
      ),
      unit: "ms",
      note: n,
    }),
    figure({
      id: "lcp.p50Ms",
      value: percentile(
        loads.map((one) => one.lcpMs),
        0.5,
      ),
      unit: "ms",
      note: n,
    }),
    figure({ id: "limit.ttfb.p95Ms", value: p95(trivial, "ttfbMs"), unit: "ms", note: "a route that does nothing" }),
    figure({ id: "limit.lcp.p95Ms", value: p95(trivial, "lcpMs"), unit: "ms", note: "the same, painted" }),
  ];
}

function perPage(loads: readonly PageLoad[]): [string, PageLoad[]][] {
  const byName = new Map<string, PageLoad[]>();
  for (const load of loads) byName.set(load.name, [...(byName.get(load.name) ?? []), load]);
  return [...byName];
}

function say(line: string): void {
  console.log(`pages: ${line}`);
}
