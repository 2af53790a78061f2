import { beforeAll, describe, expect, it } from "vitest";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { commitProjector, requestProjector, ticketProjector } from "@/lib/changes/change-projection-store";
import { flagProjector } from "@/lib/changes/flag-projection-store";
import { listLaneChanges } from "@/lib/changes/lead-time-read-model";
import { deploymentProjector } from "@/lib/deployments/deployment-projection-store";
import { getDeployment, listDeployments } from "@/lib/deployments/use-cases/read-deployments";
import { endDeployment, recordDeployment } from "@/lib/deployments/use-cases/record-deployment";
import { customerProjector } from "@/lib/incidents/customer-projection-store";
import { incidentProjector } from "@/lib/incidents/incident-projection-store";
import { linkIncident } from "@/lib/incidents/use-cases/link-incident";
import { markDuplicate } from "@/lib/incidents/use-cases/mark-duplicate";
import { getIncident, listIncidents } from "@/lib/incidents/use-cases/read-incidents";
import { understandLane } from "@/lib/incidents/use-cases/understand-lane";
import type { Fact, FactBody } from "@/lib/ingest/domain/fact";
import { instant } from "@/lib/kernel/instant";
import { qualityProjector } from "@/lib/pipelines/quality-projection-store";
import { runProjector } from "@/lib/pipelines/run-projection-store";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { Random } from "@/tests/bench/random";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { project } from "@/tests/support/projecting";

const harness = setUpHarness();
const admin = callAs("admin");
const minute = 60_000;
const at = (minutes: number) => instant(T0 - 10 * 86_400_000 + minutes * minute);
const projectors = [
  ...[runProjector, commitProjector, requestProjector, ticketProjector, flagProjector],
  ...[qualityProjector, customerProjector, deploymentProjector, incidentProjector],
];
const sha = (letter: string) => letter.repeat(40);
const repository = "git.example/acme/shop";

function fact(subjectKey: string, minutes: number, body: FactBody): Fact {
  return { subjectKey, occurredAt: at(minutes), ...body };
}

function deployed(id: string, version: string, minutes: number, more: object = {}): Fact[] {
  const body = {
    kind: "deployment" as const,
    service: "cart",
    environment: "production",
    version,
    repository,
    ...more,
  };
  return [
    fact(`deployment:ci:x:${id}`, minutes, { ...body, progress: "running" }),
    fact(`deployment:ci:x:${id}`, minutes + 5, { ...body, progress: "succeeded" }),
  ];
}

function hurt(key: string, from: number, to: number | null, more: object = {}): Fact[] {
  const body = { kind: "incident" as const, key, title: `Incident ${key}`, service: "cart", environment: "production" };
  return [
    fact(`incident:pd:x:${key}`, from, { ...body, what: "triggered", ...more }),
    ...(to === null ? [] : [fact(`incident:pd:x:${key}`, to, { ...body, what: "resolved" as const })]),
  ];
}

const commit = (letter: string, parent: string | null, minutes: number): Fact =>
  fact(`commit:git:git.example:acme/shop@${sha(letter)}`, minutes, {
    ...{
      kind: "commit",
      repository,
      sha: sha(letter),
      authoredAt: at(minutes),
      committedAt: at(minutes),
      title: `Commit ${letter}`,
    },
    ...(parent ? { parents: [sha(parent)] } : { parents: [] }),
  });

