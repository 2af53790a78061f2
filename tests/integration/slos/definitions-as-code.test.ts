import { randomUUID } from "node:crypto";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GET } from "@/app/api/schemas/objectives.json/route";
import { createClockDefinition } from "@/lib/clocks/use-cases/create-clock-definition";
import { getClockDefinition, getSchedule, listClockDefinitions } from "@/lib/clocks/use-cases/read-terms";
import { filedKinds } from "@/lib/composition-slos";
import { runCli } from "@/lib/entry/cli/run-cli";
import { getBudgetPolicy, listBudgetPolicies } from "@/lib/policies/use-cases/read-budget-policies";
import { setDefinitionKinds } from "@/lib/slos/definition-kinds";
import { applyObjectives } from "@/lib/slos/use-cases/apply-objectives";
import { exportObjectives } from "@/lib/slos/use-cases/export-objectives";
import { planObjectives } from "@/lib/slos/use-cases/plan-objectives";
import { type ApiServer, startApiServer } from "@/tests/support/api-server";
import { readCodeBlocks } from "@/tests/support/document-blocks";
import { callAs, refusalOf, setUpHarness } from "@/tests/support/harness";
import { createMeasured, createProduction } from "@/tests/support/measured-services";

/** Goal: policies, clocks and hours are planned, applied and exported in the files of objectives, all or nothing, and read back the same. */

setUpHarness();
const sre = callAs("sre");
const viewer = callAs("viewer");
const reason = "The quarter's review";
let server: ApiServer;
let text = "";
let regions = "";

beforeAll(async () => {
  setDefinitionKinds(filedKinds);
  await createProduction();
  await createMeasured("checkout");
  const blocks = await readCodeBlocks(path.resolve(import.meta.dirname, "../../../docs/slos-as-code.md"));
  const own = blocks.find(({ info }) => info === "yaml signalbox")?.text ?? "";
  const others = blocks.find(({ info }) => info === "yaml signalbox definitions")?.text ?? "";
  regions = blocks.find(({ info }) => info === "yaml signalbox regions")?.text ?? "";
  text = `${others}---\n${own}`;
  server = await startApiServer();
});
afterAll(async () => {
  setDefinitionKinds([]);
  await server.close();
});

const filesOf = (yaml: string) => ({ files: [{ name: "all.yaml", text: yaml }] });
const planned = (changes: readonly { action: string; kind: string; slug: string }[]) =>
  changes.map(({ action, kind, slug }) => `${action} ${kind} ${slug}`);

async function apply(yaml: string, retireMissing = false, call = sre) {
  const asked = { ...filesOf(yaml), retireMissing };
  const { hash } = await planObjectives.run(asked, sre);
  return applyObjectives.run({ ...asked, planHash: hash, reason }, call);
}

describe("a file of every kind", () => {
  it("is planned without a change, and applied as a whole", async () => {
    const plan = await planObjectives.run(filesOf(text), viewer);
    expect(planned(plan.changes)).toEqual([
      "create BusinessSchedules office",
      "create ClockDefinitions answer",
      "create BudgetPolicies tier-1",
      "create Objectives checkout-answers",
      "create Objectives checkout-fast",
    ]);
    expect((await listClockDefinitions.run({}, viewer)).items).toEqual([]);
    const { changed } = await applyObjectives.run({ ...filesOf(text), planHash: plan.hash, reason }, sre);
    expect(changed).toHaveLength(5);
    const clock = await getClockDefinition.run({ slug: "answer" }, viewer);
    expect(clock).toMatchObject({ version: 1, terms: { schedule: "office", targetMinutes: 60, maxPauses: 3 } });
    expect(clock.versions[0]?.reason).toContain(plan.hash.slice(0, 12));
    const policy = await getBudgetPolicy.run({ slug: "tier-1" }, viewer);
    expect(policy.definition).toMatchObject({ isActing: true, thresholds: [{ leftPercent: 20 }, { leftPercent: 0 }] });
    expect((await apply(text)).changed).toEqual([]);
  });

  it("is exported so that it reads back as nothing to do", async () => {
    const exported = await exportObjectives.run({ format: "signalbox" }, viewer);
    expect(exported).toMatchObject({ count: 5, notes: [] });
    expect(await planObjectives.run(filesOf(exported.text), sre)).toMatchObject({ hasChanges: false });
    // What is promised somewhere is asked for: policies and clocks are promised nowhere of their own.
    const of = await exportObjectives.run({ format: "signalbox", service: "checkout" }, viewer);
    expect(of.count).toBe(2);
    expect((await exportObjectives.run({ format: "openslo" }, viewer)).text).not.toContain("policies:");
  });

  it("changes versions field by field, and what runs by them", async () => {
    const next = text
      .replace("targetMinutes: 60", "targetMinutes: 90")
      .replace("leftPercent: 20", "leftPercent: 30")
      .replace("[2026-12-25]", "[2026-12-25, 2027-01-01]");
    const plan = await planObjectives.run(filesOf(next), sre);
    expect(plan.changes.filter(({ action }) => action === "change").map(({ fields }) => fields)).toEqual([
      [{ path: "holidays.1", before: null, after: "2027-01-01" }],
      [{ path: "targetMinutes", before: "60", after: "90" }],
      [{ path: "thresholds.0.leftPercent", before: "20", after: "30" }],
    ]);
    await apply(next);
    expect((await getSchedule.run({ slug: "office" }, viewer)).versions).toHaveLength(2);
    expect((await getBudgetPolicy.run({ slug: "tier-1" }, viewer)).versions.map(({ version }) => version)).toEqual([
      2, 1,
    ]);
    await apply(text);
  });

  it("retires what is missing where it names others of the kind, and never hours", async () => {
    const terms = { start: "opened", stop: "resolved", targetMinutes: 30 } as const;
    await createClockDefinition.run({ slug: "by-hand", name: "By hand", terms }, sre);
    const onlyPolicies = text.slice(text.indexOf("apiVersion: signalbox/v1\nkind: BudgetPolicies"));
    const few = { ...filesOf(onlyPolicies), retireMissing: true };
    expect((await planObjectives.run(few, sre)).counts).toMatchObject({ retire: 0 });
    expect((await apply(text, true)).changed).toMatchObject([
      { kind: "ClockDefinitions", action: "retire", slug: "by-hand" },
    ]);
    const back = text.replace("slug: answer", "slug: by-hand");
    expect((await refusalOf(planObjectives.run(filesOf(back), sre))).fields).toEqual(["all.yaml[1].clocks.0.slug"]);
  });
});

