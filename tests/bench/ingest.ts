import pg from "pg";
import { ensureBuild } from "@/lib/entry/launcher/install.mjs";
import { instant } from "@/lib/kernel/instant";
import { seeded, signalsStream } from "@/tests/support/signals-stream";
import { createMortalProduct, type MortalProduct } from "./ingest/product";
import { asEvent, createSenders, type Outgoing, type Senders, type SendOutcome, sendAtRate } from "./ingest/senders";
import type { BenchOptions } from "./main";
import { type BenchResult, figure, percentile } from "./report";

const bars = { eventsPerSecond: 300, ackP99Ms: 150, lostAfterKill: 0 };
/** What is sent: a fifth more than the bar, so that the bar is not met by luck. */
const offered = { perSecond: 360, seconds: 60 };
const startAt = instant(Date.parse("2026-05-01T00:00:00Z"));
const services = Array.from({ length: 40 }, (_, at) => `service-${at}`);

/**
 * Webhooks in, everything on one machine: senders, web, worker and PostgreSQL. A steady minute is measured; then web and worker
 * are killed at random moments while senders go on, and every acknowledged id is looked for. Beside it a bare INSERT of the same
 * bytes, one a transaction over as many connections as the door uses, in the same run.
 */
export async function benchIngest({ trials }: BenchOptions): Promise<BenchResult> {
  const kills = trials ?? 4;
  say("building, unless the build is fresh");
  await ensureBuild();
  const product = await createMortalProduct();
  const database = new pg.Pool({ connectionString: product.databaseUrl, max: 4 });
  database.on("error", () => undefined);
  try {
    await product.start("web");
    await product.start("worker");
    const senders = createSenders(`${product.url}/api/webhooks/stream`, await makeSource(product));
    const bodies = bodiesOf(offered.perSecond * (offered.seconds + 5) + kills * 2_000);
    say("warming up");
    await sendAtRate(senders, bodies.splice(0, offered.perSecond * 5), offered.perSecond);
    const steady = await steadyMinute(
      product,
      database,
      senders,
      bodies.splice(0, offered.perSecond * offered.seconds),
    );
    const bare = await bareInserts(database, steady.sent);
    const killed = await killing(product, senders, bodies, kills);
    const lost = await missing(database, [...steady.outcomes, ...killed]);
    senders.close();
    return resultOf(steady, bare, { killed, lost, kills });
  } finally {
    await database.end();
    await product.close();
  }
}

function say(text: string): void {
  console.error(text);
}

async function makeSource(product: MortalProduct): Promise<string> {
  const answer = await fetch(`${product.url}/api/v1/signal-sources`, {
    method: "POST",
    headers: { authorization: `Bearer ${product.token}`, "content-type": "application/json" },
    body: JSON.stringify({ slug: "stream", name: "Stream", kind: "push" }),
  });
  const made = (await answer.json()) as { secret?: string };
  if (!made.secret) throw new Error(`the source could not be made: ${answer.status} ${JSON.stringify(made)}`);
  return made.secret;
}

function bodiesOf(count: number): Outgoing[] {
  const facts = signalsStream({ seed: 7, facts: count, services, startAt });
  return facts
    .slice(0, count)
    .map((fact, at) => ({ id: `event-${at}`, body: JSON.stringify({ signals: [asEvent(fact)] }) }));
}

interface Steady {
  readonly sent: readonly Outgoing[];
  readonly outcomes: readonly SendOutcome[];
  readonly tookMs: number;
  /** From the last acknowledgement until everything was read and projected. */
  readonly behindMs: number;
}

async function steadyMinute(
  product: MortalProduct,
  database: pg.Pool,
  senders: Senders,
  sent: readonly Outgoing[],
): Promise<Steady> {
  say(`sending ${offered.perSecond} events a second for ${offered.seconds} seconds`);
  const startedAt = performance.now();
  const outcomes = await sendAtRate(senders, sent, offered.perSecond);
  const endedAt = performance.now();
  await untilSettled(database);
  const refused = outcomes.filter(({ status }) => status !== 202);
  say(
    `p99 ${percentile(acks(outcomes), 0.99).toFixed(1)} ms; ${outcomes.length} in ${Math.round(endedAt - startedAt)} ms`,
  );
  if (refused.length > 0) say(`${refused.length} were not accepted\n${product.log().slice(-2_000)}`);
  return { sent, outcomes, tookMs: endedAt - startedAt, behindMs: performance.now() - endedAt };
}

function acks(outcomes: readonly SendOutcome[]): number[] {
  return outcomes.map(({ ackMs }) => ackMs);
}

