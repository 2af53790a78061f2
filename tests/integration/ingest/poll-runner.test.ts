import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { pollOnce } from "@/lib/ingest/loop/poll-sources";
import { recordAsked } from "@/lib/ingest/loop/record-asked";
import { createEventSource } from "@/lib/ingest/use-cases/create-event-source";
import { getDelivery, listDeliveries } from "@/lib/ingest/use-cases/read-deliveries";
import { getSourceHealth } from "@/lib/ingest/use-cases/read-source-health";
import { replayDeliveries } from "@/lib/ingest/use-cases/replay-deliveries";
import { callAs, setUpHarness, T0 } from "@/tests/support/harness";
import { createTestIntake, type TestIntake } from "@/tests/support/intake";
import { countingClient } from "@/tests/support/outbound";
import { closePolling, serve } from "@/tests/support/polling";
import { githubAnswers, githubApi, gitlabAnswers, jenkinsBuild, pagerdutyLog } from "@/tests/support/recorded-vendors";
import { jenkinsConfig } from "@/tests/support/signal-samples";

/**
 * Goal: what systems tell when they are asked arrives once, whatever happens in between, and what cannot be stored stands on the
 * source's page. Method: the runner of the worker over PostgreSQL, against servers that answer recorded shapes.
 */
const harness = setUpHarness();
const admin = callAs("admin");
const client = countingClient();
let intake: TestIntake;

closePolling();

beforeAll(async () => {
  await createService.run({ slug: "shop", name: "shop", tier: 1 }, admin);
  await createEnvironment.run({ slug: "production", name: "production", kind: "production", rank: 9 }, admin);
  intake = createTestIntake(harness().runtime);
});
afterAll(async () => {
  await intake.close();
  await client.close();
});
beforeEach(async () => {
  await harness().db.eventSource.updateMany({ data: { disabledAt: new Date() } });
  // Each test is told everything anew. The log of facts refuses to be emptied, also by its owner, unless triggers are off.
  await harness().database.asSuperuser(`
    set session_replication_role = replica;
    truncate signal_fact, fact_mention, dirty_subject, dirty_lane, pipeline_run, pipeline_stage, commit_fact, change_request,
      incident, incident_event, incident_link, deployment cascade`);
});

let made = 0;

/** A source of this kind that is asked; the others are switched off. */
async function makeSource(kind: "github" | "gitlab" | "jenkins" | "pagerduty", settings: object): Promise<string> {
  made += 1;
  const slug = `${kind}-${made}`;
  const config = { settings: { ...settings }, polling: { everyMinutes: 15, lookbackDays: 400 } };
  await createEventSource.run({ slug, name: slug, kind, config, pollToken: "token-1" }, admin);
  return slug;
}

/** What the worker's loop does, once. */
function ask(): Promise<boolean> {
  const { runtime } = harness();
  return pollOnce({ ...intake.parts, outbound: client, secrets: runtime.secrets, now: () => runtime.clock.now() });
}

async function askAgain(slug: string): Promise<boolean> {
  await harness().db.eventSource.update({ where: { slug }, data: { polledAt: null } });
  return ask();
}

async function sourceOf(slug: string) {
  return harness().db.eventSource.findUniqueOrThrow({ where: { slug } });
}

function deadOf(slug: string) {
  return listDeliveries.run({ slug, state: "dead", limit: 50 }, admin);
}

/** How many facts a source says, and how many rows they made. */
async function rowsOf(slug: string) {
  const { db } = harness();
  const { id: sourceId } = await sourceOf(slug);
  return {
    facts: await db.factMention.count({ where: { sourceId } }),
    runs: await db.pipelineRun.count({ where: { sourceId } }),
    requests: await db.changeRequest.count({ where: { sourceId } }),
    incidents: await db.incident.count({ where: { sourceId } }),
  };
}

const job = "/job/shop/job/deploy";
const vendors = [
  {
    kind: "github",
    answers: githubAnswers,
    settings: { repositories: ["acme/shop"] },
    rows: { runs: 1, requests: 1, incidents: 0 },
  },
  {
    kind: "gitlab",
    answers: gitlabAnswers,
    settings: { projects: ["acme/shop"] },
    rows: { runs: 1, requests: 1, incidents: 1 },
  },
  {
    kind: "jenkins",
    answers: { [`${job}/api/json`]: { json: { builds: [jenkinsBuild] } } },
    settings: { ...jenkinsConfig, user: "signalbox", jobs: ["shop/deploy"] },
    rows: { runs: 1, requests: 0, incidents: 0 },
  },
  {
    kind: "pagerduty",
    answers: { "/log_entries": { json: { log_entries: pagerdutyLog, more: false } } },
    settings: {},
    rows: { runs: 0, requests: 0, incidents: 1 },
  },
] as const;

describe("a system that is asked", () => {
  it.each(vendors)("of kind $kind tells once what there is, and again changes nothing", async (vendor) => {
    const server = await serve(vendor.answers);
    const slug = await makeSource(vendor.kind, { ...vendor.settings, apiUrl: server.url });
    expect(await ask()).toBe(true);
    await intake.settle();
    const rows = await rowsOf(slug);
    expect(rows).toMatchObject(vendor.rows);
    expect(rows.facts).toBeGreaterThan(1);
    expect(await sourceOf(slug)).toMatchObject({ pollError: null, polledUntil: expect.any(Date) });
    expect((await deadOf(slug)).items).toEqual([]);
    expect(await ask(), "it is due every 15 minutes").toBe(false);
    const asked = server.asked.length;
    await harness().db.eventSource.update({ where: { slug }, data: { pollCursor: "from the start" } });
    expect(await askAgain(slug)).toBe(true);
    await intake.settle();
    expect(server.asked.length).toBe(asked * 2);
    expect(await rowsOf(slug)).toEqual(rows);
  });
});

