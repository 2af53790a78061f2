import { describe, expect, it } from "vitest";
import { commandOrder, commandWords } from "@/components/rollouts/command-words";
import { snapshotLead, snapshotStatus, verdictSummary, withoutEvidence } from "@/components/rollouts/decision-words";
import { bandOf, evidenceTitle, figuresOf, numberRow } from "@/components/rollouts/evidence-words";
import { pauseFirst, phaseView } from "@/components/rollouts/phase";
import { planErrors } from "@/components/rollouts/plan-errors";
import { planRows, smokeRows, stepsInWords, triggerRows } from "@/components/rollouts/plan-words";
import { listAnswer, listFilter } from "@/components/rollouts/rollouts-tabs";
import { defaultPlans } from "@/lib/rollouts/domain/default-plans";
import { detailView, evidenceView, summaryView } from "../../../support/rollout-views";

const plain = { pauseReasons: [], rollbackCause: null };

describe("phaseView", () => {
  it("shows trouble before waiting, and how many more reasons there are", () => {
    expect(phaseView({ ...plain, phase: "baking", pauseReasons: ["approval", "blind"] })).toEqual({
      status: "at_risk",
      label: "Blind +1",
    });
    expect(phaseView({ ...plain, phase: "baking", pauseReasons: ["approval"] }).status).toBe("waiting");
  });

  it("does not paint a person's rollback as harm", () => {
    expect(phaseView({ ...plain, phase: "rolled_back", rollbackCause: "manual" }).status).toBe("neutral");
    expect(phaseView({ ...plain, phase: "rolled_back", rollbackCause: "latency" }).status).toBe("failed");
  });
});

describe("pauseFirst", () => {
  it("brings what it waits for to the front", () => {
    expect(pauseFirst("Baking 10 %; next: 50 % (paused: an approval is needed; decides by itself in 1 day)")).toBe(
      "Paused: an approval is needed; decides by itself in 1 day. Baking 10 %; next: 50 %",
    );
    expect(pauseFirst("Baking 10 %")).toBe("Baking 10 %");
  });
});

describe("decisions", () => {
  it("lead with their first sentence; a full stop inside a version ends none", () => {
    expect(snapshotLead("Completed: 4.12.0 is the live version. It was watched.")).toEqual({
      lead: "Completed: 4.12.0 is the live version.",
      rest: "It was watched.",
    });
    expect(snapshotLead("Queued.")).toEqual({ lead: "Queued.", rest: "" });
  });

  it("keep what a failed check says and fold away the rest", () => {
    const evidence = [
      evidenceView({ verdict: "fail", sentence: "Canary failed 9 of 60 requests." }),
      evidenceView({ verdict: "pass", sentence: "Healthy: 3 checks." }),
    ];
    const sentence = "Taken back from 10 %. Canary failed 9 of 60 requests. Healthy: 3 checks.";
    expect(withoutEvidence({ sentence, evidence })).toBe("Taken back from 10 %. Canary failed 9 of 60 requests.");
    expect(verdictSummary(evidence)).toBe("1 fail, 1 pass");
  });

  it("take the look of the gravest thing that happened", () => {
    expect(snapshotStatus(["step_passed", "rollback_started"])).toBe("failed");
    expect(snapshotStatus(["created"])).toBe("neutral");
  });
});

describe("evidence", () => {
  it("is titled by what it looks at", () => {
    expect(evidenceTitle(evidenceView({ kind: "latency", numbers: { quantile: 0.99 } }))).toBe("Latency p99");
    expect(evidenceTitle(evidenceView({ kind: "metric", checkId: "metric:queue-depth" }))).toBe("queue-depth");
  });

  it("puts canary beside baseline, also where only counts are given", () => {
    const counted = { canaryErrors: 3, canaryRequests: 60, baselineErrors: 0, baselineRequests: 540 };
    expect(figuresOf(evidenceView({ numbers: counted })).map((figure) => figure.text)).toEqual(["5 %", "0 %"]);
    expect(figuresOf(evidenceView({ numbers: {} }))).toEqual([]);
  });

  it("draws a band only from a whole interval over real requests", () => {
    const numbers = {
      canaryRequests: 60,
      baselineRequests: 540,
      differencePp: 4,
      differenceLowerPp: 1,
      differenceUpperPp: 9,
      limitPp: 1,
    };
    expect(bandOf(evidenceView({ numbers }))).toMatchObject({ estimate: 4, low: 1, high: 9, limit: 1 });
    expect(bandOf(evidenceView({ numbers: { ...numbers, canaryRequests: 0 } }))).toBeNull();
  });

  it("names each number with its unit", () => {
    expect(numberRow("canaryErrorPercent", 4.25)).toEqual({ label: "Canary error", text: "4.25 %" });
    expect(numberRow("limitPp", 1)).toEqual({ label: "Limit", text: "1 pp" });
    expect(numberRow("cutoffMs", null)).toEqual({ label: "Cutoff", text: "none" });
  });
});

