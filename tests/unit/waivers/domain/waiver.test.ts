import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Instant, instant } from "@/lib/kernel/instant";
import {
  canonicalText,
  grantedAt,
  isInForce,
  reviewDuty,
  spanOf,
  stateAt,
  validApprovals,
  type WaiverApproval,
  type WaiverRecord,
} from "@/lib/waivers/domain/waiver";
import { runs } from "@/tests/support/runs";

const T0 = Date.parse("2026-11-20T12:00:00Z");
const hour = 3_600_000;
const at = (hours: number): Instant => instant(T0 + Math.round(hours * hour));
const hash = "a".repeat(64);
const other = "b".repeat(64);

function approval(person: string, hours: number, more: Partial<WaiverApproval> = {}): WaiverApproval {
  return { revision: 1, contentHash: hash, person, roles: ["approver"], at: at(hours), ...more };
}

/** Asked for at 0, from 2 to 10, one approval needed. */
function waiver(more: Partial<WaiverRecord> = {}, content: Partial<WaiverRecord["content"]> = {}): WaiverRecord {
  return {
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
      ...content,
    },
    contentHash: hash,
    revision: 1,
    authors: ["ada"],
    requestedAt: at(0),
    approvals: [],
    closing: null,
    earlierSpans: [],
    reviewedAt: null,
    ...more,
  };
}

