import { describe, expect, it } from "vitest";
import { githubParser } from "@/lib/ingest/adapters/github/parser";
import { githubCorpus } from "@/tests/support/github-corpus";
import { delivery, factsOf, outcomeOf, sourceOf } from "@/tests/support/signals";

const corpus = githubCorpus();

const source = sourceOf("github", {
  incidentLabels: ["bug"],
  releases: { environment: "production", includePrereleases: true },
});
const read = (name: string, body: unknown) => githubParser.parse(delivery(body, { "x-github-event": name }), source);

const told: Readonly<Record<string, readonly string[]>> = {
  pull_request: ["change_request"],
  pull_request_review: ["change_request"],
  push: ["commit"],
  deployment: ["deployment"],
  deployment_status: ["deployment"],
  workflow_run: ["pipeline_run"],
  workflow_job: ["pipeline_stage"],
  issues: ["incident"],
  release: ["deployment"],
};

describe("bodies that GitHub sent", () => {
  it("are there in number", () => {
    expect(corpus.length).toBeGreaterThan(700);
  });

  it("are all understood: none is malformed, none unknown", () => {
    const strange = corpus.filter(({ name, body }) => {
      const parsed = read(name, body);
      return parsed.kind === "malformed" || outcomeOf(parsed) === "unknown_event";
    });
    expect(strange.map(({ host, name, at, body }) => [host, name, at, read(name, body)])).toEqual([]);
  });

  it.each(Object.keys(told))("of %s tell facts of its kind and of no other", (event) => {
    const parsed = corpus.filter(({ name }) => name === event).map(({ body }) => read(event, body));
    const kinds = new Set(parsed.flatMap((one) => (one.kind === "facts" ? one.facts.map(({ kind }) => kind) : [])));
    expect([...kinds].sort()).toEqual([...(told[event] ?? [])].sort());
  });

  it("of other events are ignored", () => {
    const others = corpus.filter(({ name }) => !(name in told)).map(({ name, body }) => read(name, body));
    expect(new Set(others.map(outcomeOf))).toEqual(new Set(["not_interesting", "ping"]));
  });

  it("name a moment of the event and never now", () => {
    const facts = corpus.flatMap(({ name, body }) => {
      const parsed = read(name, body);
      return parsed.kind === "facts" ? factsOf(parsed) : [];
    });
    expect(facts.length).toBeGreaterThan(200);
    expect(facts.every(({ occurredAt }) => occurredAt < Date.parse("2025-01-01T00:00:00Z"))).toBe(true);
  });

  it("of a deleted tag have no head, and say that a reference is gone", () => {
    const deletions = corpus.filter(({ name, body }) => name === "push" && body.deleted);
    expect(deletions.length).toBeGreaterThan(0);
    expect(new Set(deletions.map(({ name, body }) => outcomeOf(read(name, body))))).toEqual(new Set(["ref_deleted"]));
  });
});
