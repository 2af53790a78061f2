import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPagerdutyChannel } from "@/lib/alerts/adapters/pagerduty-channel";
import { createMailChannel, createWebhookChannel } from "@/lib/alerts/adapters/sender-channels";
import { createServiceNowChannel } from "@/lib/alerts/adapters/servicenow-channel";
import { AlarmFacts, type NoticeStep } from "@/lib/alerts/contract";
import { messageOf } from "@/lib/alerts/domain/alarm-message";
import type { TellOutcome } from "@/lib/alerts/port";
import type { ConnectionConfig } from "@/lib/connections/contract";
import type { OpenConnection } from "@/lib/connections/port";
import { instant } from "@/lib/kernel/instant";
import { createWebhookSender } from "@/lib/notifications/adapters/webhook-sender";
import type { Mail, SendOutcome } from "@/lib/notifications/port";
import { createOutboundClient, type OutboundClient } from "@/lib/platform/http/outbound";
import {
  type EventReceiver,
  type PagerdutyServer,
  pagerdutyKey,
  type ServiceNowServer,
  startEventReceiver,
  startPagerduty,
  startServiceNow,
} from "@/tests/support/alert-vendors";

/** Goal: each channel speaks to the other side as that side documents it, and says truly what came of an attempt. */

const facts = AlarmFacts.parse({ targetPercent: "99.9" });
const place = { service: "checkout", environment: "production", objective: "checkout-answers" };
const alarm = { alarmId: "alm_1", kind: "page", title: "checkout burns", facts, ...place } as const;
const said = (step: NoticeStep) =>
  messageOf({
    alarm,
    step,
    sentence: "900 of 60000 requests were bad.",
    at: "2026-11-20T12:06:00.000Z",
    baseUrl: "https://s.example",
  });

function connection(config: ConnectionConfig, secret: string | null): OpenConnection {
  return { id: "con_1", slug: "there", name: "There", config, secret };
}

let outbound: OutboundClient;
beforeEach(() => {
  outbound = createOutboundClient({ allowCidrs: ["127.0.0.1/32"] });
});
afterEach(() => outbound.close());

const refused = (more: Partial<Extract<TellOutcome, { kind: "refused" }>>) =>
  expect.objectContaining({ kind: "refused", ...more });

describe("PagerDuty", () => {
  let server: PagerdutyServer;
  const tell = (step: NoticeStep, secret: string | null = pagerdutyKey, timeoutMs = 5_000) =>
    createPagerdutyChannel(outbound, timeoutMs).tell(
      connection({ kind: "pagerduty_events", url: server.url }, secret),
      said(step),
    );
  beforeEach(async () => {
    server = await startPagerduty();
  });
  afterEach(() => server.close());

  it("takes the three steps of one alert under one key", async () => {
    for (const step of ["trigger", "acknowledge", "resolve"] as const)
      expect(await tell(step)).toEqual({ kind: "sent", answer: "Taken as signalbox:alm_1." });
    expect(server.events.map((event) => event.event_action)).toEqual(["trigger", "acknowledge", "resolve"]);
    expect([...server.opened]).toEqual([["signalbox:alm_1", 1]]);
    expect(server.open.size).toBe(0);
  });

  it("refuses a wrong key for good, and its reason is told", async () => {
    expect(await tell("trigger", "x")).toEqual(
      refused({ isFinal: true, mayHaveArrived: false, why: expect.stringContaining("Event object is invalid") }),
    );
    expect(await tell("trigger", null)).toEqual(refused({ isFinal: true }));
  });

  it("asks for patience, and gets it", async () => {
    server.mishaps.push({ status: 429, headers: { "retry-after": "37" }, body: { message: "Requests are limited" } });
    expect(await tell("trigger")).toEqual(
      refused({ isFinal: false, retryAfterMs: 37_000, mayHaveArrived: false, why: expect.stringContaining("429") }),
    );
    server.mishaps.push({ status: 429, headers: { "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" } });
    expect(await tell("trigger")).toEqual(refused({ retryAfterMs: null }));
  });

  it("may have taken what it failed at, and opens nothing twice when it is told again", async () => {
    server.mishaps.push({ status: 500 }, "take_and_hang_up");
    expect(await tell("trigger")).toEqual(refused({ isFinal: false, mayHaveArrived: true }));
    expect(await tell("trigger")).toEqual(refused({ isFinal: false, mayHaveArrived: true }));
    expect(await tell("trigger")).toMatchObject({ kind: "sent" });
    expect([...server.opened.values()]).toEqual([1]);
  });

  it("is not waited for longer than is said", async () => {
    server.mishaps.push("hang");
    expect(await tell("trigger", pagerdutyKey, 150)).toEqual(refused({ isFinal: false, mayHaveArrived: true }));
  });

  it("is not believed when it does not name what it took", async () => {
    server.mishaps.push({ status: 202, body: { status: "success", dedup_key: "another" } });
    expect(await tell("trigger")).toEqual(refused({ isFinal: false }));
  });

  it("is not asked where requests may not go", async () => {
    await outbound.close();
    outbound = createOutboundClient({ allowCidrs: [] });
    expect(await tell("trigger")).toEqual(refused({ isFinal: true, mayHaveArrived: false }));
    expect(server.events).toEqual([]);
  });
});

