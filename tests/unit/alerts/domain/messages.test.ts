import { describe, expect, it } from "vitest";
import { AlarmFacts, type NoticeStep } from "@/lib/alerts/contract";
import { messageOf, textOf } from "@/lib/alerts/domain/alarm-message";
import { alertEvent, alertMail, eventIdOf } from "@/lib/alerts/domain/alert-event";
import { acknowledgingFacts, endingFacts, openingFacts } from "@/lib/alerts/domain/incident-facts";
import { dedupKeyOf, pagerdutyEvent } from "@/lib/alerts/domain/pagerduty-event";
import { changedIncident, correlationOf, newIncident } from "@/lib/alerts/domain/servicenow-incident";
import { instant } from "@/lib/kernel/instant";

const at = "2026-11-20T12:06:00.000Z";
const sentence =
  "900 of 60000 requests were bad in 1 hour, a burn of 15.00, and 750 of 5000 requests were bad in 5 minutes, a burn of 150.00; " +
  "the limit is 14.40 for 99.9 %, which spends 2 % of the budget in 1 hour.";
const facts = AlarmFacts.parse({
  targetPercent: "99.9",
  budgetLeftWorstPercent: "61.2",
  budgetLeftBestPercent: "61.2",
  live: [{ deploymentId: "dep_1", version: "4.12.0", since: "2026-11-20T11:58:00.000Z" }],
});
const alarm = {
  alarmId: "alm_1",
  kind: "page",
  title: "checkout answers: budget burns 15.00 times too fast in Production",
  service: "checkout",
  environment: "production",
  objective: "checkout-answers",
  facts,
} as const;
const said = (step: NoticeStep, more: { by?: string; reason?: string } = {}) =>
  messageOf({ alarm, step, sentence, at, baseUrl: "https://signalbox.example", ...more });

describe("a message", () => {
  it("shows windows, burn, threshold, budget left, what was live, and links", () => {
    expect(textOf(said("trigger"))).toBe(
      [
        sentence,
        "Error budget left: 61.2 %.",
        "Live then: 4.12.0 since 2026-11-20 11:58 UTC.",
        "Alert: https://signalbox.example/alerts/alm_1",
        "Objective: https://signalbox.example/slos/checkout-answers",
      ].join("\n"),
    );
  });

  it("shows a range where a part is unknown, and says so where all is", () => {
    const range = { ...alarm, facts: { ...facts, budgetLeftWorstPercent: "-3.0" } };
    const dark = { ...alarm, facts: { ...facts, budgetLeftWorstPercent: null, budgetLeftBestPercent: null } };
    const linesOf = (given: typeof range | typeof dark) =>
      messageOf({ alarm: given, step: "trigger", sentence, at, baseUrl: null }).lines[0];
    expect(linesOf(range)).toBe("Error budget left: -3.0 % to 61.2 %, by what is not known.");
    expect(linesOf(dark)).toBe("Error budget left: not known.");
  });

  it("has no links where nobody said where the product is reached", () => {
    expect(messageOf({ alarm, step: "trigger", sentence, at, baseUrl: null }).links).toEqual([]);
  });
});

describe("news that is no burn", () => {
  const of = (more: object) =>
    messageOf({
      alarm: { ...alarm, objective: null, facts: AlarmFacts.parse(more) },
      step: "trigger",
      sentence,
      at,
      baseUrl: "https://signalbox.example",
    });

  it("leads to the series of an anomaly, to a target, or to a gate, which is no alert", () => {
    expect(of({ findingId: "fnd_1" }).links.at(-1)?.href).toBe("https://signalbox.example/insights/anomalies/fnd_1");
    const target = { of: "team payments", path: "/insights/benchmarks?team=payments" };
    expect(of({ target }).links.at(-1)).toEqual({
      text: "Targets",
      href: "https://signalbox.example/insights/benchmarks?team=payments",
    });
    const gate = { version: "3.0.0", path: "/gates/shop/production?version=3.0.0" };
    expect(of({ gate }).links).toEqual([
      { text: "Gate", href: "https://signalbox.example/gates/shop/production?version=3.0.0" },
    ]);
    expect(alertEvent({ ...of({ gate }), kind: "gate" })).toMatchObject({ type: "gate.opened", data: { gate } });
  });
});