/** Until every delivery is read and every subject projected. */
async function untilSettled(database: pg.Pool): Promise<void> {
  const endsAt = performance.now() + 120_000;
  while (performance.now() < endsAt) {
    const { rows } = await database.query<{ waiting: boolean }>(
      `select exists (select from delivery where state = 'received') or exists (select from dirty_subject where failure is null) as waiting`,
    );
    if (!rows[0]?.waiting) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the worker did not keep up: after two minutes something still waits");
}

/** How long the bare INSERT is measured. */
const bareMs = 8_000;

/** The same bytes straight into a table like ours, at full speed: what the machine can do. Answers inserts a second. */
async function bareInserts(database: pg.Pool, bodies: readonly Outgoing[]): Promise<number> {
  say("inserting the same bytes without the product");
  await database.query(
    "create table bench_bare (id bigserial primary key, sender_id text unique, body bytea not null)",
  );
  const startedAt = performance.now();
  let next = 0;
  async function writer(): Promise<void> {
    for (let at = next++; at < bodies.length && performance.now() - startedAt < bareMs; at = next++) {
      const { id, body } = bodies[at] as Outgoing;
      await database.query("insert into bench_bare (sender_id, body) values ($1, $2)", [id, Buffer.from(body)]);
    }
  }
  await Promise.all(Array.from({ length: 2 }, writer));
  return Math.min(next, bodies.length) / ((performance.now() - startedAt) / 1_000);
}

/** Kill web and worker in turn at random moments while senders go on. What is not acknowledged is not sent again. */
async function killing(
  product: MortalProduct,
  senders: Senders,
  bodies: readonly Outgoing[],
  kills: number,
): Promise<SendOutcome[]> {
  const random = seeded(Date.now());
  const outcomes: SendOutcome[] = [];
  const perTrial = Math.floor(bodies.length / kills);
  for (let trial = 0; trial < kills; trial += 1) {
    const part = trial % 2 === 0 ? "web" : "worker";
    const killAfterMs = 300 + random() * 2_000;
    say(`trial ${trial + 1}: kill -9 of ${part} after ${Math.round(killAfterMs)} ms`);
    const sending = sendAtRate(senders, bodies.slice(trial * perTrial, (trial + 1) * perTrial), 600);
    await new Promise((resolve) => setTimeout(resolve, killAfterMs));
    await product.kill(part);
    await product.start(part);
    outcomes.push(...(await sending));
  }
  return outcomes;
}

/** Ids that were acknowledged and are not in the table, or whose facts are not there once everything was read. */
async function missing(database: pg.Pool, outcomes: readonly SendOutcome[]): Promise<string[]> {
  await untilSettled(database);
  const acknowledged = outcomes.filter(({ status }) => status === 202).map(({ id }) => id);
  const { rows } = await database.query<{ id: string }>(
    `select a.id from unnest($1::text[]) as a(id)
     where not exists (select from delivery d join fact_mention m on m.delivery_id = d.id
                       where d.sender_id = a.id and d.state = 'parsed')`,
    [acknowledged],
  );
  return rows.map(({ id }) => id);
}

function resultOf(
  steady: Steady,
  barePerSecond: number,
  kill: { readonly killed: readonly SendOutcome[]; readonly lost: readonly string[]; readonly kills: number },
): BenchResult {
  const accepted = steady.outcomes.filter(({ status }) => status === 202);
  const eventsPerSecond = accepted.length / ((steady.tookMs + steady.behindMs) / 1_000);
  const killAcks = kill.killed.filter(({ status }) => status === 202).length;
  const note = `acknowledged, read and projected; offered ${offered.perSecond} a second; the worker was done ${Math.round(steady.behindMs)} ms after the last`;
  return {
    trials: kill.kills,
    figures: [
      figure({
        id: "eventsPerSecond",
        value: eventsPerSecond,
        unit: "1/s",
        bar: bars.eventsPerSecond,
        direction: "min",
        note,
      }),
      figure({
        id: "ack.p99Ms",
        value: percentile(acks(accepted), 0.99),
        unit: "ms",
        bar: bars.ackP99Ms,
        note: `n = ${accepted.length}; median ${percentile(acks(accepted), 0.5).toFixed(1)} ms`,
      }),
      figure({
        id: "lostAfterKill",
        value: kill.lost.length,
        unit: "events",
        bar: bars.lostAfterKill,
        note: `of ${killAcks} acknowledged around ${kill.kills} kills, and ${accepted.length} before`,
      }),
      figure({
        id: "ratioToBareInsert",
        value: eventsPerSecond / barePerSecond,
        unit: "",
        note: `a bare INSERT of the same bytes, alone on the machine, does ${Math.round(barePerSecond)} a second`,
      }),
      figure({ id: "refused", value: steady.outcomes.length - accepted.length, unit: "events" }),
    ],
    raw: [...steady.outcomes, ...kill.killed].map((one) => ({ ...one })),
  };
}