describe("ServiceNow", () => {
  let server: ServiceNowServer;
  const config = () => ({
    kind: "servicenow_incident" as const,
    url: server.url,
    table: "incident",
    authentication: "basic" as const,
    user: "signalbox",
    assignmentGroup: "",
    closeCode: "Solution provided",
  });
  const tell = (step: NoticeStep, secret = "pass") =>
    createServiceNowChannel(outbound, 5_000).tell(connection(config(), secret), said(step));
  beforeEach(async () => {
    server = await startServiceNow("signalbox:pass");
  });
  afterEach(() => server.close());

  it("has one incident of an alert, which is acknowledged and resolved", async () => {
    expect(await tell("trigger")).toEqual({ kind: "sent", answer: "Opened INC0001." });
    expect(await tell("acknowledge")).toEqual({ kind: "sent", answer: "Changed INC0001." });
    expect(server.records).toMatchObject([{ state: "2", correlation_id: "signalbox:alm_1" }]);
    expect(await tell("resolve")).toEqual({ kind: "sent", answer: "Changed INC0001." });
    expect(server.records).toMatchObject([{ state: "6", close_code: "Solution provided" }]);
  });

  it("gets no second record for a repetition, though it knows none", async () => {
    await tell("trigger");
    expect(await tell("trigger")).toEqual({ kind: "sent", answer: "It is there already as INC0001." });
    expect(server.records).toHaveLength(1);
  });

  it("gets no record only to close it", async () => {
    expect(await tell("resolve")).toMatchObject({ kind: "sent" });
    expect(server.records).toEqual([]);
  });

  it("says why it refuses", async () => {
    expect(await tell("trigger", "wrong")).toEqual(
      refused({ isFinal: false, mayHaveArrived: false, why: "ServiceNow answered 401: User Not Authenticated." }),
    );
    server.mishaps.push({ status: 503 });
    expect(await tell("trigger")).toEqual(refused({ isFinal: false, mayHaveArrived: false }));
  });

  it("can be tried without leaving anything there", async () => {
    const channel = createServiceNowChannel(outbound);
    expect(await channel.test(connection(config(), "pass"))).toContain("lets us read");
    await expect(channel.test(connection(config(), "wrong"))).rejects.toThrow("refused the credentials");
    expect(server.records).toEqual([]);
  });
});

describe("a signed webhook", () => {
  let server: EventReceiver;
  const secret = `whsec_${Buffer.from("a-secret-of-thirty-two-bytes-123").toString("base64")}`;
  const channel = () => createWebhookChannel(createWebhookSender(outbound, () => instant(Date.now())));
  const tell = (step: NoticeStep, given = secret) =>
    channel().tell(connection({ kind: "alert_webhook", url: `${server.url}/hook?from=us` }, given), said(step));
  beforeEach(async () => {
    server = await startEventReceiver();
  });
  afterEach(() => server.close());

  it("carries a signature that the receiver can check, and the same id for each attempt", async () => {
    server.mishaps.push({ status: 502 });
    expect(await tell("trigger")).toEqual(refused({ isFinal: false, mayHaveArrived: true }));
    expect(await tell("trigger")).toEqual({ kind: "sent", answer: "204" });
    await tell("trigger");
    const [first, second] = server.events;
    const headers = first?.headers as Record<string, string>;
    expect(new Webhook(secret).verify(JSON.stringify(first?.body), headers)).toMatchObject({ type: "alert.fired" });
    expect(headers["webhook-id"]).toBe("alm_1.trigger");
    expect(second?.headers["webhook-id"]).toBe("alm_1.trigger");
  });

  it("waits as long as it is asked to, and ends for good where nobody is any more", async () => {
    server.mishaps.push({ status: 429, headers: { "retry-after": "9" } }, { status: 410 });
    expect(await tell("trigger")).toEqual(refused({ isFinal: false, retryAfterMs: 9_000 }));
    expect(await tell("trigger")).toEqual(refused({ isFinal: true }));
  });

  it("is not sent with a secret that signs nothing", async () => {
    expect(await tell("trigger", "password")).toEqual(refused({ isFinal: true }));
    expect(server.events).toEqual([]);
  });
});

describe("a mailbox", () => {
  const sent: Mail[] = [];
  const tell = (outcome: SendOutcome) =>
    createMailChannel({
      async send(mail) {
        sent.push(mail);
        return outcome;
      },
    }).tell(connection({ kind: "alert_mail", to: "oncall@shop.example" }, null), said("trigger"));

  it("gets the arithmetic, and a repetition under the same id when nobody knows whether the first came", async () => {
    expect(await tell({ kind: "uncertain", why: "silence" })).toEqual(
      refused({ isFinal: false, mayHaveArrived: true }),
    );
    expect(await tell({ kind: "sent", answer: "250 OK" })).toEqual({ kind: "sent", answer: "250 OK" });
    expect(sent.map(({ id, to }) => `${id} ${to}`)).toEqual(Array(2).fill("alm_1.trigger oncall@shop.example"));
    expect(sent[0]?.text).toContain("900 of 60000");
  });
});