describe("PagerDuty", () => {
  it("gets a trigger with the arithmetic in its details", () => {
    expect(pagerdutyEvent(said("trigger"), "key")).toEqual({
      routing_key: "key",
      event_action: "trigger",
      dedup_key: "signalbox:alm_1",
      payload: {
        summary: alarm.title,
        source: "checkout in production",
        severity: "critical",
        timestamp: "2026-11-20T12:06:00.000Z",
        component: "checkout",
        group: "production",
        class: "page",
        custom_details: { arithmetic: sentence, notes: said("trigger").lines, ...facts },
      },
      client: "Signalbox",
      client_url: "https://signalbox.example/alerts/alm_1",
      links: said("trigger").links,
    });
  });

  it("gets the same key for every step, and a warning for what does not page", () => {
    for (const step of ["trigger", "acknowledge", "resolve"] as const)
      expect(pagerdutyEvent(said(step), "key")).toMatchObject({ event_action: step, dedup_key: dedupKeyOf("alm_1") });
    const ticket = messageOf({
      alarm: { ...alarm, kind: "ticket" },
      step: "trigger",
      sentence,
      at,
      baseUrl: null,
    });
    expect(pagerdutyEvent(ticket, "key")).toMatchObject({ payload: { severity: "warning" } });
  });

  it("gets a summary that is not too long for it", () => {
    const long = messageOf({
      alarm: { ...alarm, title: "x".repeat(2_000) },
      step: "trigger",
      sentence,
      at,
      baseUrl: null,
    });
    expect(JSON.stringify(pagerdutyEvent(long, "key"))).not.toContain("x".repeat(1_025));
  });
});

describe("ServiceNow", () => {
  const settings = { assignmentGroup: "payments on call", closeCode: "Solution provided" };

  it("gets an incident that is found again by its correlation id", () => {
    expect(newIncident(said("trigger"), settings)).toMatchObject({
      correlation_id: correlationOf("alm_1"),
      impact: "1",
      urgency: "1",
      assignment_group: "payments on call",
      description: textOf(said("trigger")),
    });
    expect(newIncident(said("trigger"), { ...settings, assignmentGroup: "" })).not.toHaveProperty("assignment_group");
  });

  it("gets who looks after it, and its end with a close code", () => {
    const acknowledged = changedIncident(said("acknowledge", { by: "Ada", reason: "rolling back" }), settings);
    expect(acknowledged).toMatchObject({ state: "2" });
    expect(acknowledged.work_notes).toContain("Acknowledged by Ada: rolling back");
    expect(changedIncident(said("resolve"), settings)).toMatchObject({ state: "6", close_code: "Solution provided" });
    expect(changedIncident(said("trigger"), settings)).not.toHaveProperty("state");
  });
});

describe("webhooks and mails", () => {
  it("say the step, and are known again by the same id", () => {
    expect(alertEvent(said("resolve"))).toMatchObject({ type: "alert.resolved", data: { id: "alm_1", sentence } });
    expect(alertEvent(said("acknowledge", { by: "Ada" }))).toMatchObject({
      type: "alert.acknowledged",
      data: { by: "Ada" },
    });
    expect(eventIdOf(said("trigger"))).toBe("alm_1.trigger");
  });

  it("mails have one subject behind their mark, and nothing of a name becomes markup", () => {
    const strange = { ...alarm, title: "<b>checkout</b>\r\nBcc: x" };
    const mail = alertMail(messageOf({ alarm: strange, step: "resolve", sentence, at, baseUrl: null }));
    expect(mail.subject).toBe("Over: <b>checkout</b> Bcc: x");
    expect(mail.html).not.toContain("<b>");
    expect(mail.text).toContain(sentence);
  });
});

describe("the incident", () => {
  const told = { subjectKey: "incident:signalbox:-:alm_1", message: said("trigger"), at: instant(Date.parse(at)) };

  it("is opened with place, arithmetic and link", () => {
    const [fact] = openingFacts(told);
    expect(fact).toMatchObject({
      what: "triggered",
      severity: "critical",
      service: "checkout",
      environment: "production",
      key: "alm_1",
      url: "https://signalbox.example/alerts/alm_1",
    });
    expect(fact).toHaveProperty("detail", expect.stringContaining("a burn of 15.00"));
  });

  it("hears who looks after it, and its end", () => {
    expect(acknowledgingFacts(told, "Ada", null)).toMatchObject([{ what: "acknowledged", by: "Ada" }]);
    expect(acknowledgingFacts(told, "Ada", "mine")).toMatchObject([{ detail: "mine" }]);
    expect(endingFacts(told)).toMatchObject([{ what: "resolved", detail: sentence }]);
  });
});
