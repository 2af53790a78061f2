import { describe, expect, test } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { intentMessage, observationOf } from "@/lib/traffic/adapters/http-messages";
import { TrafficIntentMessage } from "@/lib/traffic/contract";
import type { SafeSplit, TrafficIntent } from "@/lib/traffic/port";

const intent: TrafficIntent = { epoch: 3, sharePercent: { a: 90, b: 10 }, closed: [] };
const safe: SafeSplit = { sharePercent: { a: 100, b: 0 }, closed: ["b"] };
const slot = { sharePercent: 50, serversTotal: 1, serversUp: null, closed: false };
const observe = (more: object) =>
  observationOf(
    "It",
    { status: 200, text: JSON.stringify({ incarnation: "1", acceptedEpoch: 3, slots: { a: slot, b: slot }, ...more }) },
    instant(5),
  );

test("what is sent is a message of the public schema", () => {
  for (const hold of [null, { ttlMs: 3_000, safe }]) {
    const message = intentMessage(intent, { term: 7, hold });
    expect(TrafficIntentMessage.parse(message)).toEqual({ ...intent, term: 7, hold });
  }
});

describe("a receiver", () => {
  test("that knows no terms cannot fence, whatever epochs it counts", () => {
    expect(observe({})).toMatchObject({ fence: "none", accepted: null, hold: null, observedAt: 5 });
  });

  test("that knows terms says what it accepted, and its hold where it has one", () => {
    expect(observe({ acceptedTerm: 2 })).toMatchObject({
      fence: "native",
      accepted: { term: 2, epoch: 3 },
      hold: null,
    });
    expect(observe({ acceptedTerm: null, acceptedEpoch: null })).toMatchObject({ fence: "native", accepted: null });
    const hold = { remainingMs: 12.5, fired: false };
    expect(observe({ acceptedTerm: 2, hold })).toMatchObject({ hold });
  });
});
