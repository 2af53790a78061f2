import { describe, expect, it } from "vitest";
import { coverageOf } from "@/lib/dependencies/domain/coverage";
import type { Declaration } from "@/lib/dependencies/domain/facts";
import { dependentsOf, edgesOf, neighbourhood, providersOf } from "@/lib/dependencies/domain/graph";
import { createKnowledge, declarationsFor } from "@/lib/dependencies/domain/knowledge";
import { canRelease } from "@/lib/dependencies/domain/verdict";
import {
  findingInWords,
  nextActionOf,
  planInWords,
  verdictInOneSentence,
} from "@/lib/dependencies/domain/verdict-words";
import { isComparable, isRange, keepsRange } from "@/lib/dependencies/domain/version-range";

/** Goal: what was said is read as it was meant. Method: tables, and a small shop. */

function declared(service: string, versions: string, needs: Record<string, string>, environment: string | null = null) {
  return {
    service,
    versions,
    environment,
    origin: "catalog",
    needs: Object.entries(needs).map(([provider, range]) => ({ provider, range })),
    evidence: null,
    saidAtMs: 10,
  } satisfies Declaration;
}

describe("a range", () => {
  it.each([
    ["1.4.2", "^1.2.0", "yes"],
    ["v1.4.2", "^1.2.0", "yes"],
    ["1.4", "^1.2.0", "yes"],
    ["2.0.0", "^1.2.0", "no"],
    ["2.0.0-rc.1", "^1.2.0", "no"],
    ["1.3.0-rc.1", "^1.2.0", "yes"],
    ["0.3.0", "^0.2.0", "no"],
    ["3.0.0", ">=1 <3 || >=5", "no"],
    ["nightly", "^1.0.0", "unknown"],
    ["nightly", "*", "yes"],
    ["2026-11-29", ">=1.0.0", "unknown"],
  ])("%s in %s: %s", (version, range, answer) => {
    expect(keepsRange(version, range)).toBe(answer);
  });

  it("is told from what is none", () => {
    expect(["^1", ">=2 <4", "*", "1.x"].every(isRange)).toBe(true);
    expect(["", "newest", "=>1"].some(isRange)).toBe(false);
    expect(["v2", "1.2", "nightly"].map(isComparable)).toEqual([true, true, false]);
  });
});

describe("what applies to a version", () => {
  const all = [
    declared("shop", "*", { catalog: "^1" }),
    declared("shop", ">=2.0.0", { catalog: "^2" }),
    declared("shop", "2.1.0", {}),
    declared("shop", "*", { catalog: "^9" }, "test"),
  ];
  it.each([
    ["1.0.0", "prod", ["^1"]],
    ["2.0.0", "prod", ["^1", "^2"]],
    ["2.1.0", "prod", []],
    ["2.1.0", "test", []],
    ["1.0.0", "test", ["^9"]],
  ])("%s in %s: what was said most exactly", (version, environment, ranges) => {
    const found = declarationsFor(all, version, environment).flatMap(({ needs }) => needs.map(({ range }) => range));
    expect(found).toEqual(ranges);
  });
});

const running = new Map([
  ["shop", ["2.0.0"]],
  ["catalog", ["1.5.0", "2.0.0"]],
  ["search", ["4.0.0"]],
  ["mail", []],
]);
const declarations = [
  declared("shop", "2.0.0", { catalog: "^2.0.0", mail: "*" }),
  declared("shop", "2.1.0", { catalog: ">=1", ledger: "^1.0.0" }),
  declared("catalog", "*", { search: "^4" }),
  declared("search", "3.0.0", {}),
];
const facts = {
  declarations,
  results: [
    {
      consumer: "search",
      consumerVersion: "4.0.0",
      provider: "catalog",
      providerVersion: "2.0.0",
      isVerified: true,
      evidence: null,
      atMs: 20,
    },
    {
      consumer: "search",
      consumerVersion: "4.0.0",
      provider: "catalog",
      providerVersion: "2.1.0",
      isVerified: false,
      evidence: null,
      atMs: 20,
    },
  ],
  calls: [{ consumer: "search", consumerVersion: "4.0.0", provider: "shop", lastSeenAtMs: 30 }],
  ignores: [],
};
const knowledge = createKnowledge(facts, "prod");