describe("commandWords", () => {
  it.each(commandOrder)("says what %s changes, where and how far, in words without holes", (command) => {
    const words = commandWords(command, detailView({ pauseReasons: ["manual"] }));
    for (const text of [words.label, words.changes, words.where, words.blastRadius]) {
      expect(text).not.toMatch(/undefined|null|NaN/);
      expect(text.length).toBeGreaterThan(10);
    }
  });

  it("tells promoting to the next share from ending the watch", () => {
    expect(commandWords("promote", detailView({ stepIndex: 0 })).label).toBe("Promote checkout 4.12.0 to 50 %");
    expect(commandWords("promote", detailView({ stepIndex: 2 })).label).toBe("Promote checkout 4.12.0 to the watch");
    expect(commandWords("promote", detailView({ phase: "watching" })).label).toBe("Complete checkout 4.12.0 now");
  });
});

describe("plans in words", () => {
  it("show every trigger and say which is off", () => {
    const triggers = {
      ...defaultPlans.canary.triggers,
      latency: { ...defaultPlans.canary.triggers.latency, enabled: false },
    };
    const rows = triggerRows(triggers);
    expect(rows).toHaveLength(4);
    expect(rows.find((row) => row.isOff)?.value).toBe("off");
  });

  it("name the paths of every field, so that an override is always marked", () => {
    const plan = defaultPlans.canary;
    const paths = [...triggerRows(plan.triggers), ...smokeRows(plan), ...planRows(plan)].flatMap((row) => row.paths);
    const triggerFields = Object.entries(plan.triggers).flatMap(([name, fields]) =>
      name === "metrics" ? [] : Object.keys(fields).map((field) => `triggers.${name}.${field}`),
    );
    const { strategy: _strategy, steps: _steps, triggers: _triggers, ...rest } = plan;
    expect(paths.toSorted()).toEqual([...triggerFields, ...Object.keys(rest)].toSorted());
  });

  it("say what is asked before any traffic moves, and that nothing is", () => {
    const check = { id: "front", path: "/", expectStatus: 204, bodyContains: "ok", timeoutMs: 2_000 };
    expect(smokeRows({ smokeChecks: [] })[0]?.value).toBe("none");
    expect(smokeRows({ smokeChecks: [check] })).toMatchObject([
      { term: "Smoke check front", value: "/ answers 204 with “ok”" },
    ]);
  });

  it("give the steps at a glance", () => {
    expect(stepsInWords(defaultPlans.canary)).toBe("10 % → 50 % → 100 %");
  });
});

describe("planErrors", () => {
  it("finds what the engine would refuse, at its field", () => {
    const steps = defaultPlans.canary.steps.map((step, index) =>
      index === 0 ? { ...step, trafficPercent: 60 } : step,
    );
    expect(planErrors({ ...defaultPlans.canary, steps })).toHaveProperty(["steps.1.trafficPercent"]);
    expect(planErrors(defaultPlans.canary)).toEqual({});
  });

  it("asks for a number where one was cleared, whatever else that breaks", () => {
    expect(planErrors({ ...defaultPlans.canary, warmMs: Number.NaN }).warmMs).toBe("Give a number.");
  });

  it("takes what the server said about the plan under its own prefix only", () => {
    const sent = { "plan.warmMs": "Too long.", "overrides.warmMs": "Other form.", name: "Taken." };
    expect(planErrors(defaultPlans.canary, sent)).toEqual({ warmMs: "Too long." });
  });
});

describe("the list", () => {
  it("answers in one sentence", () => {
    const waiting = summaryView({ needsAttention: true });
    expect(listAnswer({ active: [], queued: [] })).toBe("Nothing is under way.");
    expect(listAnswer({ active: [waiting, summaryView()], queued: [summaryView()] })).toBe(
      "2 rollouts are under way, 1 of them needs a person; 1 more waits in the queue.",
    );
  });

  it("asks the API only for what the address says", () => {
    const none = { service: null, environment: null, phase: null, cursor: null };
    expect(listFilter({ ...none, tab: "needs", phase: "baking" })).toEqual({ attention: "true" });
    expect(listFilter({ ...none, tab: "recent", service: "checkout" })).toEqual({ open: "false", service: "checkout" });
  });
});
