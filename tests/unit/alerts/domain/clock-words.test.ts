import { describe, expect, it } from "vitest";
import {
  clockEndSentence,
  clockSentence,
  clockTitle,
  correctionSentence,
  correctionTitle,
  type SaidClock,
} from "@/lib/alerts/domain/clock-words";
import { type ClockEvent, clockAt } from "@/lib/clocks/domain/sla-clock";
import { instant } from "@/lib/kernel/instant";

/** Goal: what is told of a clock carries its arithmetic, and what is taken back says why. */

const hourMs = 3_600_000;
const t = (hours: number) => instant(Date.parse("2026-06-01T00:00:00Z") + hours * hourMs);
const goalMs = 4 * hourMs;

function clock(hours: number, more: Partial<SaidClock> = {}, events: readonly ClockEvent[] = []): SaidClock {
  const all: ClockEvent[] = [{ kind: "started", at: t(0) }, ...events];
  return {
    ...{ definition: "Answer", title: "Card payments fail", status: "running", why: null, goalMs, hours: "Office" },
    ...{ revision: 3, revisionReason: "Its source told more of the incident." },
    state: clockAt(all, { goalMs, schedule: { kind: "always" } }, t(hours)),
    ...more,
  };
}

describe("a part that is used", () => {
  it("says how much of what is used, and when it is due", () => {
    expect(clockTitle(clock(3), 75)).toBe("Answer, 75 % used: Card payments fail");
    expect(clockSentence(clock(3), 75)).toBe(
      "3 h of 4 h of Office are used, 75 % or more; it is due at 2026-06-01 04:00 UTC.",
    );
    const open: ClockEvent = { kind: "paused", at: t(2), pauseId: "p", reason: "vendor", capMs: null };
    expect(clockSentence(clock(3, { hours: null }, [open]), 50)).toContain("nothing makes it due as things are");
  });

  it("says of a breach when it was due, and whether it stopped", () => {
    expect(clockTitle(clock(5), 100)).toBe("Answer breached: Card payments fail");
    expect(clockSentence(clock(5), 100)).toBe(
      "4 h of Office were promised. It was due at 2026-06-01 04:00 UTC. Nobody told of a stop.",
    );
    expect(clockSentence(clock(9, {}, [{ kind: "stopped", at: t(5) }]), 100)).toContain(
      "It stopped at 2026-06-01 05:00 UTC.",
    );
  });
});

describe("the end of it", () => {
  it("says whether the promise was kept, what took its place, or why it is taken back", () => {
    const kept = clock(9, { status: "met" }, [{ kind: "stopped", at: t(3) }]);
    expect(clockEndSentence(kept, "stopped", 0)).toBe("It stopped at 2026-06-01 03:00 UTC, in time: 3 h of 4 h.");
    const late = clock(9, { status: "breached" }, [{ kind: "stopped", at: t(5) }]);
    expect(clockEndSentence(late, "stopped", 0)).toContain("after it was due: 5 h of 4 h");
    expect(clockEndSentence(clock(3), "passed", 75)).toBe("75 % is used now, which is told on its own.");
    expect(clockEndSentence(clock(1), "withdrawn", 0)).toBe(
      "Withdrawn: as revision 3 counts, 1 h of 4 h of Office are used. Its source told more of the incident.",
    );
    expect(clockEndSentence(clock(1, { status: "void", why: "It is a duplicate." }), "withdrawn", 0)).toBe(
      "Withdrawn. It is a duplicate.",
    );
  });

  it("is corrected in words", () => {
    const kept = clock(9, { status: "met" }, [{ kind: "stopped", at: t(3) }]);
    expect(correctionTitle(kept, "met")).toBe("Corrected: Answer was kept: Card payments fail");
    expect(correctionSentence(kept, "met")).toContain("It was known as breached; as revision 3 counts, 3 h of 4 h");
    expect(correctionTitle(kept, "breached")).toContain("was breached");
    expect(correctionSentence(clock(1, { status: "void", why: "It is a duplicate." }), "met")).toBe(
      "It was told as breached. It is a duplicate.",
    );
  });
});