const run = { kind: "pipeline_run" as const, name: "release", repository, commitSha: sha("b"), service: "cart" };
const history: readonly Fact[] = [
  commit("a", null, 0),
  commit("b", "a", 60),
  commit("c", "b", 500),
  ...(["opened", "approved", "merged"] as const).map((what, index) =>
    fact("change_request:git:git.example:acme/shop#7", 70 + 10 * index, {
      ...{
        kind: "change_request",
        repository,
        number: 7,
        what,
        title: "Faster cart",
        mergeSha: sha("b"),
        ticketKeys: ["CHG7"],
      },
    }),
  ),
  fact("ticket:servicenow:-:CHG7", 80, {
    kind: "ticket",
    system: "servicenow",
    key: "CHG7",
    state: "approved",
    title: "Release cart",
  }),
  fact("pipeline_run:ci:x:9", 91, { ...run, progress: "running" }),
  fact("pipeline_run:ci:x:9", 91, {
    kind: "pipeline_stage",
    stageKey: "build",
    name: "Build",
    stage: "build",
    progress: "running",
  }),
  fact("pipeline_run:ci:x:9", 97, {
    kind: "pipeline_stage",
    stageKey: "build",
    name: "Build",
    stage: "build",
    progress: "succeeded",
  }),
  ...deployed("1", "1.0.0", 30, { commitSha: sha("a") }),
  ...deployed("2", "1.1.0", 120, {
    commitSha: sha("b"),
    changeOwner: "Ada",
    team: "Shop",
    runKey: "pipeline_run:ci:x:9",
  }),
  ...hurt("PX1", 135, 180),
  ...deployed("3", "1.0.0", 150, { commitSha: sha("a") }),
  ...hurt("PX2", 136, null, { what: "merged", mergedInto: "incident:pd:x:PX1" }),
  ...deployed("4", "1.2.0", 600, { commitSha: sha("c"), flags: ["new-cart"] }),
  fact("flag_change:x:y:fast", 900, {
    kind: "flag_change",
    flag: "fast",
    service: "cart",
    environment: "production",
    to: "on",
  }),
  ...hurt("PX3", 905, 930),
  ...hurt("PX4", 4_000, 4_100),
  fact("quality:x:y:1", 95, {
    kind: "quality",
    service: "cart",
    suite: "unit",
    passed: 10,
    failed: 0,
    version: "1.1.0",
  }),
  fact("customer:x:y:1", 140, { kind: "customer", what: "support_ticket", service: "cart", title: "Cannot pay" }),
];

async function lane() {
  const { db } = harness();
  const service = await db.service.findUniqueOrThrow({ where: { slug: "cart" } });
  const environment = await db.environment.findUniqueOrThrow({ where: { slug: "production" } });
  return { serviceId: service.id, environmentId: environment.id, since: at(-60) };
}

async function understand(): Promise<void> {
  const { runtime, db } = harness();
  const given = await lane();
  await db.$transaction((tx) => understandLane(prismaExecutor(tx), (prefix) => runtime.ids.next(prefix), given));
}

async function rows() {
  const { db } = harness();
  const deployments = await db.deployment.findMany({ orderBy: { startedAt: "asc" }, omit: { createdAt: true } });
  const links = await db.incidentLink.findMany({
    where: { supersededAt: null },
    orderBy: { incidentId: "asc" },
    omit: { id: true, decidedAt: true },
  });
  const attributions = await db.incidentAttribution.findMany({
    orderBy: { incidentId: "asc" },
    omit: { decidedAt: true },
  });
  const incidents = await db.incident.findMany({ orderBy: { id: "asc" }, omit: { updatedAt: true } });
  return {
    deployments,
    links,
    attributions: attributions.map((one) => ({ ...one, windowMs: Number(one.windowMs) })),
    incidents,
  };
}

beforeAll(async () => {
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 40 }, admin);
  await createService.run(
    { slug: "cart", name: "Cart", tier: 0, repositoryUrl: "https://git.example/acme/shop" },
    admin,
  );
  await project(harness().runtime, projectors, history);
  await understand();
});

