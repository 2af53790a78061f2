import { describe, expect, it } from "vitest";
import { readCommit } from "@/lib/changes/domain/commit-reading";
import { readRequest } from "@/lib/changes/domain/request-reading";
import { readTicket } from "@/lib/changes/domain/ticket-reading";
import type { ChangeRequestFact, Fact, TicketFact } from "@/lib/ingest/domain/fact";
import { instant } from "@/lib/kernel/instant";

const request = (at: number, what: ChangeRequestFact["what"], more: Partial<ChangeRequestFact> = {}): Fact => ({
  ...{ subjectKey: "change_request:git:git.example:shop#1", occurredAt: instant(at), kind: "change_request" as const },
  ...{ repository: "git.example/shop", number: 1, what, ...more },
});

describe("a change request", () => {
  it("goes from open over ready, review and approval to merged", () => {
    const facts = [
      request(1, "opened", { title: "Draft", author: "Ada", ticketKeys: ["CHG2"] }),
      request(2, "ready", { title: "Faster cart" }),
      request(3, "reviewed", { by: "Bo" }),
      request(4, "approved", { by: "Bo" }),
      request(5, "merged", { mergeSha: "FFF1111", mergeStyle: "squash", ticketKeys: ["CHG1"] }),
    ];
    expect(readRequest(facts)).toMatchObject({
      ...{
        title: "Faster cart",
        author: "Ada",
        state: "merged",
        openedAt: 1,
        readyAt: 2,
        firstReviewAt: 3,
        approvedAt: 4,
      },
      ...{ mergedAt: 5, closedAt: 5, mergeSha: "fff1111", mergeStyle: "squash", ticketKeys: ["CHG1", "CHG2"] },
    });
  });

  it("is open again when it was reopened, and takes the approval that came last before the merge", () => {
    expect(readRequest([request(1, "opened"), request(2, "closed")])).toMatchObject({ state: "closed", closedAt: 2 });
    expect(readRequest([request(1, "opened"), request(2, "closed"), request(3, "reopened")])).toMatchObject({
      state: "open",
      closedAt: null,
    });
    const twice = [
      request(1, "opened"),
      request(2, "approved"),
      request(3, "updated"),
      request(4, "approved"),
      request(5, "merged"),
      request(9, "approved"),
    ];
    expect(readRequest(twice)).toMatchObject({ firstReviewAt: 2, approvedAt: 4, mergedAt: 5 });
  });

  it("stays merged whatever is told later, and is nothing without facts", () => {
    expect(readRequest([request(5, "merged"), request(6, "closed"), request(7, "reopened")])?.state).toBe("merged");
    expect(readRequest([])).toBeNull();
  });
});

describe("a commit", () => {
  it("is completed by who knows more of it", () => {
    const base = { subjectKey: "commit:git:x:y", kind: "commit" as const, repository: "git.example/shop", sha: "ABC" };
    const facts: Fact[] = [
      { ...base, occurredAt: instant(1), parents: ["DEF"], paths: ["a.ts", "b.ts"] },
      { ...base, occurredAt: instant(2), author: "Ada", paths: ["a.ts"] },
    ];
    expect(readCommit(facts)).toMatchObject({ sha: "abc", parents: ["def"], paths: ["a.ts", "b.ts"], author: "Ada" });
    expect(readCommit([])).toBeNull();
  });
});

describe("a ticket", () => {
  const ticket = (at: number, state: TicketFact["state"], more: Partial<TicketFact> = {}): Fact => ({
    ...{ subjectKey: "ticket:servicenow:-:CHG1", occurredAt: instant(at), kind: "ticket" as const },
    ...{ system: "servicenow" as const, key: "CHG1", state, ...more },
  });

  it("is what was said last, approved when it was first, closed when it first was", () => {
    const facts = [
      ticket(1, "open"),
      ticket(2, "approved"),
      ticket(3, "implementing"),
      ticket(4, "closed"),
      ticket(9, "closed"),
    ];
    expect(readTicket(facts)).toMatchObject({
      state: "closed",
      openedAt: 1,
      approvedAt: 2,
      closedAt: 4,
      title: "CHG1",
    });
    expect(readTicket([ticket(1, "open"), ticket(2, "rejected")])).toMatchObject({ approvedAt: null, closedAt: 2 });
    expect(readTicket([])).toBeNull();
  });
});
