import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { canonicalRootCause, dutyOf, type RootCauseContent, signReasons } from "@/lib/reviews/domain/root-cause";

const content: RootCauseContent = {
  summary: "A pool was too small",
  causeClass: "capacity",
  factors: ["No limit was set"],
  whys: [],
  timeline: [
    { at: "2026-11-20T12:00:00.000Z", what: "Deployment of 2.0.0 begins", source: "deployment", sourceId: "d" },
  ],
};

describe("what is signed", () => {
  it("differs by document, version, words and timeline", () => {
    const texts = [
      canonicalRootCause("a", 1, content),
      canonicalRootCause("b", 1, content),
      canonicalRootCause("a", 2, content),
      canonicalRootCause("a", 1, { ...content, factors: [] }),
      canonicalRootCause("a", 1, { ...content, timeline: [] }),
    ];
    expect(new Set(texts).size).toBe(texts.length);
  });
});

describe("signing", () => {
  const document = { version: 2, contentHash: "h2", authors: ["ada", "bea"], isSigned: false };
  const codes = (person: string | null, seenHash = "h2", more = {}) =>
    signReasons({ ...document, ...more }, { person, seenHash }).map(({ code }) => code);

  it("is for persons who wrote none of it", () => {
    expect(codes("cem")).toEqual([]);
    expect(codes("ada")).toEqual(["own_document"]);
    expect(codes("bea")).toEqual(["own_document"]);
    expect(codes(null)).toEqual(["not_a_person"]);
  });

  it("is of what was read, and once", () => {
    expect(codes("cem", "h1")).toEqual(["stale"]);
    expect(codes("cem", "h2", { isSigned: true })).toEqual(["signed"]);
  });
});

describe("what is owed", () => {
  const dayMs = 86_400_000;
  const since = instant(Date.parse("2026-11-20T12:00:00Z"));
  const given = { since, isWritten: false, isSigned: false };

  it("is a signature in time; overdue from the moment after, and never once signed", () => {
    const due = instant(since + 5 * dayMs);
    expect(dutyOf(given, 5, due)).toEqual({ state: "missing", dueAt: due, isOverdue: false });
    expect(dutyOf(given, 5, instant(due + 1)).isOverdue).toBe(true);
    expect(dutyOf({ ...given, isWritten: true }, 5, instant(due + 1))).toMatchObject({
      state: "written",
      isOverdue: true,
    });
    expect(dutyOf({ ...given, isWritten: true, isSigned: true }, 5, instant(due + 1))).toMatchObject({
      state: "signed",
      isOverdue: false,
    });
  });
});
