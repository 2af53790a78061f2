import { beforeAll, describe, expect, it } from "vitest";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { registerVersion } from "@/lib/catalog/use-cases/register-version";
import { gateSources } from "@/lib/composition-gates";
import { dependencySource } from "@/lib/dependencies/gate-read-model";
import { loadRelations } from "@/lib/dependencies/relations-read-model";
import { askPlan, askVerdict } from "@/lib/dependencies/use-cases/ask-release";
import { declareNeeds } from "@/lib/dependencies/use-cases/declare-needs";
import { endIgnore } from "@/lib/dependencies/use-cases/end-ignore";
import { ignoreNeed } from "@/lib/dependencies/use-cases/ignore-need";
import { pushContractResults } from "@/lib/dependencies/use-cases/push-contract-results";
import { getGraph, listDeclarations, listIgnores } from "@/lib/dependencies/use-cases/read-dependencies";
import { removeDeclaration } from "@/lib/dependencies/use-cases/remove-declaration";
import { stateRunning } from "@/lib/dependencies/use-cases/state-running";
import { ownSources, setGateSources } from "@/lib/gates/gate-sources-read-model";
import { getGate, listGates } from "@/lib/gates/use-cases/read-gates";
import { prismaExecutor, type Sql } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { createTarget } from "@/lib/traffic/use-cases/create-target";
import { requireThat, statesOf } from "@/tests/support/gated-places";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";

/** A runtime that counts the statements that it is asked for. */
function counted(runtime: Runtime): { readonly runtime: Runtime; count(part: string): number } {
  const seen: string[] = [];
  const db = new Proxy(runtime.db, {
    get(target, name) {
      const found = Reflect.get(target, name);
      if (name !== "$queryRaw") return typeof found === "function" ? found.bind(target) : found;
      return (statement: Sql) => {
        seen.push(statement.sql);
        return target.$queryRaw(statement);
      };
    },
  });
  const made = new Proxy(runtime, { get: (target, name) => (name === "db" ? db : Reflect.get(target, name)) });
  return { runtime: made, count: (part) => seen.filter((text) => text.includes(part)).length };
}

/** Goal: what is pushed decides what may be released, with reasons, and only as long as it holds. Real database. */

const harness = setUpHarness();
const developer = callAs("developer");
const hourMs = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();

const say = (slug: string, needs: Record<string, string>, more: object = {}) =>
  declareNeeds.run(
    { slug, needs: Object.entries(needs).map(([service, range]) => ({ service, range })), ...more },
    developer,
  );
const runs = (versions: Record<string, string[]>, environment = "production") =>
  stateRunning.run(
    { items: Object.entries(versions).map(([service, names]) => ({ service, environment, versions: names })) },
    developer,
  );
const ask = (moves: Record<string, string | null>, environment = "production") =>
  askVerdict.run(
    { environment, moves: Object.entries(moves).map(([service, version]) => ({ service, version })) },
    callAs("viewer"),
  );
const plan = (moves: Record<string, string | null>) =>
  askPlan.run(
    { environment: "production", moves: Object.entries(moves).map(([service, version]) => ({ service, version })) },
    callAs("viewer"),
  );

beforeAll(async () => {
  const admin = callAs("admin");
  await createEnvironment.run({ slug: "staging", name: "Staging", kind: "staging", rank: 20 }, admin);
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 40 }, admin);
  for (const slug of ["shop", "catalog", "search", "mail"]) {
    await createService.run({ slug, name: slug.toUpperCase(), tier: 1 }, admin);
  }
  await runs({ shop: ["1.0.0"], catalog: ["1.4.0"], search: ["3.0.0"] });
  await say("shop", { catalog: "^1.0.0" }, { versions: "1.0.0" });
  await say("shop", { catalog: "^2.0.0" }, { versions: "2.0.0", evidence: "signalbox.json at 4f2a" });
  await say("catalog", { search: ">=3 <4" }, { origin: "catalog" });
  await say("catalog", { search: "^4.0.0" }, { versions: "2.0.0" });
  await say("search", {});
});