describe("a system that fails", () => {
  it("is named on the source's page with its cause, keeps its place, and goes on from there", async () => {
    let isUp = false;
    const server = await serve((path) =>
      path === `${githubApi}/actions/runs` && !isUp ? { status: 502 } : githubAnswers[path],
    );
    const slug = await makeSource("github", { repositories: ["acme/shop"], apiUrl: server.url });
    await ask();
    const failed = await sourceOf(slug);
    expect(failed.pollError).toBe("GitHub answered 502.");
    expect(failed.polledUntil).toBeNull();
    expect(failed.pollCursor).toMatchObject({ task: expect.any(Number) });
    expect(await rowsOf(slug)).toMatchObject({ runs: 0 });
    const health = await getSourceHealth.run({ slug }, admin);
    expect(health.doorOutcomes).toMatchObject([
      { outcome: "asking_failed", count: 1, lastDetail: "GitHub answered 502." },
    ]);
    expect(health.counts.refused, "nobody was turned away").toBe(0);
    const before = server.asked.filter((path) => path.startsWith(`${githubApi}/pulls?`)).length;
    isUp = true;
    await askAgain(slug);
    await intake.settle();
    expect(await sourceOf(slug)).toMatchObject({ pollError: null, polledUntil: expect.any(Date) });
    expect(await rowsOf(slug)).toMatchObject({ runs: 1, requests: 1 });
    expect(server.asked.filter((path) => path.startsWith(`${githubApi}/pulls?`)).length, "not from the start").toBe(
      before,
    );
  });

  it("refuses its token in words that say what to do", async () => {
    const server = await serve(() => ({ status: 401 }));
    const slug = await makeSource("gitlab", { projects: ["acme/shop"], apiUrl: server.url });
    await ask();
    expect((await sourceOf(slug)).pollError).toBe("GitLab refused the token (401).");
  });
});

describe("a fact that cannot be stored", () => {
  const happening = { kind: "incident", key: "1", what: "triggered", occurredAt: T0, title: "Slow" } as const;
  const pageOf = (entries: readonly object[]) => ({
    "/log_entries": { json: { log_entries: entries, more: false } },
  });

  it("is a dead delivery of the source, once, and keeps nothing else back", async () => {
    const unreadable = { ...pagerdutyLog[0], created_at: "0001-01-01T00:00:00Z" };
    const server = await serve(pageOf([unreadable, ...pagerdutyLog]));
    const slug = await makeSource("pagerduty", { apiUrl: server.url });
    await ask();
    const { id: sourceId } = await sourceOf(slug);
    const impossible = { ...happening, subjectKey: "k".repeat(700) };
    const page = { facts: [impossible, { ...happening, subjectKey: "incident:test:-:1" }], unreadable: [] };
    expect(await recordAsked(intake.parts, sourceId, page, T0)).toEqual({ stored: 1, setAside: 1 });
    expect(await recordAsked(intake.parts, sourceId, page, T0)).toEqual({ stored: 1, setAside: 0 });
    await intake.settle();
    expect(await rowsOf(slug)).toMatchObject({ incidents: 2 });
    const { items } = await deadOf(slug);
    expect(new Set(items.map(({ outcome }) => outcome))).toEqual(new Set(["impossible_fact", "unreadable_item"]));
    const asked = items.find(({ outcome }) => outcome === "impossible_fact");
    expect(asked).toMatchObject({
      event: "incident",
      verification: "asked",
      words: expect.stringMatching(/at most 600/),
    });
    const shown = await getDelivery.run({ slug, id: asked?.id ?? "" }, admin);
    expect(JSON.parse(shown.body.text)).toMatchObject({ kind: "incident", what: "triggered" });
    const item = items.find(({ outcome }) => outcome === "unreadable_item");
    expect(item?.words).toMatch(/^PagerDuty \/log_entries lists what cannot be read: .*created_at/);
    await askAgain(slug);
    expect((await deadOf(slug)).items.length).toBe(items.length);
    await replayDeliveries.run({ slug, scope: "dead" }, admin);
    await intake.settle();
    expect((await deadOf(slug)).items.length, "what is still impossible stays dead").toBe(items.length);
    const health = await getSourceHealth.run({ slug }, admin);
    expect(health.deadInAll).toBe(items.length);
    expect(health.pulse.state, "being asked is not speaking").toBe("never");
  });

  it("for a reason that passes is stored when it is read again", async () => {
    const server = await serve(pageOf(pagerdutyLog));
    await harness().database.asSuperuser(`
      create function poison() returns trigger language plpgsql as $$ begin
        if new.body ->> 'what' = 'note' and new.body ->> 'detail' = 'looking' then raise exception 'the disk of notes is full'; end if;
        return new; end $$;
      create trigger poison before insert on signal_fact for each row execute function poison()`);
    const slug = await makeSource("pagerduty", { apiUrl: server.url });
    await ask();
    await intake.settle();
    const { items } = await deadOf(slug);
    expect(items).toMatchObject([{ outcome: "not_stored", words: expect.stringMatching(/disk of notes/) }]);
    const before = await rowsOf(slug);
    expect(before).toMatchObject({ incidents: 1 });
    await harness().database.asSuperuser("drop trigger poison on signal_fact");
    expect(await replayDeliveries.run({ slug, scope: "dead" }, admin)).toMatchObject({ queued: 1 });
    await intake.settle();
    expect((await deadOf(slug)).items).toEqual([]);
    expect((await rowsOf(slug)).facts).toBe(before.facts + 1);
    expect(await harness().db.incidentEvent.count({ where: { what: "note", detail: "looking" } })).toBe(1);
  });
});