describe("hours of several regions", () => {
  it("are planned as what they are, and refused with the region that is wrong", async () => {
    const { changes } = await planObjectives.run(filesOf(regions), viewer);
    expect(planned(changes)).toEqual(["create BusinessSchedules sun"]);
    const same = regions.replace("region: Denver", "region: Berlin");
    expect((await refusalOf(planObjectives.run(filesOf(same), sre))).fields).toEqual([
      "all.yaml[0].schedules.0.handOver.others.0.region",
    ]);
  });
});

describe("a refusal", () => {
  it.each([
    ["kind: ClockDefinitions", "kind: Clocks", "all.yaml[1].kind", /line 13/],
    ["targetMinutes: 60", "targetMinutes: soon", "all.yaml[1].clocks.0.targetMinutes", /line 20/],
    ["schedule: office", "schedule: night", "all.yaml[1].clocks.0.schedule", /no such business schedule.*line 2\d/],
    ["stop: acknowledged", "stop: acknowledged\n    until: noon", "all.yaml[1].clocks.0.until", /not known here/],
    ["leftPercent: 0", "leftPercent: 60", "all.yaml[2].policies.0.thresholds.1.leftPercent", /not less.*line 3\d/],
    [
      'to: "17:00" }\n      - { weekday: 2',
      'to: "08:00" }\n      - { weekday: 2',
      "all.yaml[0].schedules.0.hours.0",
      /line \d/,
    ],
  ])("of %j as %j names %s", async (from, to, field, message) => {
    expect(text).toContain(from);
    const problem = await refusalOf(planObjectives.run(filesOf(text.replace(from, to)), sre));
    expect(problem.code).toBe("invalid_input");
    expect(
      problem.fields.some((one) => one.startsWith(field)),
      problem.fields.join(" "),
    ).toBe(true);
    const told = await planObjectives.run(filesOf(text.replace(from, to)), sre).catch((error: unknown) => error);
    const { reasons } = told as { reasons: { message: string; remedy: string }[] };
    expect(reasons.map((one) => one.message).join(" ")).toMatch(message);
    for (const { remedy } of reasons) expect(remedy.length).toBeGreaterThan(5);
  });

  it("of one definition that is there twice leaves everything as it was", async () => {
    const twice = `${text}---\n${text.slice(0, text.indexOf("---"))}`;
    expect((await refusalOf(planObjectives.run(filesOf(twice), sre))).fields).toEqual(["all.yaml[4].schedules.0"]);
  });

  it("of a kind that one may not change names the right", async () => {
    const { actor } = sre;
    if (actor?.kind !== "token") throw new Error("a token calls");
    const permissions = new Set([...actor.permissions].filter((one) => one !== "budget:write"));
    const changed = text.replace("leftPercent: 20", "leftPercent: 25");
    const refusal = await refusalOf(apply(changed, false, { actor: { ...actor, permissions } }));
    expect(refusal).toMatchObject({ code: "forbidden" });
    expect(refusal.message).toContain("BudgetPolicies");
    expect((await listBudgetPolicies.run({}, viewer)).items[0]?.definition.thresholds[0]?.leftPercent).toBe(20);
  });
});

describe("the schema and the command line", () => {
  it("know every kind", async () => {
    const schema = (await GET().json()) as { anyOf: { properties: { kind: { const: string } } }[] };
    expect(schema.anyOf.map(({ properties }) => properties.kind.const)).toEqual([
      "Objectives",
      "BusinessSchedules",
      "ClockDefinitions",
      "BudgetPolicies",
    ]);
  });

  it("plan with 0 where nothing is to do, and with 2 where something is", async () => {
    const run = async (yaml: string) => {
      let printed = "";
      const code = await runCli(["plan", "all.yaml"], {
        env: { SIGNALBOX_API_URL: server.url, SIGNALBOX_API_TOKEN: "role:sre" },
        fetch: globalThis.fetch,
        settingsFile: "/settings",
        out: (more) => {
          printed += more;
        },
        err: () => undefined,
        nowMs: () => performance.now(),
        sleep: async () => undefined,
        readFile: async () => yaml,
        readBytes: () => Promise.reject(new Error("no such file")),
        git: () => Promise.reject(new Error("no repository")),
        writeSecretFile: async () => undefined,
        newKey: randomUUID,
      });
      return { code, printed };
    };
    expect(await run(text)).toMatchObject({ code: 0 });
    const changed = await run(text.replace("targetMinutes: 60", "targetMinutes: 45"));
    expect(changed.code).toBe(2);
    expect(changed.printed).toContain("~ answer (ClockDefinitions)");
    expect(changed.printed).toContain("targetMinutes: 60 -> 45");
  });
});