describe("a lane from its signals", () => {
  it("has deployments with kind, range, ticket and leave", async () => {
    const { items } = await listDeployments.run({ service: "cart" }, callAs("viewer"));
    const shown = items
      .toReversed()
      .map((one) => [one.version, one.kind, one.attempt, one.authorization, one.ticketKey]);
    expect(shown).toEqual([
      ["1.0.0", "normal", 1, "unauthorized", null],
      ["1.1.0", "normal", 1, "authorized", "CHG7"],
      ["1.0.0", "rollback", 2, "not_required", null],
      ["1.2.0", "normal", 1, "unauthorized", null],
    ]);
    const unauthorized = await listDeployments.run({ authorization: "unauthorized" }, admin);
    expect(unauthorized.items.map(({ version }) => version)).toEqual(["1.2.0", "1.0.0"]);
  });

  it("shows what a deployment brought, with stages that add up, its way and its incidents", async () => {
    const { items } = await listDeployments.run({ service: "cart" }, admin);
    const second = await getDeployment.run({ id: items.find(({ version }) => version === "1.1.0")?.id ?? "" }, admin);
    expect(second).toMatchObject({
      ...{ fromCommit: sha("a"), toCommit: sha("b"), changeOwner: "Ada", team: "Shop", changesUnknown: null },
      ticket: { key: "CHG7", state: "approved" },
      ...{ rangeTickets: [{ key: "CHG7", changes: 1, state: "approved" }], changesWithoutTicket: 0 },
      incidents: [{ title: "Incident PX1", verdict: "caused", byPerson: false }],
    });
    expect(second.changes).toMatchObject([{ number: 7, basis: "graph", commitCount: 1, leadTimeMs: 65 * minute }]);
    const sum = second.changes[0]?.stages.reduce((total, { durationMs }) => total + (durationMs ?? 0), 0);
    expect(sum).toBe(65 * minute);
    expect(second.waterfall?.bars.map(({ name }) => name)).toEqual(["Build", "Waiting for Deploy", "Deploy"]);
    const last = await getDeployment.run({ id: items[0]?.id ?? "" }, admin);
    expect(last.changes).toMatchObject([{ kind: "commit", sha: sha("c") }]);
    expect(last.incidents).toEqual([]);
  });

  it("says the same to the builder of figures", async () => {
    const given = await lane();
    const { changes, unknown } = await listLaneChanges(prismaExecutor(harness().db), given, given.since);
    expect(changes.map(({ number, sha: hash }) => number ?? hash)).toEqual([7, sha("c")]);
    expect(unknown).toHaveLength(1);
  });

  it("puts incidents down to a deployment, a flag, their original, or nothing", async () => {
    const { items } = await listIncidents.run({ service: "cart" }, callAs("viewer"));
    expect(
      items.toReversed().map((one) => [one.externalKey, one.outcome, one.causes[0]?.version ?? null, one.state]),
    ).toEqual([
      ["PX1", "deployment", "1.1.0", "resolved"],
      ["PX2", "duplicate", null, "merged"],
      ["PX3", "flag_change", null, "resolved"],
      ["PX4", "unattributed", null, "resolved"],
    ]);
    expect((await listIncidents.run({ outcome: "unattributed" }, admin)).items).toHaveLength(1);
  });

  it("is the same whatever the order and however often its facts come", async () => {
    const { runtime, db } = harness();
    const expected = await rows();
    const random = new Random(11);
    for (let round = 0; round < 3; round += 1) {
      await db.incidentLink.deleteMany();
      await db.deployment.deleteMany();
      await db.incident.deleteMany();
      const shuffled = [...history].map((one) => ({ one, rank: random.next() })).sort((l, r) => l.rank - r.rank);
      // Growing sets: each subject is projected again and again, as when facts come late and one by one.
      for (let count = 5; count < shuffled.length + 5; count += 5) {
        await project(
          runtime,
          projectors,
          shuffled.slice(0, count).map(({ one }) => one),
        );
        if (random.next() < 0.3) await understand();
      }
      await understand();
      expect(await rows()).toEqual(expected);
    }
  });

  it("notes the lane as dirty, and changes nothing when it is understood again", async () => {
    const { runtime, db } = harness();
    expect(await db.dirtyLane.findMany()).toMatchObject([{ since: new Date(at(30)) }]);
    const given = await lane();
    const again = await db.$transaction((tx) =>
      understandLane(prismaExecutor(tx), (prefix) => runtime.ids.next(prefix), given),
    );
    expect(again).toEqual({ deployments: 0, links: 0 });
  });

  it("is looked at from its beginning when a deployment names a repository that none named before", async () => {
    const { runtime, db } = harness();
    const dirtied = async (facts: readonly Fact[]): Promise<Date | undefined> => {
      await db.dirtyLane.deleteMany();
      await project(runtime, projectors, facts);
      return (await db.dirtyLane.findFirst())?.since;
    };
    const other = { repository: "git.example/acme/other" };
    expect(await dirtied(deployed("8", "8.0.0", 2_000))).toEqual(new Date(at(2_000)));
    expect(await dirtied(deployed("9", "9.0.0", 2_100, other))).toEqual(new Date(at(30)));
    expect(await dirtied(deployed("10", "10.0.0", 2_200, other))).toEqual(new Date(at(2_200)));
    await db.deployment.deleteMany({ where: { startedAt: { gte: new Date(at(2_000)) } } });
  });
});