describe("the graph", () => {
  it("has an edge for each two services, with the worst of its links", () => {
    expect(
      edgesOf(running, knowledge).map(({ consumer, provider, answer }) => `${consumer} ${provider} ${answer}`),
    ).toEqual([
      "catalog search yes",
      "search catalog unknown",
      "search shop unknown",
      "shop catalog no",
      "shop mail no",
    ]);
  });

  it("knows who is hurt by whom, and who is near", () => {
    const relations = edgesOf(running, knowledge);
    expect(dependentsOf(relations, "search")).toEqual([
      { service: "catalog", steps: 1 },
      { service: "shop", steps: 2 },
    ]);
    expect(providersOf(relations, "shop").map(({ service }) => service)).toEqual(["catalog", "mail", "search"]);
    expect(neighbourhood(relations, "mail", 1)).toEqual(new Set(["mail", "shop"]));
  });

  it("says of how many services is known what they need, by what runs", () => {
    const services = ["shop", "catalog", "search", "mail", "ledger"];
    const before = { ...facts, results: [] };
    const { of, ratio } = coverageOf({ services, running, knowledge: createKnowledge(before, "prod"), declarations });
    expect(Object.fromEntries(of)).toEqual({
      shop: "known",
      catalog: "known",
      search: "other_versions",
      mail: "nothing",
      ledger: "nothing",
    });
    expect(ratio).toBe(0.4);
    const seen = coverageOf({
      services: ["search"],
      running,
      knowledge: createKnowledge(before, "prod"),
      declarations: [],
    });
    expect(seen.of.get("search")).toBe("seen");
    expect(coverageOf({ services: [], running, knowledge, declarations }).ratio).toBeNull();
  });
});

describe("the words of a verdict", () => {
  const ask = (service: string, version: string | null) =>
    canRelease({ running, knowledge, moves: [{ service, version }] });

  it("tell the chain, and what to do", () => {
    const unseen = createKnowledge({ ...facts, calls: [] }, "prod");
    const verdict = canRelease({ running, knowledge: unseen, moves: [{ service: "shop", version: "2.1.0" }] });
    expect(verdictInOneSentence(verdict, "shop 2.1.0", "Production")).toBe(
      "Nobody can tell whether shop 2.1.0 can go to Production. Shop 2.1.0 needs ledger ^1.0.0, and nobody said what of it runs in Production.",
    );
    const broken = ask("catalog", "2.1.0");
    expect(verdictInOneSentence(broken, "catalog 2.1.0", "Production")).toBe(
      "No: catalog 2.1.0 cannot go to Production. The contract test of search 4.0.0 with catalog 2.1.0 failed.",
    );
    expect(broken.findings.map(nextActionOf)[0]).toContain("test them with each other again");
    const gone = ask("catalog", null);
    expect(gone.findings.map((one) => findingInWords(one, "Production"))).toEqual([
      "Shop 2.0.0 needs catalog ^2.0.0, and none would run in Production.",
      "Search 4.0.0 is tested against catalog, and none would run in Production.",
    ]);
    const silent = ask("mail", "1.0.0");
    expect(silent.findings.map((one) => findingInWords(one, "Production"))).toEqual([
      "Nobody said what mail 1.0.0 needs.",
    ]);
    expect(silent.findings.map(nextActionOf)).toEqual(["Push what mail 1.0.0 needs, also when that is nothing."]);
  });

  it("say yes with what was looked at", () => {
    const world = {
      running: new Map([["search", ["4.0.0"]]]),
      knowledge,
      moves: [{ service: "catalog", version: "2.0.0" }],
    };
    const alone = createKnowledge({ ...facts, calls: [] }, "prod");
    expect(verdictInOneSentence(canRelease({ ...world, knowledge: alone }), "catalog 2.0.0", "Production")).toBe(
      "Yes: catalog 2.0.0 can go to Production; 2 needs looked at.",
    );
  });

  it("tell a plan", () => {
    const moves = (...names: string[]) => ({ moves: names.map((service) => ({ service, version: "2.0.0" })) });
    const plan = { kind: "ordered" as const, stages: [moves("a"), moves("b", "c")], precedences: [], unknown: [] };
    expect(planInWords(plan)).toBe(
      "No order of single releases is safe: b, c must move at one moment. With that, 2 steps.",
    );
    expect(planInWords({ ...plan, stages: [moves("a")] })).toBe("There is a safe order, in one step.");
    expect(planInWords({ kind: "impossible", broken: [] })).toContain("No order helps");
  });
});
