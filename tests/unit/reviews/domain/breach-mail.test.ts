import { describe, expect, it } from "vitest";
import { breachMail } from "@/lib/reviews/domain/breach-mail";

const breach = {
  reference: "B-7",
  name: "Shop <answers>",
  service: "Shop & Co",
  sentence: "The budget is spent.",
  role: "accountable",
  dueAt: "2026-11-25T12:00:00.000Z",
  url: "https://signalbox.example/reviews/breaches/brc_1",
};

describe("the mail about a breach", () => {
  it("says what broke, why the reader is told, what is due, and where to look", () => {
    const { subject, text } = breachMail(breach);
    expect(subject).toBe("B-7 breached: Shop <answers>");
    for (const part of [breach.sentence, "accountable", breach.dueAt, breach.url]) expect(text).toContain(part);
    expect(breachMail({ ...breach, dueAt: null, url: null }).text).toContain("Look for B-7 on the page Reviews.");
  });

  it("lets nobody write into its HTML", () => {
    const { html } = breachMail(breach);
    expect(html).toContain("Shop &lt;answers&gt; of Shop &amp; Co");
    expect(html).not.toContain("<answers>");
  });
});
