import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { canonicalFact } from "@/lib/ingest/domain/fact-identity";
import { FactEvent, factOf } from "@/lib/ingest/fact-contract";
import { runs } from "@/tests/support/runs";

const space = { system: "push", host: "shop-ci" };
const occurredAt = "2026-11-20T09:30:00Z";
const sha = "0123456789abcdef0123456789abcdef01234567";

const events: readonly FactEvent[] = [
  {
    kind: "pipeline_run",
    occurredAt,
    id: "77",
    name: "main",
    progress: "running",
    repository: "git@github.com:acme/shop.git",
  },
  {
    kind: "pipeline_stage",
    occurredAt,
    id: "77",
    stageKey: "build",
    name: "Build",
    stage: "build",
    progress: "succeeded",
  },
  {
    kind: "commit",
    occurredAt,
    repository: "https://github.com/acme/shop",
    sha,
    committedAt: occurredAt,
    paths: ["a/b.ts"],
  },
  { kind: "change_request", occurredAt, repository: "github.com/acme/shop", number: 7, what: "merged", mergeSha: sha },
  {
    kind: "ticket",
    occurredAt,
    system: "servicenow",
    key: "CHG0030052",
    state: "approved",
    plannedStartAt: occurredAt,
  },
  {
    kind: "deployment",
    occurredAt,
    progress: "succeeded",
    service: "shop",
    environment: "prod",
    version: "1.2.0",
    runId: "77",
  },
  { kind: "incident", occurredAt, key: "INC1", what: "merged", mergedInto: "INC0" },
  {
    kind: "alert",
    occurredAt,
    progress: "firing",
    fingerprint: "f1",
    startsAt: occurredAt,
    title: "slow",
    countsAsIncident: false,
  },
  { kind: "flag_change", occurredAt, flag: "new-cart", environment: "prod", from: "off", to: "on" },
  {
    kind: "quality",
    occurredAt,
    service: "shop",
    version: "1.2.0",
    suite: "e2e",
    passed: 10,
    failed: 0,
    coverageRatio: 0.8,
  },
  { kind: "customer", occurredAt, id: "T-1", what: "support_ticket", service: "shop", title: "cannot pay" },
  {
    kind: "customer",
    occurredAt,
    id: "M-1",
    what: "analytics",
    service: "shop",
    metric: "bought",
    value: 3,
    better: "higher",
  },
];

describe("an event as a sender writes it", () => {
  it.each(events.map((event) => [event.kind, event] as const))("of kind %s becomes a fact", (kind, event) => {
    const fact = factOf(FactEvent.parse(event), space);
    expect(fact.kind).toBe(kind);
    expect(fact.occurredAt).toBe(Date.parse(occurredAt));
    expect(fact.subjectKey).toMatch(/^[a-z_]+:[a-z]+:[^:]+:.+$/);
    expect(canonicalFact(fact)).not.toMatch(/"(id|runId|attempt)":/);
  });

  it("names each field that is wrong, with what to write", () => {
    const wrong = {
      kind: "deployment",
      occurredAt: "yesterday",
      progress: "done",
      service: "",
      environment: "prod",
      extra: 1,
    };
    const issues = FactEvent.safeParse(wrong).error?.issues ?? [];
    expect([...new Set(issues.map(({ path, code }) => path.join(".") || code))].sort()).toEqual([
      "occurredAt",
      "progress",
      "service",
      "unrecognized_keys",
      "version",
    ]);
    expect(issues.every(({ message }) => /^[A-Z].*[.]$|Unrecognized/.test(message))).toBe(true);
  });

  it("keeps a subject key that the sender gives", () => {
    const subjectKey = "deployment:github:github.com:acme/shop/42";
    expect(factOf(FactEvent.parse({ ...events[5], subjectKey }), space).subjectKey).toBe(subjectKey);
  });

  it("calls the same repository by one name, however its address is written", () => {
    const keys = [
      "git@github.com:acme/shop.git",
      "https://GitHub.com/acme/shop/",
      "ssh://git@github.com:22/acme/shop.git",
    ].map((repository) => factOf(FactEvent.parse({ ...events[2], repository }), space).subjectKey);
    expect(new Set(keys)).toEqual(new Set([`commit:git:github.com:acme/shop@${sha}`]));
  });

  test("never makes one deployment of two that differ in a name", () => {
    const name = fc.stringMatching(/^[ -~]{1,12}$/).filter((text) => text.trim() !== "");
    fc.assert(
      fc.property(
        fc.array(name, { minLength: 3, maxLength: 3 }),
        fc.array(name, { minLength: 3, maxLength: 3 }),
        (left, right) => {
          const keyOf = ([service, environment, version]: readonly string[]) =>
            factOf(FactEvent.parse({ ...events[5], service, environment, version }), space).subjectKey;
          expect(keyOf(left) === keyOf(right)).toBe(left.join("\n") === right.join("\n"));
        },
      ),
      runs(200),
    );
  });
});
