import { describe, expect, it } from "vitest";
import {
  type CandidateRow,
  clockSkewMs,
  faultsOf,
  type ImportFacts,
  refKey,
} from "@/lib/deployments/domain/import-rows";
import { instant } from "@/lib/kernel/instant";

const now = instant(10_000_000);

function row(more: Partial<CandidateRow> = {}): CandidateRow {
  return {
    service: "checkout",
    environment: "production",
    version: "1.0.0",
    startedAt: instant(1_000),
    finishedAt: instant(2_000),
    state: "succeeded",
    externalRef: "ref",
    ...more,
  };
}

function facts(more: Partial<ImportFacts> = {}): ImportFacts {
  return { now, services: new Set(["checkout"]), environments: new Set(["production"]), known: new Map(), ...more };
}

function fields(rows: CandidateRow[], given = facts()): (string | undefined)[] {
  return faultsOf(rows, given).map((reason) => reason.field);
}

describe("import rows", () => {
  it("accepts a good row, also when it starts and ends at the same moment", () => {
    expect(fields([row({ finishedAt: instant(1_000) })])).toEqual([]);
  });

  it("lets the sender's clock be ahead by the allowed skew and no more", () => {
    expect(fields([row({ finishedAt: instant(now + clockSkewMs) })])).toEqual([]);
    expect(fields([row({ finishedAt: instant(now + clockSkewMs + 1) })])).toEqual(["rows.0.finishedAt"]);
  });

  it("tells a reference that is given twice from the same reference elsewhere", () => {
    const elsewhere = facts({ environments: new Set(["production", "staging"]) });
    expect(fields([row(), row()])).toEqual(["rows.1.externalRef"]);
    expect(fields([row(), row({ environment: "staging" })], elsewhere)).toEqual([]);
    expect(refKey(row({ service: 'a","b' }))).not.toBe(refKey(row({ service: "a" })));
  });

  it("takes the same again and refuses the same reference with other facts", () => {
    const stored = {
      id: "dep_1",
      version: "1.0.0",
      startedAt: instant(1_000),
      finishedAt: instant(2_000),
      state: "succeeded",
    };
    const known = facts({ known: new Map([[refKey(row()), stored]]) });
    expect(fields([row()], known)).toEqual([]);
    for (const other of [
      { version: "2" },
      { state: "cancelled" },
      { startedAt: instant(1) },
      { finishedAt: instant(1_500) },
    ]) {
      expect(fields([row(other)], known)).toEqual(["rows.0.externalRef"]);
    }
  });

  it("gives a remedy with every fault", () => {
    const rows = [row({ service: "x", environment: "y", finishedAt: instant(0) }), row({ startedAt: instant(1e9) })];
    for (const reason of faultsOf(rows, facts())) expect(reason.remedy).toBeTruthy();
  });
});