/** The ten scenarios; a week later no job has run: nothing here knows of one. */
describe("the ten waiver scenarios, read without any job having run", () => {
  const approved = waiver({ approvals: [approval("bea", 1)] });
  const aWeekLater = at(7 * 24);

  it("1. is not in force before its start, is at its start, and is not at its end", () => {
    expect([at(1.9), at(2), at(9.99), at(10)].map((now) => isInForce(approved, now))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(stateAt(approved, at(1.5))).toBe("approved");
    expect(stateAt(approved, at(2))).toBe("in_force");
  });

  it("2. has ended a week later, and was in force for exactly its time", () => {
    expect(stateAt(approved, aWeekLater)).toBe("ended");
    expect(spanOf(approved, aWeekLater)).toEqual({ from: at(2), to: at(10) });
  });

  it("3. never was in force when it was approved at its end or later", () => {
    const late = waiver({ approvals: [approval("bea", 10)] });
    expect(stateAt(late, at(10))).toBe("ended");
    expect(spanOf(late, aWeekLater)).toBeNull();
  });

  it("4. begins with the approval when that came after its start: nothing is bent backwards", () => {
    const late = waiver({ approvals: [approval("bea", 5)] });
    expect(stateAt(late, at(4))).toBe("requested");
    expect(spanOf(late, aWeekLater)).toEqual({ from: at(5), to: at(10) });
  });

  it("5. has no valid approval once its content is another", () => {
    const edited = waiver({ revision: 2, contentHash: other, approvals: [approval("bea", 1)] });
    expect(validApprovals(edited, at(3))).toEqual([]);
    expect(stateAt(edited, at(3))).toBe("requested");
  });

  it("6. has none when its kept text was changed past the product", () => {
    const forged = waiver({ contentHash: other, approvals: [approval("bea", 1)] });
    expect(isInForce(forged, at(3))).toBe(false);
  });

  it("7. is not approved by who wrote any of it", () => {
    const own = waiver({ authors: ["ada", "cem"], approvals: [approval("ada", 1), approval("cem", 1)] });
    expect(isInForce(own, at(3))).toBe(false);
  });

  it("8. counts one person once, and needs the role that it needs", () => {
    const need = { approvals: 2, oneOf: ["approver"] };
    const twice = waiver({ approvals: [approval("bea", 1), approval("bea", 1.5)] }, { need });
    expect(isInForce(twice, at(3))).toBe(false);
    const wrong = [approval("bea", 1, { roles: ["sre"] }), approval("cem", 1, { roles: ["sre"] })];
    expect(isInForce(waiver({ approvals: wrong }, { need }), at(3))).toBe(false);
    const right = [...wrong, approval("dan", 1.5)];
    expect(isInForce(waiver({ approvals: right }, { need }), at(3))).toBe(true);
  });

  it("9. ends when it is revoked, and what it bent until then stays", () => {
    const revoked = waiver({ approvals: [approval("bea", 1)], closing: { kind: "revoked", at: at(4) } });
    expect(stateAt(revoked, at(4))).toBe("revoked");
    expect(isInForce(revoked, at(3))).toBe(true);
    expect(spanOf(revoked, aWeekLater)).toEqual({ from: at(2), to: at(4) });
  });

  it("10. is a debt from its end until somebody has reviewed it, and none when it never was in force", () => {
    expect(reviewDuty(approved, at(9)).kind).toBe("none");
    expect(reviewDuty(approved, at(10))).toMatchObject({ kind: "owed", since: at(10) });
    expect(reviewDuty(approved, aWeekLater).kind).toBe("owed");
    expect(reviewDuty({ ...approved, reviewedAt: at(12) }, aWeekLater).kind).toBe("done");
    expect(reviewDuty(waiver(), aWeekLater).kind).toBe("none");
    const revoked = waiver({ approvals: [approval("bea", 1)], closing: { kind: "revoked", at: at(4) } });
    expect(reviewDuty(revoked, at(4))).toMatchObject({ kind: "owed", since: at(4) });
  });
});

describe("an edited waiver", () => {
  it("owes a review for what its earlier revision bent, once it is over", () => {
    const earlierSpans = [{ from: at(2), to: at(3) }];
    const edited = waiver({ revision: 2, contentHash: other, approvals: [approval("bea", 1)], earlierSpans });
    expect(reviewDuty(edited, at(4)).kind).toBe("none");
    expect(reviewDuty(edited, at(10))).toMatchObject({ kind: "owed", since: at(3) });
  });

  it("is another content even with the same words", () => {
    const { content } = waiver();
    expect(canonicalText("w", 1, content)).not.toBe(canonicalText("w", 2, content));
    expect(canonicalText("w", 1, content)).not.toBe(canonicalText("v", 1, content));
    expect(canonicalText("w", 1, content)).toBe(canonicalText("w", 1, { ...content }));
    for (const change of [
      { kind: "objective" },
      { subject: "x" },
      { serviceId: "x" },
      { environmentId: "x" },
      { justification: "x" },
      { risk: "x" },
      { mitigation: "x" },
      { sunset: "x" },
      { startsAt: at(3) },
      { endsAt: at(11) },
      { need: { approvals: 2, oneOf: [] } },
    ] as const) {
      expect(canonicalText("w", 1, { ...content, ...change })).not.toBe(canonicalText("w", 1, content));
    }
  });
});

const people = ["ada", "bea", "cem", "dan"];
const approvals = fc.array(
  fc.record({
    person: fc.constantFrom(...people),
    revision: fc.constantFrom(1, 2),
    contentHash: fc.constantFrom(hash, other),
    roles: fc.constantFrom(["approver"], ["sre"]),
    at: fc.integer({ min: -3, max: 15 }).map(at),
  }),
  { maxLength: 8 },
);
const records = fc
  .record({
    approvals,
    starts: fc.integer({ min: -2, max: 6 }),
    lasts: fc.integer({ min: 1, max: 8 }),
    need: fc.record({ approvals: fc.integer({ min: 1, max: 3 }), oneOf: fc.constantFrom([], ["approver"]) }),
    closing: fc.option(
      fc.record({
        kind: fc.constantFrom("rejected" as const, "withdrawn" as const, "revoked" as const),
        at: fc.integer({ min: 0, max: 14 }).map(at),
      }),
      { nil: null },
    ),
    requestedAt: fc.option(fc.constant(at(0)), { nil: null }),
  })
  .map(({ starts, lasts, need, ...rest }) => waiver(rest, { startsAt: at(starts), endsAt: at(starts + lasts), need }));
const moments = fc.integer({ min: -40, max: 400 }).map((tenths) => at(tenths / 10));

describe("for every waiver and every moment", () => {
  it("is in force only between start and end, when it was asked for, approved enough by others, and not closed", () => {
    fc.assert(
      fc.property(records, moments, (record, now) => {
        const { startsAt, endsAt, need } = record.content;
        const naive = new Set(
          record.approvals
            .filter((one) => one.revision === 1 && one.contentHash === hash && one.person !== "ada")
            .filter((one) => one.at >= at(0) && one.at <= now && one.at < endsAt)
            .map((one) => one.person),
        );
        if (isInForce(record, now)) {
          expect(startsAt <= now && now < endsAt).toBe(true);
          expect(record.requestedAt).not.toBeNull();
          expect(naive.size).toBeGreaterThanOrEqual(need.approvals);
          expect(record.closing === null || record.closing.at > now).toBe(true);
          expect(stateAt(record, now)).toBe("in_force");
        } else expect(stateAt(record, now)).not.toBe("in_force");
      }),
      runs(1_000),
    );
  });

  it("stays as it was told: a later look at an earlier moment gives the same span up to then", () => {
    fc.assert(
      fc.property(records, moments, moments, (record, one, two) => {
        const [earlier, later] = one <= two ? [one, two] : [two, one];
        const known = spanOf(record, later);
        const inForceThen = known !== null && known.from <= earlier && earlier < known.to;
        expect(inForceThen).toBe(isInForce(record, earlier));
      }),
      runs(1_000),
    );
  });

  it("is granted at most once, at one of its approvals", () => {
    fc.assert(
      fc.property(records, moments, (record, now) => {
        const granted = grantedAt(record, now);
        if (granted === null) return;
        expect(record.approvals.map((one) => one.at)).toContain(granted);
        expect(grantedAt(record, at(1_000))).toBe(granted);
      }),
      runs(1_000),
    );
  });

  it("has no valid approval after any edit", () => {
    fc.assert(
      fc.property(records, moments, (record, now) => {
        const edited = { ...record, revision: 3, contentHash: "c".repeat(64) };
        expect(validApprovals(edited, now)).toEqual([]);
        expect(isInForce(edited, now)).toBe(false);
      }),
      runs(300),
    );
  });
});
