import { describe, expect, it } from "vitest";
import { canonicalFact } from "@/lib/ingest/domain/fact-identity";
import { readKeptFact } from "@/lib/ingest/domain/kept-fact";
import { instant } from "@/lib/kernel/instant";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("what was set aside when a system was asked", () => {
  it("is the same fact when it is read again", () => {
    const fact = {
      kind: "incident",
      subjectKey: "incident:pagerduty:-:Q1",
      occurredAt: instant(Date.parse("2026-11-20T11:00:00Z")),
      what: "triggered",
      key: "Q1",
    } as const;
    expect(readKeptFact(bytes(canonicalFact(fact)))).toEqual({ kind: "facts", event: "incident", facts: [fact] });
  });

  it.each(["", "{", "null", "7", "[]", '{"kind":"incident"}', '{"id":"an item of a list"}'])(
    "is named when it is no fact: %s",
    (text) => {
      expect(readKeptFact(bytes(text))).toMatchObject({ kind: "malformed", outcome: "unreadable_item" });
    },
  );

  it("is named when it is no text", () => {
    expect(readKeptFact(new Uint8Array([0xff, 0xfe]))).toMatchObject({ kind: "malformed", outcome: "unreadable_item" });
  });
});
