import { afterAll, afterEach, beforeAll } from "vitest";
import { vendorReconcilers } from "@/lib/ingest/adapters/reconcilers";
import type { Fact } from "@/lib/ingest/domain/fact";
import type { PolledPage } from "@/lib/ingest/port";
import { instant } from "@/lib/kernel/instant";
import { countingClient } from "./outbound";
import { type RecordedAnswer, type RecordedServer, startRecordedServer } from "./recorded-server";
import { readSample, sampleNamed } from "./signal-reading";
import type { Sample } from "./signal-samples";
import { factsOf, idsOf, sourceOf } from "./signals";

let client: ReturnType<typeof countingClient>;
const servers: RecordedServer[] = [];
export const since = instant(Date.parse("2026-11-19T00:00:00Z"));
export const clock = "Fri, 20 Nov 2026 12:00:00 GMT";

/** Open what a file's tests of polling need, and close what they opened. Call it once in a file: files may share this module. */
export function closePolling(): void {
  beforeAll(() => {
    client = countingClient();
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  afterAll(() => client.close());
}

/** A recorded server that is closed after the test. */
export async function serve(
  answers:
    | Readonly<Record<string, RecordedAnswer>>
    | ((path: string, query: URLSearchParams) => RecordedAnswer | undefined),
): Promise<RecordedServer> {
  const find = typeof answers === "function" ? answers : (path: string) => answers[path];
  const server = await startRecordedServer((path, query) => {
    const found = find(decodeURIComponent(path), query);
    return found && { ...found, headers: { date: clock, ...found.headers } };
  });
  servers.push(server);
  return server;
}

export interface Polling {
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly secret?: string | null;
}

export function pollOnce({ kind, config, secret = "token-1" }: Polling, cursor: unknown): Promise<PolledPage> {
  const reconciler = vendorReconcilers.find((one) => one.kind === kind);
  if (!reconciler) throw new Error(`no reconciler of ${kind}`);
  return reconciler.poll({ source: sourceOf(kind, config), secret, cursor, since, outbound: client });
}

/** All pages of one round, as the runner would ask for them; the cursor goes through JSON, as it does there. */
export async function pollRound(
  polling: Polling,
  start: unknown = null,
): Promise<{ facts: Fact[]; cursor: unknown; pages: number }> {
  const facts: Fact[] = [];
  let cursor = start;
  for (let pages = 1; pages <= 40; pages += 1) {
    const page = await pollOnce(polling, cursor);
    facts.push(...page.facts);
    cursor = JSON.parse(JSON.stringify(page.cursor));
    if (page.isComplete) return { facts, cursor, pages };
  }
  throw new Error("the round did not end");
}

/** What the hooks of the named samples told. */
export function told(samples: readonly Sample[], names: readonly string[]): readonly Fact[] {
  return names.flatMap((name) => factsOf(readSample(sampleNamed(samples, name))));
}

/** Those of the hook's facts that the poller did not tell. */
export function missing(hook: readonly Fact[], polled: readonly Fact[]): Fact[] {
  const known = new Set(idsOf(polled));
  return hook.filter((fact) => !known.has(idsOf([fact])[0] ?? ""));
}
