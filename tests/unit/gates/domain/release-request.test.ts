import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { approvalReason, type BoardFacts, boardReason, causesForBoard } from "@/lib/gates/domain/release-reasons";
import {
  boardReasonsAgainst,
  boardWordOf,
  canonicalJson,
  canonicalRelease,
  grantedUntil,
  type ReleaseContent,
  type ReleaseRecord,
  releaseApprovalReasons,
  validReleaseApprovals,
} from "@/lib/gates/domain/release-request";
import { instant } from "@/lib/kernel/instant";
import { runs } from "@/tests/support/runs";

/** Goal: approvals and the board's word are bound to one content; another byte is another content. Method: tables and random values. */

const now = instant(1_000);
const record = (more: Partial<ReleaseRecord> = {}): ReleaseRecord => ({
  id: "r",
  reference: "C-1",
  isFlagged: false,
  authors: ["ada"],
  requestedAt: instant(10),
  contentHash: "now",
  approvals: [],
  decisions: [],
  ...more,
});
const approval = (person: string, more: object = {}) => ({
  contentHash: "now",
  person,
  roles: [],
  approvedBy: person,
  at: instant(500),
  expiresAt: instant(2_000),
  ...more,
});
const word = (outcome: "approve" | "reject" | "ask", contentHash = "now") => ({
  contentHash,
  outcome,
  reason: "So.",
  decidedBy: "Bea",
  at: instant(600),
});
const two = { approvals: 2, oneOf: [] };

const content: ReleaseContent = {
  requestId: "r",
  revision: 1,
  note: "It is faster",
  isFlagged: false,
  ticketKey: null,
  serviceId: "s",
  environmentId: "e",
  version: "2.0.0",
  artifactDigest: "sha256:1",
  commits: { from: "a", to: "b" },
  from: "1.0.0",
  plan: "{}",
  requirements: [{ mode: "required", rule: { kind: "tests", suites: [] } }],
  evidence: [{ suite: "unit", passed: 1, failed: 0, coverageRatio: null, benchmarks: [], at: instant(1) }],
};

describe("a release's content", () => {
  it("is another one when anything of it changes", () => {
    const changes: Partial<ReleaseContent>[] = [
      { revision: 2 },
      { note: "It is slower" },
      { isFlagged: true },
      { ticketKey: "CHG1" },
      { artifactDigest: "sha256:2" },
      { commits: { from: "a", to: "c" } },
      { commits: { from: null, to: "b" } },
      { from: "1.1.0" },
      { plan: '{"a":1}' },
      { requirements: [] },
      { requirements: [{ mode: "advisory", rule: { kind: "tests", suites: [] } }] },
      { evidence: [] },
      { evidence: [{ suite: "unit", passed: 1, failed: 0, coverageRatio: null, benchmarks: [], at: instant(2) }] },
    ];
    const texts = [content, ...changes.map((one) => ({ ...content, ...one }))].map(canonicalRelease);
    expect(new Set(texts).size).toBe(changes.length + 1);
  });

  it("has one text in whatever order keys and lists come", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      runs(200),
    );
    const more = { suite: "e2e", passed: 1, failed: 0, coverageRatio: null, benchmarks: [], at: instant(1) };
    const both = { ...content, evidence: [...content.evidence, more] };
    expect(canonicalRelease({ ...both, evidence: both.evidence.toReversed() })).toBe(canonicalRelease(both));
  });
});