describe("a verdict", () => {
  it("is no with the range that is not kept, yes once what it needs comes along, and no through others", async () => {
    const alone = await ask({ shop: "2.0.0" });
    expect(alone).toMatchObject({ answer: "no", findingCount: 1 });
    expect(alone.sentence).toBe(
      "No: shop 2.0.0 cannot go to Production. Shop 2.0.0 needs catalog ^2.0.0, and 1.4.0 is what would run in Production.",
    );
    expect(alone.findings[0]?.chain[0]).toMatchObject({ evidence: "signalbox.json at 4f2a", origin: "api" });
    const two = await ask({ shop: "2.0.0", catalog: "2.0.0" });
    expect(two.sentence).toContain("Catalog 2.0.0 needs search ^4.0.0");
    expect(await ask({ shop: "2.0.0", catalog: "2.0.0", search: "4.1.0" })).toMatchObject({ answer: "yes" });
  });

  it("is about one environment, and unknown where nobody said what runs", async () => {
    const there = await ask({ shop: "2.0.0" }, "staging");
    expect(there).toMatchObject({ answer: "unknown" });
    expect(there.findings[0]?.nextAction).toBe("Say which versions of catalog run there.");
  });

  it("follows the newest test of a pair", async () => {
    const push = (verified: boolean) =>
      pushContractResults.run(
        {
          items: [
            { consumer: "shop", consumerVersion: "1.0.0", provider: "catalog", providerVersion: "1.5.0", verified },
          ],
        },
        developer,
      );
    await push(false);
    expect(await ask({ catalog: "1.5.0" })).toMatchObject({ answer: "no" });
    harness().runtime.advance(1_000);
    await push(true);
    expect(await ask({ catalog: "1.5.0" })).toMatchObject({ answer: "yes" });
  });

  it("does not ask about what is ignored, until the time is over or somebody ends it", async () => {
    const given = { consumer: "shop", provider: "catalog", reason: "The pages that call it are switched off." };
    const until = iso(harness().runtime.clock.now() + hourMs);
    const { id } = await ignoreNeed.run({ ...given, until }, callAs("sre"));
    const answer = await ask({ shop: "2.0.0" });
    expect(answer).toMatchObject({ answer: "yes", ignored: [{ id, reason: given.reason, answer: "no" }] });
    expect((await listIgnores.run({}, callAs("viewer"))).items).toMatchObject([{ id, consumer: { slug: "shop" } }]);
    await endIgnore.run({ id, reason: "They are on again." }, callAs("sre"));
    expect(await ask({ shop: "2.0.0" })).toMatchObject({ answer: "no" });
    expect(await refusalOf(endIgnore.run({ id, reason: "Again" }, callAs("sre")))).toMatchObject({ code: "not_found" });
    await ignoreNeed.run({ ...given, until: iso(harness().runtime.clock.now() + hourMs) }, callAs("sre"));
    harness().runtime.advance(hourMs + 1);
    expect(await ask({ shop: "2.0.0" })).toMatchObject({ answer: "no", ignored: [] });
  });
});

describe("a plan", () => {
  it("orders what must not be mixed, and names what has to come along", async () => {
    await say("shop", { catalog: ">=1" }, { versions: "1.5.0" });
    const ordered = await plan({ catalog: "2.0.0", search: "4.1.0", shop: "1.5.0" });
    expect(ordered.stages.map(({ sentence }) => sentence)).toEqual([
      "shop 1.5.0.",
      "catalog 2.0.0, search 4.1.0, at one moment.",
    ]);
    expect(ordered.rollback.map(({ sentence }) => sentence)).toEqual([
      "catalog 2.0.0, search 4.1.0, at one moment.",
      "shop 1.5.0.",
    ]);
    expect(ordered.precedences.length).toBeGreaterThan(0);
    const alone = await plan({ shop: "2.0.0" });
    expect(alone).toMatchObject({ isPossible: false, completion: null });
    for (const [slug, name] of [
      ["catalog", "2.0.0"],
      ["search", "4.1.0"],
    ] as const) {
      await registerVersion.run({ slug, name }, callAs("admin"));
    }
    const completed = await plan({ shop: "2.0.0" });
    expect(completed.completion).toEqual([
      { service: "catalog", version: "2.0.0" },
      { service: "search", version: "4.1.0" },
    ]);
  });
});

