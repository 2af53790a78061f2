import { describe, expect, test } from "vitest";
import type { FindingView } from "@/lib/anomalies/contract";
import { endOf, sentenceOf, titleOf } from "@/lib/anomalies/domain/finding-words";

const finding: FindingView = {
  id: "fnd_1",
  series: {
    id: "srs_1",
    measure: "deployment_duration",
    title: "Duration of deployments",
    rhythm: "daily",
    service: { slug: "checkout", name: "Checkout" },
    environment: { slug: "production", name: "Production" },
  },
  kind: "step",
  direction: "up",
  isBad: true,
  onsetAt: "2026-11-20T00:00:00.000Z",
  foundAt: "2026-11-22T00:00:00.000Z",
  before: 10,
  after: 41.2,
  sizeSigma: 6.24,
  cause: null,
  state: "open",
  recoveredAt: null,
  acknowledged: null,
  revision: 1,
};

describe("a finding", () => {
  test("says what, where, by how much and what came before it", () => {
    expect(titleOf(finding)).toBe("Duration of deployments rose: Checkout in Production");
    expect(sentenceOf(finding)).toBe(
      "Duration of deployments rose from 10 min to 41 min, 6.2 times the usual spread of the series. No deployment began near before it.",
    );
    const spike = {
      ...finding,
      kind: "spike" as const,
      series: { ...finding.series, service: null, environment: null },
    };
    expect(titleOf(spike)).toBe("Duration of deployments leapt: all services");
  });

  test("asks for somebody until it is recovered, usual, or looked at", () => {
    expect(endOf(finding)).toBeNull();
    expect(endOf({ ...finding, state: "recovered" })).toContain("back at what was usual");
    expect(endOf({ ...finding, state: "settled" })).toContain("four weeks");
    const acknowledged = { at: finding.foundAt, by: "Ada", reason: "Larger images." };
    expect(endOf({ ...finding, state: "acknowledged", acknowledged })).toBe("Ada looked at it: Larger images.");
  });
});