describe("people correct what caused an incident", () => {
  it("and it holds against every later computation, is audited, and can be left to the rule again", async () => {
    const { db } = harness();
    const incident = await db.incident.findFirstOrThrow({ where: { externalKey: "PX4" } });
    const deployment = await db.deployment.findFirstOrThrow({ where: { version: { name: "1.2.0" } } });
    const said = { id: incident.id, deploymentId: deployment.id, reason: "Seen in the trace." };
    const after = await linkIncident.run({ ...said, verdict: "caused" }, callAs("sre"));
    expect(after).toMatchObject({ outcome: "person", causes: [{ version: "1.2.0", byPerson: true }] });
    await understand();
    expect((await getIncident.run({ id: incident.id }, admin)).causes).toHaveLength(1);
    const [record] = await db.auditEvent.findMany({ where: { action: "incident.link" }, orderBy: { id: "desc" } });
    expect(record).toMatchObject({ reason: "Seen in the trace.", subjectId: incident.id });
    const back = await linkIncident.run({ ...said, verdict: "undecided" }, admin);
    expect(back).toMatchObject({ outcome: "unattributed", causes: [] });
    expect(back.links.every(({ supersededAt }) => supersededAt !== null)).toBe(true);
  });

  it("by clearing a deployment, which the rule then leaves out", async () => {
    const { db } = harness();
    const incident = await db.incident.findFirstOrThrow({ where: { externalKey: "PX1" } });
    const deployment = await db.deployment.findFirstOrThrow({ where: { version: { name: "1.1.0" } } });
    const said = { id: incident.id, deploymentId: deployment.id, reason: "It was the provider." };
    const after = await linkIncident.run({ ...said, verdict: "not_caused" }, admin);
    expect(after.causes.map(({ version }) => version)).not.toContain("1.1.0");
    await linkIncident.run({ ...said, verdict: "undecided" }, admin);
    expect((await getIncident.run({ id: incident.id }, admin)).causes).toMatchObject([{ version: "1.1.0" }]);
  });

  it("by naming the original of a duplicate, which signals do not undo", async () => {
    const { runtime, db } = harness();
    const [one, other] = await db.incident.findMany({
      where: { externalKey: { in: ["PX3", "PX4"] } },
      orderBy: { detectedAt: "asc" },
    });
    if (!one || !other) throw new Error("the incidents are there");
    const after = await markDuplicate.run({ id: other.id, originalId: one.id, reason: "Same outage." }, admin);
    expect(after).toMatchObject({ outcome: "duplicate", original: { id: one.id }, isDuplicateByPerson: true });
    await project(runtime, [incidentProjector], history);
    expect(await getIncident.run({ id: other.id }, admin)).toMatchObject({ original: { id: one.id } });
    const chain = await refusalOf(markDuplicate.run({ id: one.id, originalId: other.id, reason: "x" }, admin));
    expect(chain).toMatchObject({ code: "invalid_input", fields: ["originalId"] });
    await markDuplicate.run({ id: other.id, originalId: null, reason: "Two outages." }, admin);
    expect(await getIncident.run({ id: other.id }, admin)).toMatchObject({ original: null, outcome: "unattributed" });
  });

  it("when they may, and only for what there is", async () => {
    const incident = await harness().db.incident.findFirstOrThrow();
    const input = { id: incident.id, deploymentId: "dep_none", verdict: "caused", reason: "x" } as const;
    expect(await refusalOf(linkIncident.run(input, callAs("developer")))).toMatchObject({ code: "forbidden" });
    expect(await refusalOf(linkIncident.run(input, admin))).toMatchObject({
      code: "invalid_input",
      fields: ["deploymentId"],
    });
    expect(await refusalOf(linkIncident.run({ ...input, id: "inc_none" }, admin))).toMatchObject({ code: "not_found" });
    expect(await refusalOf(getIncident.run({ id: "inc_none" }, admin))).toMatchObject({ code: "not_found" });
  });
});

describe("a pipeline that reports what a rollout of ours does", () => {
  it("is the same deployment, whichever is told first", async () => {
    const { runtime, db } = harness();
    const { serviceId, environmentId } = await lane();
    const reported = deployed("rollout", "2.0.0", 5_000, { ticketKey: "CHG9", changeOwner: "Bo" });
    await project(runtime, projectors, reported);
    const version = await db.version.findFirstOrThrow({ where: { name: "2.0.0" } });
    await db.$transaction((tx) =>
      recordDeployment(prismaExecutor(tx), {
        ...{ id: "dep_ours", serviceId, environmentId, versionId: version.id, origin: "rollout", state: "running" },
        ...{ rolloutId: "rol_1", startedAt: at(5_002), finishedAt: null, startedBy: "Ada", externalRef: null },
      }),
    );
    expect(await db.dirtySubject.findMany()).toMatchObject([{ subjectKey: "deployment:ci:x:rollout" }]);
    await project(runtime, projectors, reported);
    const found = await db.deployment.findMany({ where: { version: { name: "2.0.0" } } });
    expect(found).toMatchObject([
      { id: "dep_ours", origin: "rollout", state: "running", changeOwner: "Bo", subjectKey: "deployment:ci:x:rollout" },
    ]);
    await db.$transaction((tx) => endDeployment(prismaExecutor(tx), "rol_1", "succeeded"));
    await understand();
    expect(await db.deployment.findUnique({ where: { id: "dep_ours" } })).toMatchObject({
      state: "succeeded",
      ticketKey: "CHG9",
      authorization: "authorized",
    });
  });
});
