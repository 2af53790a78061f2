import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import type { WaiverRecord } from "@/lib/waivers/domain/waiver";
import {
  approvalReasons,
  debtReasons,
  editReasons,
  rejectionReasons,
  renewReasons,
  reviewReasons,
  revocationReasons,
  submitReasons,
  timeReasons,
  withdrawalReasons,
} from "@/lib/waivers/domain/waiver-commands";

const hour = 3_600_000;
const at = (hours: number) => instant(Date.parse("2026-11-20T12:00:00Z") + hours * hour);
const hash = "a".repeat(64);
const bea = { person: "bea", roles: ["approver"], seenHash: hash };
const ada = { person: "ada", roles: ["approver"], seenHash: hash };

const requested: WaiverRecord = {
  content: {
    kind: "freeze",
    subject: "*",
    serviceId: "svc",
    environmentId: "env",
    justification: "why",
    risk: "what",
    mitigation: "how",
    sunset: null,
    startsAt: at(2),
    endsAt: at(10),
    need: { approvals: 1, oneOf: [] },
  },
  contentHash: hash,
  revision: 1,
  authors: ["ada"],
  requestedAt: at(0),
  approvals: [],
  closing: null,
  earlierSpans: [],
  reviewedAt: null,
};
const approval = { revision: 1, contentHash: hash, person: "bea", roles: ["approver"], at: at(1) };
const granted: WaiverRecord = { ...requested, approvals: [approval] };
const codes = (reasons: readonly { readonly code: string }[]) => reasons.map((reason) => reason.code);

describe("who may do what with a waiver, and when", () => {
  it("approves what waits, as another person, what was looked at, once", () => {
    expect(approvalReasons(requested, bea, at(1))).toEqual([]);
    expect(codes(approvalReasons(requested, ada, at(1)))).toEqual(["own_waiver"]);
    expect(codes(approvalReasons(requested, { ...bea, person: null }, at(1)))).toEqual(["own_waiver"]);
    expect(codes(approvalReasons(requested, { ...bea, seenHash: "b" }, at(1)))).toEqual(["other_content"]);
    expect(codes(approvalReasons(granted, bea, at(1)))).toEqual(["wrong_state", "approved_already"]);
    expect(codes(approvalReasons(requested, bea, at(10)))).toEqual(["wrong_state"]);
    const two = { ...granted, content: { ...granted.content, need: { approvals: 2, oneOf: [] } } };
    expect(codes(approvalReasons(two, bea, at(1)))).toEqual(["approved_already"]);
  });

  it("rejects as another, withdraws as the author, revokes what was granted", () => {
    expect(rejectionReasons(requested, bea, at(1))).toEqual([]);
    expect(codes(rejectionReasons(requested, ada, at(1)))).toEqual(["own_waiver"]);
    expect(withdrawalReasons(requested, ada, at(1))).toEqual([]);
    expect(codes(withdrawalReasons(requested, bea, at(1)))).toEqual(["not_author"]);
    expect(codes(withdrawalReasons(granted, ada, at(1)))).toEqual(["wrong_state"]);
    expect(revocationReasons(granted, at(3))).toEqual([]);
    expect(codes(revocationReasons(requested, at(3)))).toEqual(["wrong_state"]);
    expect(codes(revocationReasons(granted, at(10)))).toEqual(["wrong_state"]);
  });

  it("edits until it is over, asks for a draft once, renews what was granted", () => {
    expect(editReasons(granted, at(3))).toEqual([]);
    expect(codes(editReasons(granted, at(10)))).toEqual(["wrong_state"]);
    expect(submitReasons({ ...requested, requestedAt: null }, at(1))).toEqual([]);
    expect(codes(submitReasons(requested, at(1)))).toEqual(["wrong_state"]);
    expect(codes(submitReasons({ ...requested, requestedAt: null }, at(11)))).toEqual(["ended_already"]);
    expect(renewReasons(granted, at(12))).toEqual([]);
    expect(codes(renewReasons(requested, at(1)))).toEqual(["wrong_state"]);
  });

  it("reviews what bent something and is over, as another person", () => {
    expect(reviewReasons(granted, bea, at(10))).toEqual([]);
    expect(codes(reviewReasons(granted, ada, at(10)))).toEqual(["own_waiver"]);
    expect(codes(reviewReasons(granted, bea, at(9)))).toEqual(["no_review_owed"]);
    expect(codes(reviewReasons({ ...granted, reviewedAt: at(11) }, bea, at(12)))).toEqual(["no_review_owed"]);
  });

  it("has an end, after its start, in the future, within 90 days", () => {
    expect(timeReasons({ startsAt: at(0), endsAt: at(1) }, at(0))).toEqual([]);
    expect(codes(timeReasons({ startsAt: at(1), endsAt: at(1) }, at(0)))).toEqual(["ends_before_start"]);
    expect(codes(timeReasons({ startsAt: at(0), endsAt: at(1) }, at(1)))).toEqual(["ended_already"]);
    expect(codes(timeReasons({ startsAt: at(0), endsAt: at(24 * 90) }, at(0)))).toEqual([]);
    expect(codes(timeReasons({ startsAt: at(0), endsAt: at(24 * 90 + 1) }, at(0)))).toEqual(["too_long"]);
  });

  it("names every debt that stands in the way", () => {
    expect(debtReasons([])).toEqual([]);
    expect(debtReasons([{ reference: "W-1" }, { reference: "E-2" }]).map((reason) => reason.facts?.reference)).toEqual([
      "W-1",
      "E-2",
    ]);
  });
});
