import { describe, expect, it } from "vitest";
import { happeningWords, lengthWords, reservationMail } from "@/lib/reservations/domain/reservation-words";

/** Goal: mails say what happened and what to do. Method: hand-made cases. */

const told = {
  reference: "V-3",
  environment: "Staging",
  from: "09:00",
  to: "12:00",
  graceMinutes: 30,
  taken: null,
  url: null,
};

describe("words of reservations", () => {
  it("tell lengths to the minute", () => {
    expect([0, 59_000, 3_600_000, 90_000_000].map(lengthWords)).toEqual(["0 min", "1 min", "1 h", "1 d 1 h"]);
  });

  it("tell who moved up how long there is to use it, and who lost it why", () => {
    expect(reservationMail(told)).toMatchObject({ subject: "V-3: Staging is yours" });
    expect(reservationMail(told).text).toContain("within 30 minutes");
    const lost = reservationMail({ ...told, taken: { by: "Bob", reason: "a <hotfix>" } });
    expect(lost.subject).toBe("V-3: Staging was taken back");
    expect(lost.html).toContain("a &lt;hotfix&gt;");
  });

  it("say why a grant went back", () => {
    expect(happeningWords("not_taken_up")).toContain("Nobody used it");
  });
});