describe("approvals of a release", () => {
  it("count for the content as it is now, not expired, of others, each person once", () => {
    const given = [approval("bea"), approval("bea"), approval("ada"), approval("cem", { contentHash: "before" })];
    expect(validReleaseApprovals(record({ approvals: given }), now)).toHaveLength(1);
    expect(validReleaseApprovals(record({ approvals: given }), instant(2_000))).toHaveLength(0);
    expect(validReleaseApprovals(record({ approvals: given, contentHash: "edited" }), now)).toHaveLength(0);
  });

  it("grant it until too few are left", () => {
    const given = [
      approval("bea", { expiresAt: instant(1_500) }),
      approval("cem"),
      approval("dan", { expiresAt: instant(1_800) }),
    ];
    expect(grantedUntil(record({ approvals: given }), two, now)).toBe(1_800);
    expect(grantedUntil(record({ approvals: given.slice(0, 1) }), two, now)).toBeNull();
  });

  it.each<[string, ReleaseRecord, string, string, readonly string[]]>([
    ["another person may", record(), "bea", "now", []],
    ["who asked may not", record(), "ada", "now", ["own_release"]],
    ["of another content may not", record(), "bea", "before", ["other_content"]],
    ["twice may not", record({ approvals: [approval("bea")] }), "bea", "now", ["approved_already"]],
    [
      "of what has enough may not",
      record({ approvals: [approval("bea"), approval("cem")] }),
      "dan",
      "now",
      ["granted_already"],
    ],
    [
      "anew after theirs ran out may",
      record({ approvals: [approval("bea", { expiresAt: instant(900) })] }),
      "bea",
      "now",
      [],
    ],
  ])("%s", (_name, given, person, seenHash, codes) => {
    expect(releaseApprovalReasons(given, { person, seenHash }, two, now).map(({ code }) => code)).toEqual(codes);
  });

  it("hold until there are enough, and say what became of earlier ones", () => {
    const facts = {
      now,
      version: "2.0.0",
      approvers: "Approver",
      board: "Approver",
      owner: "Shop team",
      href: "/gates",
    };
    expect(approvalReason({ ...facts, record: null }, 2).state).toBe("blocked");
    const stale = record({ approvals: [approval("bea"), approval("cem", { contentHash: "before" })] });
    expect(approvalReason({ ...facts, record: stale }, 2)).toMatchObject({ state: "blocked", owner: "Approver" });
    expect(approvalReason({ ...facts, record: stale }, 2).sentence).toContain("1 earlier one counts no more");
    expect(approvalReason({ ...facts, record: stale }, 1).state).toBe("pass");
    expect(approvalReason({ ...facts, record: null, version: null }, 1).state).toBe("unknown");
  });
});

describe("the board", () => {
  const facts = (more: Partial<BoardFacts> = {}): BoardFacts => ({
    now,
    version: "2.0.0",
    record: record(),
    approvers: "Approver",
    board: "Approver",
    owner: "Shop team",
    href: "/gates",
    rule: { riskPercent: 25, always: false },
    riskPercent: 10,
    ...more,
  });

  it.each<[string, Partial<BoardFacts>, number]>([
    ["a low risk", {}, 0],
    ["a risk at the limit", { riskPercent: 25 }, 1],
    ["a risk that is not known", { riskPercent: null }, 1],
    ["a flag", { record: record({ isFlagged: true }) }, 1],
    ["a rule for every release", { rule: { riskPercent: null, always: true }, riskPercent: null }, 1],
    ["no rule about risk", { rule: { riskPercent: null, always: false }, riskPercent: null }, 0],
  ])("is asked because of %s", (_name, more, causes) => {
    expect(causesForBoard(facts(more))).toHaveLength(causes);
    expect(boardReason(facts(more)).state).toBe(causes === 0 ? "pass" : "blocked");
  });

  const high = { riskPercent: 60 };
  it.each<[string, Partial<BoardFacts>, string]>([
    ["without a request", { ...high, record: null }, "blocked"],
    ["without a version", { ...high, version: null, record: null }, "unknown"],
    ["that approved it", { ...high, record: record({ decisions: [word("approve")] }) }, "pass"],
    [
      "that approved another content",
      { ...high, record: record({ decisions: [word("approve", "before")] }) },
      "blocked",
    ],
    [
      "that rejected it after approving",
      { ...high, record: record({ decisions: [word("approve"), word("reject")] }) },
      "blocked",
    ],
    ["that asks", { ...high, record: record({ decisions: [word("ask")] }) }, "blocked"],
  ])("%s", (_name, more, state) => {
    expect(boardReason(facts(more)).state).toBe(state);
  });

  it("is not the person who asked, and speaks about what it looked at", () => {
    expect(boardReasonsAgainst(record(), { person: "ada", seenHash: "now" }).map(({ code }) => code)).toEqual([
      "own_release",
    ]);
    expect(boardReasonsAgainst(record(), { person: "bea", seenHash: "x" }).map(({ code }) => code)).toEqual([
      "other_content",
    ]);
    expect(boardWordOf(record({ decisions: [word("ask", "before")] }))).toBeNull();
  });
});
