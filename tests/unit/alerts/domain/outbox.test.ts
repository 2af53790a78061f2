import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NoticeStep } from "@/lib/alerts/contract";
import { maxAttempts, nextOf, placeOf, settle, stepAt, type ThreadNotice, waitAfter } from "@/lib/alerts/domain/outbox";
import type { TellOutcome } from "@/lib/alerts/port";
import { type Instant, instant } from "@/lib/kernel/instant";
import { runs } from "@/tests/support/runs";

const now = instant(Date.parse("2026-11-20T12:00:00Z"));
const refused = (more: Partial<Extract<TellOutcome, { kind: "refused" }>> = {}): TellOutcome => {
  return { kind: "refused", why: "no", isFinal: false, retryAfterMs: null, mayHaveArrived: false, ...more };
};
const first = { attempts: 1, mayHaveArrived: false };

describe("an attempt", () => {
  it("that succeeded ends the notice", () => {
    expect(settle(first, { kind: "sent", answer: "taken" }, now)).toMatchObject({ state: "sent", settledAt: now });
  });

  it("that failed is made again after waits that grow to a quarter of an hour and no further", () => {
    expect([1, 2, 3, 8, 9, 20].map(waitAfter)).toEqual([5_000, 10_000, 20_000, 640_000, 900_000, 900_000]);
    expect(settle(first, refused(), now)).toMatchObject({ state: "waiting", nextAttemptAt: now + 5_000 });
  });

  it("waits as long as the other side asks, but not for ever", () => {
    expect(settle(first, refused({ retryAfterMs: 30_000 }), now).nextAttemptAt).toBe(now + 30_000);
    expect(settle(first, refused({ retryAfterMs: 1_000 }), now).nextAttemptAt).toBe(now + 5_000);
    expect(settle(first, refused({ retryAfterMs: 86_400_000 }), now).nextAttemptAt).toBe(now + 900_000);
  });

  it("is the last one after a refusal for good, and after twenty", () => {
    expect(settle(first, refused({ isFinal: true }), now)).toMatchObject({ state: "dead", lastError: "no" });
    expect(settle({ ...first, attempts: maxAttempts }, refused(), now)).toMatchObject({ state: "dead" });
    expect(settle({ ...first, attempts: maxAttempts - 1 }, refused(), now).state).toBe("waiting");
  });

  it("that may have arrived is remembered by all that follow", () => {
    const { mayHaveArrived } = settle(first, refused({ mayHaveArrived: true }), now);
    expect(settle({ attempts: 2, mayHaveArrived }, refused(), now).mayHaveArrived).toBe(true);
  });
});

describe("steps", () => {
  it("have places that lead back to them", () => {
    expect(([1, 2, 3] as const).map(stepAt)).toEqual(["trigger", "acknowledge", "resolve"]);
    expect((["trigger", "acknowledge", "resolve"] as const).map(placeOf)).toEqual([1, 2, 3]);
    expect(() => stepAt(4)).toThrow(RangeError);
  });
});

interface Thread {
  readonly step: NoticeStep;
  state: ThreadNotice["state"];
  nextAttemptAt: Instant | null;
  mayHaveArrived: boolean;
  attempts: number;
}

const waiting = (step: NoticeStep): Thread => {
  return { step, state: "waiting", nextAttemptAt: now, mayHaveArrived: false, attempts: 0 };
};

describe("what is next for an alert and a connection", () => {
  it("is nothing while an attempt is under way", () => {
    expect(nextOf([{ ...waiting("trigger"), state: "sending" }, waiting("resolve")], now)).toBeNull();
  });

  it("is not the end while the beginning waits for its next attempt", () => {
    const later = { ...waiting("trigger"), nextAttemptAt: instant(now + 60_000) };
    expect(nextOf([later, waiting("resolve")], now)).toBeNull();
  });

  it("is nothing to end where the beginning certainly never arrived, and the end where it may have", () => {
    const dead = { ...waiting("trigger"), state: "dead" } as const;
    expect(nextOf([dead, waiting("resolve")], now)).toEqual({ do: "drop", step: "resolve" });
    expect(nextOf([{ ...dead, mayHaveArrived: true }, waiting("resolve")], now)).toEqual({
      do: "send",
      step: "resolve",
    });
  });

  it("never tells a step after a later one, whatever fails and whenever the steps come", () => {
    const outcome = fc.constantFrom<TellOutcome | "cut_off">(
      { kind: "sent", answer: "taken" },
      refused(),
      refused({ mayHaveArrived: true }),
      refused({ retryAfterMs: 60_000 }),
      refused({ isFinal: true }),
      "cut_off",
    );
    const move = fc.oneof(
      fc.record({ kind: fc.constant("attempt" as const), outcome }),
      fc.record({ kind: fc.constant("pass" as const), ms: fc.integer({ min: 0, max: 900_000 }) }),
      fc.record({ kind: fc.constant("next_step" as const) }),
    );
    fc.assert(
      fc.property(fc.array(move, { minLength: 5, maxLength: 60 }), (moves) => {
        const coming: NoticeStep[] = ["acknowledge", "resolve"];
        const thread: Thread[] = [waiting("trigger")];
        const arrived: NoticeStep[] = [];
        let at = now;
        for (const one of moves) {
          if (one.kind === "pass") at = instant(at + one.ms);
          else if (one.kind === "next_step") thread.push(...coming.splice(0, 1).map(waiting));
          else play(thread, arrived, one.outcome, at);
        }
        const places = arrived.map(placeOf);
        expect(places).toEqual([...places].sort());
      }),
      runs(500),
    );
  });
});

/** One attempt of whatever is next; what the other side then has goes to `arrived`. */
function play(thread: Thread[], arrived: NoticeStep[], outcome: TellOutcome | "cut_off", at: Instant): void {
  const next = nextOf(thread, at);
  const notice = thread.find(({ step }) => step === next?.step);
  if (!next || !notice) return;
  if (next.do === "drop") {
    notice.state = "dropped";
    return;
  }
  notice.attempts += 1;
  const ended = outcome === "cut_off" ? refused({ mayHaveArrived: true }) : outcome;
  if (ended.kind === "sent" || ended.mayHaveArrived) arrived.push(notice.step);
  const settled = settle(notice, ended, at);
  Object.assign(notice, settled);
}
