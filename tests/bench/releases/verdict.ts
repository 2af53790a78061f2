import pg from "pg";
import { askVerdict } from "@/lib/dependencies/use-cases/ask-release";
import { systemActor } from "@/lib/platform/auth/actor";
import { createTestRuntime } from "@/tests/support/runtime";
import type { BenchOptions } from "../main";
import { type BenchResult, figure, percentile } from "../report";
import { withDatabase } from "./with-database";

const services = 300;
const versions = 20;
const needsOfEach = 5;

/**
 * "Can I release?" over 300 services with 20 versions each, which each declare five needs: from the question to the answer as the API gives
 * it, with everything loaded from a real PostgreSQL. Most releases are well; some break a need somewhere along the chain.
 */
export async function benchVerdict({ trials }: BenchOptions): Promise<BenchResult> {
  const rounds = trials ?? 300;
  return withDatabase(async ({ url, adminUrl }) => {
    await fill(adminUrl);
    return measure(url, rounds);
  });
}

/** Services in layers: each needs five that come after it, so that chains are long. Version 1.n.0 needs ^1.0.0; every twentieth wants ^2.0.0. */
async function fill(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    "insert into environment (id, slug, name, kind, rank) values ('prod', 'production', 'Production', 'production', 40)",
  );
  await client.query(`
    insert into service (id, slug, name, tier, updated_at)
    select 's' || n, 'service-' || n, 'Service ' || n, n % 4, now() from generate_series(1, ${services}) n`);
  await client.query(`
    insert into version (id, service_id, name, created_at)
    select 'v' || n || '-' || v, 's' || n, '1.' || v || '.0', now() + v * interval '1 minute'
    from generate_series(1, ${services}) n, generate_series(0, ${versions - 1}) v`);
  await client.query(`
    insert into stated_presence (service_id, environment_id, versions, stated_by, stated_at)
    select 's' || n, 'prod', case when n % 10 = 0 then array['1.0.0', '1.1.0'] else array['1.0.0'] end, 'bench', now()
    from generate_series(1, ${services}) n`);
  await client.query(`
    insert into dependency_declaration (id, service_id, versions, is_exact, origin, said_by, said_at, confirmed_at)
    select 'd' || n || '-' || v, 's' || n, '1.' || v || '.0', true, 'api', 'bench', now(), now()
    from generate_series(1, ${services}) n, generate_series(0, ${versions - 1}) v`);
  await client.query(`
    insert into dependency_need (declaration_id, provider_id, range)
    select 'd' || n || '-' || v, 's' || (n + 1 + (k * k * 7) % 40), case when v = 19 and k = 3 and n % 5 = 0 then '^2.0.0' else '^1.0.0' end
    from generate_series(1, ${services}) n, generate_series(0, ${versions - 1}) v, generate_series(1, ${needsOfEach}) k
    where n + 1 + (k * k * 7) % 40 <= ${services}
    on conflict do nothing`);
  await client.query("analyze");
  await client.end();
}

async function measure(url: string, rounds: number): Promise<BenchResult> {
  const runtime = createTestRuntime({ databaseUrl: url, now: "2026-11-29T12:00:00Z" });
  const call = { actor: systemActor("bench") };
  const samples: { answer: string; links: number; tookMs: number }[] = [];
  try {
    for (let round = -5; round < rounds; round += 1) {
      const version = `1.${2 + ((round + 5) % 18)}.0`;
      const moves = [{ service: `service-${1 + ((Math.abs(round) * 37) % services)}`, version }];
      const begun = performance.now();
      const answer = await askVerdict.run({ environment: "production", moves }, call, runtime);
      const tookMs = performance.now() - begun;
      // The first few open connections and compile; they are not in the figure.
      if (round >= 0) samples.push({ answer: answer.answer, links: answer.checkedLinks, tookMs });
    }
  } finally {
    await runtime.close();
  }
  const answers = new Set(samples.map(({ answer }) => answer));
  const links = Math.max(...samples.map((one) => one.links));
  const isReal = answers.has("yes") && answers.has("no") && links > 100;
  return {
    trials: rounds,
    figures: [
      figure({
        id: "verdict300x20.p95Ms",
        value: isReal
          ? percentile(
              samples.map(({ tookMs }) => tookMs),
              0.95,
            )
          : null,
        unit: "ms",
        bar: 100,
        ...(isReal
          ? { note: `up to ${links} needs followed in one answer` }
          : { reason: "the answers were not of all kinds" }),
      }),
    ],
    raw: samples,
  };
}