describe("what is pushed", () => {
  it("is the same the second time, and only confirmed", async () => {
    const first = await say("mail", { search: "^3" }, { origin: "catalog" });
    harness().runtime.advance(60_000);
    const again = await say("mail", { search: "^3" }, { origin: "catalog" });
    expect(again).toMatchObject({ id: first.id, isUnchanged: true, revision: first.revision, saidAt: first.saidAt });
    expect(Date.parse(again.confirmedAt) - Date.parse(first.confirmedAt)).toBe(60_000);
    const other = await say("mail", { search: "^4" }, { origin: "catalog" });
    expect(other).toMatchObject({ id: first.id, isUnchanged: false, revision: first.revision + 1 });
    const stale = removeDeclaration.run({ id: first.id, revision: first.revision, reason: "Gone" }, developer);
    expect(await refusalOf(stale)).toMatchObject({ code: "stale_state" });
    await removeDeclaration.run({ id: first.id, revision: other.revision, reason: "Gone" }, developer);
    expect((await listDeclarations.run({ slug: "mail" }, callAs("viewer"))).items).toEqual([]);
  });

  it("names the field that is wrong", async () => {
    const fieldsOf = async (call: Promise<unknown>) => (await refusalOf(call)).fields;
    expect(await fieldsOf(say("shop", { nowhere: "^1" }))).toEqual(["needs.0.service"]);
    expect(await fieldsOf(say("shop", { shop: "^1" }))).toEqual(["needs.0.service"]);
    expect(await fieldsOf(say("shop", { catalog: "newest" }))).toEqual(["needs.0.range"]);
    expect(await fieldsOf(say("shop", {}, { environment: "moon" }))).toEqual(["environment"]);
    expect(await fieldsOf(runs({ shop: ["1"] }, "moon"))).toEqual(["items.0.environment"]);
    expect(await fieldsOf(ask({ nowhere: "1.0.0" }))).toEqual(["moves.0.service"]);
    const written = (moves: string) => askVerdict.run({ environment: "production", moves }, callAs("viewer"));
    expect(await fieldsOf(written("shop@1.0.0,shop@2.0.0"))).toEqual(["moves.1.service"]);
    expect(await fieldsOf(written("Shop!@1.0.0"))).toEqual(["moves.0.service"]);
    expect(await fieldsOf(written(" "))).toEqual(["moves"]);
    const listed = await ask({ shop: "2.0.0", mail: null });
    expect(await written("shop@2.0.0, mail@")).toEqual(listed);
    const late = { consumer: "shop", provider: null, reason: "Because", until: iso(T0 + 365 * 24 * hourMs) };
    expect(await fieldsOf(ignoreNeed.run(late, callAs("sre")))).toEqual(["until"]);
    const own = { consumer: "shop", consumerVersion: "1", provider: "shop", providerVersion: "1", verified: true };
    expect(await fieldsOf(pushContractResults.run({ items: [own] }, developer))).toEqual(["items.0.provider"]);
    expect(await refusalOf(ignoreNeed.run(late, developer))).toMatchObject({ code: "forbidden" });
  });
});

