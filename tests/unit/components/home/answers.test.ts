import { describe, expect, it } from "vitest";
import { homeAnswer } from "@/components/home/answers";
import type { HomeFacts } from "@/components/home/home-facts";
import { chosenView, type HomeView, homeViews, viewsOf } from "@/components/home/home-roles";
import type { RollbackStory } from "@/lib/rollouts/api-contract";
import type { ObjectiveStanding } from "@/lib/slos/standing-contract";
import { iso, overviewView, summaryView } from "../../../support/rollout-views";

/** Nothing besides rollouts. */
const calm: HomeFacts = {
  alarms: { items: [], nextCursor: null },
  standing: standing({}),
  trains: { items: [], nextCursor: null },
  board: { items: [], nextCursor: null },
  mine: { items: [], nextCursor: null },
  debts: { items: [], nextCursor: null },
  inForce: { items: [], nextCursor: null },
  breaches: { items: [], nextCursor: null },
  owed: { items: [], nextCursor: null },
  emergencies: { items: [], nextCursor: null },
  unauthorized: { items: [], nextCursor: null },
  places: { items: [], nextCursor: null },
  refused: { items: [], nextCursor: null },
};

function standing(more: Partial<ObjectiveStanding>): ObjectiveStanding {
  const none = { total: 0, met: 0, missed: 0, undetermined: 0, noData: 0, exhausted: 0 };
  return { ...none, tiers: [], neediest: [], fastest: [], ...more };
}

/** So many things of a kind of which a sentence only counts. */
function some<Name extends keyof HomeFacts>(count: number): HomeFacts[Name] {
  return { items: Array.from({ length: count }, () => ({})), nextCursor: null } as unknown as HomeFacts[Name];
}

const answer = (view: HomeView, overview = overviewView(), facts: Partial<HomeFacts> = {}) =>
  homeAnswer(view, overview, { ...calm, ...facts });

const story = (more: Partial<RollbackStory> = {}): RollbackStory => ({
  rollout: summaryView({ phase: "rolled_back", canaryVersion: "4.12.0" }),
  cause: "error_rate",
  why: "Canary failed 9 of 60 requests.",
  actorName: null,
  decidedAt: iso(-600_000),
  fromSharePercent: 10,
  tookMs: 700,
  ...more,
});

describe("is anything hurting users", () => {
  it("says yes only while something is being taken out", () => {
    const overview = overviewView({ active: [summaryView({ phase: "rolling_back" })] });
    expect(answer("sre", overview)).toBe("Yes: Checkout 4.12.0 is being taken out of traffic now.");
  });

  it("tells what did, lately, and how soon it was out", () => {
    expect(answer("sre", overviewView({ recentRollbacks: [story()] }))).toBe(
      "Not now. No new version has users. Checkout 4.12.0 did 10 min ago (error rate) and was out of traffic in 700 ms.",
    );
  });

  it("does not blame a version that a person took back, or that no user saw", () => {
    const stories = [story({ actorName: "Ada" }), story({ fromSharePercent: 0 })];
    expect(answer("sre", overviewView({ recentRollbacks: stories }))).toBe("No. No new version has users.");
  });

  it("says yes when an alert pages, whether or not a release did it", () => {
    const page = { state: "firing", kind: "page", title: "Checkout answers: budget burns 14.4 times too fast" };
    const ticket = { ...page, kind: "ticket" };
    const facts = (items: unknown[]) => ({ alarms: { items, nextCursor: null } as unknown as HomeFacts["alarms"] });
    expect(answer("sre", overviewView(), facts([page, ticket]))).toBe(
      "Yes. Checkout answers: budget burns 14.4 times too fast. No new version has users.",
    );
    expect(answer("sre", overviewView(), facts([page, page]))).toContain("too fast, and 1 more alert fires.");
    expect(answer("sre", overviewView(), facts([ticket, { ...page, state: "acknowledged" }]))).toMatch(/^No\./);
  });

  it("does not take what it cannot read for calm", () => {
    expect(homeAnswer("sre", overviewView(), { ...calm, alarms: undefined } as unknown as HomeFacts)).toBe(
      "Whether an alert fires cannot be read. No new version has users.",
    );
  });

  it("counts spent budgets", () => {
    expect(answer("sre", overviewView(), { standing: standing({ total: 4, exhausted: 1 }) })).toBe(
      "No. No new version has users. 1 of 4 objectives has spent its budget.",
    );
  });

  it("never calls the unseen healthy", () => {
    const overview = overviewView({ active: [summaryView({ pauseReasons: ["blind"] })] });
    expect(answer("sre", overview)).toContain("But Checkout 4.12.0 cannot be judged: no numbers arrive.");
  });
});

describe("what ships today", () => {
  it("names what is stuck, and on what", () => {
    const overview = overviewView({
      active: [summaryView(), summaryView({ needsAttention: true, pauseReasons: ["approval"] })],
      queued: [summaryView()],
    });
    expect(answer("release_manager", overview)).toBe(
      "1 moves, 1 waits for a person and 1 in the queue. Stuck: Checkout 4.12.0 (needs an approval).",
    );
  });

  it("tells what the board holds", () => {
    expect(answer("release_manager", overviewView(), { board: some<"board">(2) })).toBe(
      "Nothing moves. 2 requests wait for the board.",
    );
  });
});

