import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { serveHost } from "./hosts";
import { sharedNowMs } from "./shared-clock";

/**
 * A metrics source in a process of its own that speaks the query API of Prometheus: counters of two versions of each
 * service, scraped every `scrapeMs`, each service at a moment of its own. A version that is bad answers errors only, from
 * its next scrape on.
 */
export type MetricsOrder =
  | { readonly kind: "start"; readonly services: readonly string[]; readonly scrapeMs: number }
  | { readonly kind: "bad"; readonly service: string };
export interface MetricsAnswer {
  readonly url: string;
  /** When the first bad sample can be read, on the shared clock. */
  readonly visibleAtMs: number;
}

const versions = ["1.0.0", "1.1.0"] as const;
const perScrape = { "1.0.0": 180, "1.1.0": 20 } as const;

interface Series {
  readonly phaseMs: number;
  badFrom: number;
  /** The text of each sample up to its value. */
  readonly heads: readonly string[];
}

let scrapeMs = 1_000;
const epochMs = Date.now() - sharedNowMs();
const all = new Map<string, Series>();

const scrapesAt = (series: Series, nowMs: number): number => Math.floor((nowMs - series.phaseMs) / scrapeMs);

function headsOf(service: string): string[] {
  return versions.flatMap((version) =>
    ["r0", "e0", "t0", "u0"].map((part) => {
      const instance = part === "r0" || part === "e0" ? { instance: `${service}-${version}` } : {};
      const labels = { service, version, ...instance, signalbox_part: part };
      return `{"metric":${JSON.stringify(labels)},"value":[`;
    }),
  );
}

/** Which services a query is about: the values of its first matcher of that label. */
function servicesOf(query: string): readonly string[] {
  const found = /service=~?"([^"]*)"/.exec(query)?.[1] ?? "";
  return found.split("|");
}

function answerTo(query: string): string {
  const nowMs = sharedNowMs();
  const at = ((epochMs + nowMs) / 1_000).toFixed(3);
  const samples: string[] = [];
  for (const service of servicesOf(query)) {
    const series = all.get(service);
    if (!series) continue;
    const scrapes = scrapesAt(series, nowMs);
    const takenAt = ((epochMs + series.phaseMs + scrapes * scrapeMs) / 1_000).toFixed(3);
    versions.forEach((version, index) => {
      const isCanary = version === "1.1.0";
      const errors = isCanary ? Math.max(0, scrapes - series.badFrom + 1) * perScrape[version] : 0;
      const values = [String(scrapes * perScrape[version]), String(errors), takenAt, "1"];
      samples.push(...values.map((value, part) => `${series.heads[index * 4 + part]}${at},"${value}"]}`));
    });
  }
  return `{"status":"success","data":{"resultType":"vector","result":[${samples.join()}]}}`;
}

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const query = new URLSearchParams(Buffer.concat(chunks).toString()).get("query") ?? "";
  response.writeHead(200, { "content-type": "application/json" }).end(answerTo(query));
});

serveHost<MetricsOrder, MetricsAnswer>(async (order) => {
  if (order.kind === "bad") {
    const series = all.get(order.service);
    if (!series) throw new Error(`there is no service ${order.service}`);
    series.badFrom = scrapesAt(series, sharedNowMs()) + 1;
    return { url: "", visibleAtMs: series.phaseMs + series.badFrom * scrapeMs };
  }
  scrapeMs = order.scrapeMs;
  order.services.forEach((service, index) => {
    const phaseMs = ((index * 0.618_034) % 1) * scrapeMs;
    all.set(service, { phaseMs, badFrom: Number.POSITIVE_INFINITY, heads: headsOf(service) });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, visibleAtMs: 0 };
});