describe("the graph", () => {
  it("shows who needs whom, how much is known, and what a bad release hurts", async () => {
    const all = await getGraph.run({}, callAs("viewer"));
    expect(all.environment).toMatchObject({ slug: "production" });
    expect(all.edges.map(({ consumer, provider, answer }) => `${consumer} ${provider} ${answer}`)).toEqual([
      "catalog search yes",
      "shop catalog yes",
    ]);
    expect(all.summary).toMatchObject({ services: 4, known: 3, goalPercent: 80, violated: 0 });
    const near = await getGraph.run({ service: "search", hops: 1 }, callAs("viewer"));
    expect(near.nodes.map(({ slug }) => slug)).toEqual(["catalog", "search"]);
    expect(near.blastRadius).toEqual([
      { slug: "catalog", name: "CATALOG", steps: 1 },
      { slug: "shop", name: "SHOP", steps: 2 },
    ]);
    await runs({ search: ["5.0.0"] });
    const broken = await getGraph.run({ show: "violated" }, callAs("viewer"));
    expect(broken.edges).toMatchObject([{ consumer: "catalog", provider: "search", answer: "no" }]);
    await runs({ search: ["3.0.0"] });
    expect(await refusalOf(getGraph.run({ service: "nowhere" }, callAs("viewer")))).toMatchObject({
      code: "not_found",
    });
  });

  it("answers others who is related to whom", async () => {
    const { id } = await harness().db.environment.findUniqueOrThrow({ where: { slug: "production" } });
    const db = prismaExecutor(harness().db);
    const related = await loadRelations(db, { id, slug: "production" }, harness().runtime.clock.now());
    expect(related).toEqual([
      { consumer: "catalog", provider: "search" },
      { consumer: "shop", provider: "catalog" },
    ]);
  });
});

describe("the gate", () => {
  it("advises where nothing requires it, and holds where something does", async () => {
    setGateSources(gateSources);
    try {
      const gate = (version: string) =>
        getGate.run({ service: "shop", environment: "production", version }, callAs("viewer"));
      expect(statesOf(await gate("2.0.0"), "dependencies")).toEqual(["dependencies advisory"]);
      expect(statesOf(await gate("1.0.0"), "dependencies")).toEqual(["dependencies pass"]);
      await requireThat({ rule: { kind: "dependencies" } });
      const held = await gate("2.0.0");
      expect(held.answer).toBe("closed");
      expect(held.reasons.find(({ kind }) => kind === "dependencies")).toMatchObject({
        state: "blocked",
        href: "/dependencies?environment=production&service=shop",
      });
      expect(statesOf(await gate("9.9.9"), "dependencies")).toEqual(["dependencies unknown"]);
    } finally {
      setGateSources(ownSources);
    }
    expect(dependencySource.kind).toBe("dependencies");
  });

  it("loads the graph of an environment once for a whole list, and says of each place what it says of it alone", async () => {
    setGateSources(gateSources);
    try {
      for (const [service, version] of Object.entries({ shop: "1.0.0", catalog: "1.4.0", search: "3.0.0" })) {
        for (const environment of ["staging", "production"]) {
          const slots = { a: ["a"], b: ["b"] };
          const config = { kind: "haproxy" as const, socket: "/run/haproxy.sock", backend: service, slots };
          await createTarget.run({ service, environment, config, live: { slot: "a", version } }, callAs("admin"));
        }
      }
      // Newer than what was declared exactly: what belongs to one version must not speak for another one in the list.
      await registerVersion.run({ slug: "shop", name: "2.0.0+rebuilt" }, developer);
      const list = counted(harness().runtime);
      const { items } = await listGates.run({ limit: 50 }, callAs("viewer"), list.runtime);
      expect(items).toHaveLength(6);
      expect(list.count("dependency_declaration d join")).toBe(2);
      expect(list.count("observed_call where consumer_id")).toBe(1);

      const alone = counted(harness().runtime);
      for (const { service, environment, version, answer, sentence, first } of items) {
        const asked = {
          service: service.slug,
          environment: environment.slug,
          ...(version === null ? {} : { version }),
        };
        const gate = await getGate.run(asked, callAs("viewer"), alone.runtime);
        expect({ answer, sentence }).toEqual({ answer: gate.answer, sentence: gate.sentence });
        expect(first).toEqual(gate.reasons.find(({ state }) => state === "blocked" || state === "unknown") ?? null);
      }
      expect(alone.count("dependency_declaration d join")).toBe(6);
    } finally {
      setGateSources(ownSources);
    }
  });
});