describe("fast, safe, provable", () => {
  it("says nothing about nothing", () => {
    expect(answer("executive", overviewView())).toContain("nothing to say yet");
  });

  it("gives the share with its counts, and the median with its n", () => {
    const last30Days = {
      ...overviewView().last30Days,
      completed: 18,
      rolledBack: 2,
      rolledBackByItself: 1,
      medianRollbackMs: 900,
      rollbacksMeasured: 2,
      decisions: 240,
    };
    expect(answer("executive", overviewView({ last30Days }))).toBe(
      "Nothing is promised yet. No exception is in force. In 30 days 18 of 20 rollouts (90 %) stayed. 2 were taken back, 1 of them without anybody asking. Half of those with users were out of traffic within 900 ms (n = 2). All 240 decisions are on record.",
    );
  });

  it("says first how promises stand, and what bends the rules", () => {
    const facts = {
      standing: standing({ total: 9, met: 5, missed: 1, undetermined: 2, noData: 1 }),
      inForce: { ...(some<"inForce">(20) as object), nextCursor: "x" } as HomeFacts["inForce"],
      emergencies: some<"emergencies">(1),
      owed: some<"owed">(2),
      breaches: some<"breaches">(1),
    } as Partial<HomeFacts>;
    expect(answer("executive", overviewView(), facts)).toContain(
      "5 of 9 objectives are met, 1 missed, 2 cannot be told and 1 without data. In force: 20 or more waivers and 1 emergency; 1 breach open and 2 emergencies not reviewed.",
    );
    expect(homeAnswer("executive", overviewView(), {})).toContain(
      "How the objectives stand cannot be read. Which exceptions are in force cannot be read.",
    );
  });
});

describe("can I ship mine", () => {
  const place = (answered: string, name = "Checkout") => ({
    service: { slug: "x", name },
    environment: { slug: "production", name: "Production" },
    version: "1.4.0",
    live: "1.3.0",
    answer: answered,
    sentence: `${name} 1.4.0 may${answered === "open" ? "" : " not"} go to Production.`,
    holding: answered === "open" ? 0 : 1,
    first: answered === "open" ? null : { sentence: "Its tests failed." },
  });
  const of = (...items: unknown[]) =>
    answer("developer", overviewView(), {
      places: { items, nextCursor: null } as unknown as NonNullable<HomeFacts["places"]>,
    });

  it("answers yes, no, or where", () => {
    expect(of(place("open"))).toBe("Yes: Checkout 1.4.0 may go to Production.");
    expect(of(place("closed"))).toBe("No: Checkout 1.4.0 may not go to Production.");
    expect(of(place("open"), place("open"))).toBe("Yes: the newest version may go in each of 2 places.");
    expect(of(place("open"), place("unknown", "Search"))).toBe(
      "In 1 of 2 places the newest version may go. Not Search to Production: Its tests failed.",
    );
    expect(of(place("closed"), place("closed"))).toMatch(/^No: in none of 2 places may the newest version go now\./);
    expect(of({ ...place("closed"), version: null })).toBe("None of your services has a version yet.");
    expect(of()).toBe("None of your teams owns a service, so there is nothing of yours to ship.");
  });
});

describe("what waits for my word", () => {
  it("counts each kind, and reviews apart", () => {
    expect(answer("approver")).toBe("Nothing waits for an approval.");
    const overview = overviewView({ active: [summaryView({ pauseReasons: ["approval"], needsAttention: true })] });
    const facts = { mine: some<"mine">(2), board: some<"board">(1), debts: some<"debts">(1) } as Partial<HomeFacts>;
    expect(answer("approver", overview, facts)).toBe(
      "For approval: 2 waivers, 1 request for the board and 1 rollout. To be reviewed: 1 waiver.",
    );
    expect(homeAnswer("approver", overviewView(), {})).toContain("Not all that may wait could be read.");
  });
});

describe("what went past the rules", () => {
  it("counts what had no ticket, what is in force and what was refused", () => {
    const facts = { unauthorized: some<"unauthorized">(3), refused: some<"refused">(1) } as Partial<HomeFacts>;
    expect(answer("auditor", overviewView(), facts)).toBe(
      `3 deployments of 30 days went without the ticket that they need. No exception is in force. 1 attempt was refused. ${overviewView().last30Days.decisions} decisions about rollouts are on record, each with who and why.`,
    );
    expect(homeAnswer("auditor", overviewView(), {})).toContain("Which deployments had no ticket cannot be read.");
  });
});

describe("viewsOf", () => {
  it("gives everybody at least one view, and several roles several", () => {
    expect(viewsOf([])).toEqual(["developer"]);
    expect(viewsOf(["viewer"])).toEqual(["developer"]);
    expect(viewsOf(["executive", "sre"])).toEqual(["sre", "executive"]);
    expect(viewsOf(["admin"])).toEqual(homeViews);
    expect(viewsOf(["approver", "developer"])).toEqual(["developer", "approver"]);
  });

  it("shows another's view to nobody", () => {
    expect(chosenView(["sre", "executive"], "executive")).toBe("executive");
    expect(chosenView(["sre"], "auditor")).toBe("sre");
    expect(chosenView([], ["auditor"])).toBe("developer");
  });
});
