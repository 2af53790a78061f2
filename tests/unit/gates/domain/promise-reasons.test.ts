import { describe, expect, it } from "vitest";
import { clockReasons, type JourneyFacts, journeyReason, signOffReasons } from "@/lib/gates/domain/promise-reasons";
import type { GateReason } from "@/lib/gates/port";

/** Goal: promises hold a gate when they are broken, and what nobody can tell is never a pass. Method: tables. */

const owner = "Shop team";
const states = (reasons: readonly GateReason[]) => reasons.map(({ state }) => state);

describe("sign-offs", () => {
  const objective = (slug: string, ...missing: ("product" | "operations" | "security")[]) => ({
    slug,
    name: slug.toUpperCase(),
    missing,
  });

  it("are asked of each objective, for the parties that the requirement names", () => {
    const objectives = [objective("a"), objective("b", "product", "security")];
    expect(states(signOffReasons(objectives, ["product", "operations"], owner))).toEqual(["pass", "blocked"]);
    expect(states(signOffReasons(objectives, ["operations"], owner))).toEqual(["pass", "pass"]);
    const [, held] = signOffReasons(objectives, ["product", "security"], owner);
    expect(held).toMatchObject({ sentence: "What “B” says now is not signed by product, security.", owner });
    expect(held?.href).toBe("/slos/b");
  });

  it("are none where nothing is promised", () => {
    expect(states(signOffReasons([], ["product"], owner))).toEqual(["pass"]);
  });
});

describe("clocks", () => {
  const clock = (
    status: "running" | "paused" | "breached" | "undetermined",
    leftMinutes: number,
    slug = "restore",
  ) => ({
    id: `clk_${slug}`,
    title: "Checkout is down",
    definition: { slug, name: "Restore" },
    status,
    why: status === "undetermined" ? "PagerDuty is silent." : null,
    dueAt: null,
    remainingMs: leftMinutes * 60_000,
  });
  const any = { definitions: [], leftMinutes: 0 };

  it.each([
    ["none runs", [], any, ["pass"]],
    ["time is left", [clock("running", 1), clock("paused", 90)], any, ["pass"]],
    ["one is overdue", [clock("breached", -1), clock("running", 5)], any, ["blocked"]],
    ["little is left", [clock("running", 29), clock("running", 30)], { ...any, leftMinutes: 30 }, ["blocked"]],
    ["its source is silent", [clock("undetermined", 60)], any, ["unknown"]],
    ["another is overdue", [clock("breached", -1)], { ...any, definitions: ["answer"] }, ["pass"]],
  ])("hold as they stand: %s", (_name, open, rule, expected) => {
    expect(states(clockReasons(open, rule, owner))).toEqual(expected);
  });

  it("say how long is left", () => {
    const [reason] = clockReasons([clock("running", 12)], { ...any, leftMinutes: 30 }, owner);
    expect(reason?.sentence).toBe("Restore for “Checkout is down” has 12 minutes left, fewer than 30.");
  });
});

describe("journeys", () => {
  const facts = (closing: NonNullable<NonNullable<JourneyFacts["previous"]>["release"]>["closing"]): JourneyFacts => ({
    version: "2.0.0",
    owner,
    href: "/services/shop",
    previous: { name: "Staging", release: { href: "/rollouts/rol_1", closing, sentence: "Said." } },
  });

  it("pass only what they closed; what nobody can tell is unknown", () => {
    const all = (["closed", "open", "not_yet", "waiting", "unknown", "none"] as const).map((closing) => {
      const { state, nextAction } = journeyReason(facts(closing));
      expect(nextAction === null).toBe(closing === "closed");
      return state;
    });
    expect(all).toEqual(["pass", "blocked", "blocked", "blocked", "unknown", "unknown"]);
  });

  it("need a version and a release of it there, unless nothing comes before", () => {
    expect(journeyReason({ ...facts("closed"), version: null }).state).toBe("unknown");
    expect(journeyReason({ ...facts("closed"), previous: { name: "Staging", release: null } }).state).toBe("unknown");
    expect(journeyReason({ ...facts("closed"), previous: null }).state).toBe("pass");
    expect(journeyReason(facts("closed"))).toMatchObject({
      sentence: "2.0.0 in Staging: Said.",
      href: "/rollouts/rol_1",
    });
  });
});
