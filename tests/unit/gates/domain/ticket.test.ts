import { describe, expect, it } from "vitest";
import { type NamedTicket, type TicketFacts, ticketReason } from "@/lib/gates/domain/ticket";

const change: NamedTicket = {
  by: "change",
  reference: null,
  href: null,
  isAllowing: false,
  reason: "CHG1 was rejected.",
};
const train: NamedTicket = {
  by: "train",
  reference: "T-7",
  href: "/releases/trn_7",
  isAllowing: true,
  reason: "CHG7 allows it.",
};
const facts: TicketFacts = {
  tickets: [],
  acceptsTrainTicket: true,
  none: "No change ticket is named.",
  waiver: null,
  owner: "Payments",
};

describe("the ticket of a version", () => {
  it("is missed when nobody named one, with who brings it and how", () => {
    const reason = ticketReason(facts);
    expect(reason).toMatchObject({ state: "blocked", owner: "Payments", href: "/deployments" });
    expect(reason.sentence).toBe("No change ticket is named. Without one the deployment would be unauthorized.");
    expect(reason.nextAction).toContain("or the release train.");
  });

  it("may be that of the train, and leads to the release", () => {
    expect(ticketReason({ ...facts, tickets: [change, train] })).toMatchObject({
      state: "pass",
      sentence: "CHG7 allows it. The release T-7 names it.",
      href: "/releases/trn_7",
      owner: null,
    });
  });

  it("is not that of the train where the rule does not let it, which is said", () => {
    const reason = ticketReason({ ...facts, acceptsTrainTicket: false, tickets: [train] });
    expect(reason.state).toBe("blocked");
    expect(reason.sentence).toBe(
      "No change ticket is named. The ticket of T-7 does not count here. Without one the deployment would be unauthorized.",
    );
    expect(reason.nextAction).not.toContain("train");
  });

  it("tells why the train's ticket allows nothing", () => {
    const rejected = { ...train, isAllowing: false, reason: "CHG7 was cancelled." };
    const reason = ticketReason({ ...facts, tickets: [rejected] });
    expect(reason).toMatchObject({ state: "blocked", href: "/releases/trn_7" });
    expect(reason.sentence).toContain("CHG7 was cancelled. The release T-7 names it.");
  });

  it("is waived by name", () => {
    const reason = ticketReason({ ...facts, waiver: "W-3" });
    expect(reason).toMatchObject({ state: "waived", nextAction: null });
    expect(reason.sentence).toContain("Waived by W-3.");
  });
});
