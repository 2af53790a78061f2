import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSmtpMailer, noMailer } from "@/lib/notifications/adapters/smtp-mailer";
import { createWebhookSender } from "@/lib/notifications/adapters/webhook-sender";
import { systemActor } from "@/lib/platform/auth/actor";
import { createReport } from "@/lib/reports/use-cases/create-report";
import { editReport } from "@/lib/reports/use-cases/edit-report";
import { makeDueReports } from "@/lib/reports/use-cases/make-due-reports";
import { listReportRuns, listReports } from "@/lib/reports/use-cases/read-reports";
import { type Channels, sendDeliveries } from "@/lib/reports/use-cases/send-deliveries";
import { sendReport } from "@/lib/reports/use-cases/send-report";
import { hasValidSignature } from "@/lib/traffic/adapters/webhook-signature";
import { useTestDatabase } from "@/tests/support/database";
import { createTestRuntime, type TestRuntime } from "@/tests/support/runtime";

const database = useTestDatabase();
let runtime: TestRuntime;
const mails: string[] = [];
const posts: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
let webhookStatus = 200;
let mailAnswer: { readonly code: number; readonly text: string } | null = null;
const actor = systemActor("test");

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  onData(stream, _session, done) {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      if (mailAnswer) {
        done(Object.assign(new Error(mailAnswer.text), { responseCode: mailAnswer.code }));
        return;
      }
      mails.push(Buffer.concat(chunks).toString("utf8"));
      done();
    });
  },
});

const receiver = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  posts.push({ headers: request.headers, body: Buffer.concat(chunks).toString("utf8") });
  response.writeHead(webhookStatus).end();
});

function channels(): Channels {
  const { port } = smtp.server.address() as AddressInfo;
  return {
    mailer: createSmtpMailer({ url: `smtp://127.0.0.1:${port}`, from: "Signalbox <signalbox@example.org>" }),
    webhooks: createWebhookSender(runtime.outbound, () => runtime.clock.now()),
  };
}

beforeAll(async () => {
  await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", () => resolve()));
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", () => resolve()));
  runtime = createTestRuntime({
    databaseUrl: database().url,
    now: "2026-11-28T10:00:00Z",
    settings: { SIGNALBOX_OUTBOUND_ALLOW_CIDRS: "127.0.0.1/32" },
  });
});

afterAll(async () => {
  await runtime.close();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  await new Promise<void>((resolve) => receiver.close(() => resolve()));
});

function fields(name: string) {
  const { port } = receiver.address() as AddressInfo;
  return {
    name,
    content: { measures: ["deployment_frequency", "change_failure_rate"], period: "30d", by: "none" },
    cadence: { kind: "weekly", time: "08:00", weekday: 1 },
    timeZone: "Europe/Berlin",
    recipients: [
      { kind: "mail", address: "cio@example.org" },
      { kind: "webhook", address: `http://127.0.0.1:${port}/hook` },
    ],
  };
}

async function runOnce(): Promise<void> {
  await makeDueReports.run({}, { actor }, runtime);
  await sendDeliveries(runtime, channels());
}

test("a report is sent when it is due, by mail and by signed webhook, once", async () => {
  const report = await createReport.run(fields("Weekly figures"), { actor }, runtime);
  expect(report.nextRunAt).toBe("2026-11-30T07:00:00.000Z");
  expect(report.secret).toMatch(/^whsec_/);
  await runOnce();
  expect(mails).toHaveLength(0);
  runtime.setNow("2026-11-30T07:00:30Z");
  await Promise.all([makeDueReports.run({}, { actor }, runtime), makeDueReports.run({}, { actor }, runtime)]);
  await Promise.all([sendDeliveries(runtime, channels()), sendDeliveries(runtime, channels())]);
  await runOnce();
  expect(mails).toHaveLength(1);
  expect(mails[0]).toContain("To: cio@example.org");
  expect(mails[0]).toMatch(/Message-ID: <msg_\w+@example\.org>/);
  expect(mails[0]).toContain("text/html");
  expect(posts).toHaveLength(1);
  const { headers, body } = posts[0] ?? { headers: {}, body: "" };
  const id = String(headers["webhook-id"]);
  const message = { id, timestampSeconds: Number(headers["webhook-timestamp"]), body };
  expect(hasValidSignature(report.secret ?? "", message, String(headers["webhook-signature"]))).toBe(true);
  expect(JSON.parse(body)).toMatchObject({ type: "report.made", data: { report: { name: "Weekly figures" } } });
  const [listed] = (await listReports.run({}, { actor }, runtime)).items;
  expect(listed).toMatchObject({ nextRunAt: "2026-12-07T07:00:00.000Z", lastRun: { sent: 2, waiting: 0, failed: 0 } });
});

test("a webhook that fails is tried again with the same id, later and later; mail is not sent again", async () => {
  const [report] = (await listReports.run({}, { actor }, runtime)).items;
  webhookStatus = 503;
  const before = { mails: mails.length, posts: posts.length };
  await sendReport.run({ id: report?.id }, { actor }, runtime);
  expect(runtime.enqueued.map((job) => job.name)).toContain("send-reports");
  await runOnce();
  await runOnce();
  expect(posts).toHaveLength(before.posts + 1);
  webhookStatus = 200;
  runtime.advance(61_000);
  await runOnce();
  expect(posts).toHaveLength(before.posts + 2);
  expect(posts.at(-1)?.headers["webhook-id"]).toBe(posts.at(-2)?.headers["webhook-id"]);
  expect(mails).toHaveLength(before.mails + 1);
  const [run] = (await listReportRuns.run({ id: report?.id }, { actor }, runtime)).items;
  expect(run?.deliveries.map(({ kind, state, attempts }) => ({ kind, state, attempts }))).toEqual([
    { kind: "mail", state: "sent", attempts: 1 },
    { kind: "webhook", state: "sent", attempts: 2 },
  ]);
});

test("mail that is refused for good is not tried again, mail that is refused for now is", async () => {
  const [report] = (await listReports.run({}, { actor }, runtime)).items;
  mailAnswer = { code: 451, text: "try later" };
  await sendReport.run({ id: report?.id }, { actor }, runtime);
  await runOnce();
  const state = async () =>
    (await listReportRuns.run({ id: report?.id }, { actor }, runtime)).items[0]?.deliveries.find(
      (one) => one.kind === "mail",
    );
  expect(await state()).toMatchObject({ state: "waiting", attempts: 1 });
  mailAnswer = { code: 550, text: "no such mailbox" };
  runtime.advance(61_000);
  await runOnce();
  expect(await state()).toMatchObject({ state: "failed", attempts: 2 });
  expect((await state())?.lastError).toContain("550");
  mailAnswer = null;
});

test("what was cut off while sending is tried again only where the other side knows repeats", async () => {
  const [report] = (await listReports.run({}, { actor }, runtime)).items;
  await sendReport.run({ id: report?.id }, { actor }, runtime);
  await runtime.db.reportDelivery.updateMany({
    where: { state: "waiting" },
    data: { state: "sending", attempts: 1, startedAt: new Date(runtime.clock.now()) },
  });
  const before = { mails: mails.length, posts: posts.length };
  runtime.advance(11 * 60_000);
  await runOnce();
  expect({ mails: mails.length, posts: posts.length }).toEqual({ mails: before.mails, posts: before.posts + 1 });
  const [run] = (await listReportRuns.run({ id: report?.id }, { actor }, runtime)).items;
  expect(run?.deliveries.map((one) => one.state)).toEqual(["uncertain", "sent"]);
});

test("a paused report is not sent, and wrong filters and addresses are refused when it is saved", async () => {
  const [report] = (await listReports.run({}, { actor }, runtime)).items;
  const paused = await editReport.run(
    { id: report?.id, revision: report?.revision, isPaused: true },
    { actor },
    runtime,
  );
  expect(paused).toMatchObject({ nextRunAt: null, secret: null });
  const unknown = { ...fields("Wrong"), content: { ...fields("x").content, team: "nobody" } };
  await expect(createReport.run(unknown, { actor }, runtime)).rejects.toMatchObject({ code: "invalid_input" });
  const blocked = { ...fields("Wrong"), recipients: [{ kind: "webhook", address: "http://169.254.169.254/" }] };
  await expect(createReport.run(blocked, { actor }, runtime)).rejects.toMatchObject({ code: "invalid_input" });
  const [mail] = fields("x").recipients;
  const twice = { ...fields("Wrong"), recipients: [mail, mail] };
  await expect(createReport.run(twice, { actor }, runtime)).rejects.toMatchObject({ code: "invalid_input" });
});

test("a team gets it at the addresses that its members have on the day, with a spreadsheet", async () => {
  const { db } = runtime;
  await db.user.create({ data: { id: "usr_ada", email: "ada@example.org", name: "Ada" } });
  await db.user.create({ data: { id: "usr_ben", email: "ben@example.org", name: "Ben" } });
  await db.team.create({ data: { id: "team_p", slug: "payments", name: "Payments" } });
  await db.teamMember.create({ data: { teamId: "team_p", userId: "usr_ada" } });
  const recipients = [
    { kind: "team", address: "payments" },
    { kind: "person", address: "usr_ada" },
  ];
  const strange = [{ kind: "person", address: "usr_nobody" }];
  await expect(
    createReport.run({ ...fields("To nobody"), recipients: strange }, { actor }, runtime),
  ).rejects.toMatchObject({ code: "invalid_input", reasons: [{ field: "recipients.0.address" }] });
  const report = await createReport.run({ ...fields("To a team"), recipients }, { actor }, runtime);
  expect(report.recipients.map(({ name }) => name)).toEqual(["Payments", "Ada"]);
  await db.teamMember.create({ data: { teamId: "team_p", userId: "usr_ben" } });
  await db.user.update({ where: { id: "usr_ada" }, data: { email: "ada@example.com" } });
  const before = mails.length;
  await sendReport.run({ id: report.id }, { actor }, runtime);
  await runOnce();
  const sent = mails.slice(before);
  expect(sent.map((mail) => /^To: (.*)$/m.exec(mail)?.[1]?.trim()).sort()).toEqual([
    "ada@example.com",
    "ben@example.org",
  ]);
  expect(sent[0]).toContain("To-a-team-2026-");
  expect(sent[0]).toContain("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
});

test("without a mail server the history says what is missing", async () => {
  expect(await noMailer.send({ id: "m", to: "a@example.org", subject: "", html: "", text: "" })).toMatchObject({
    kind: "refused",
    isFinal: false,
  });
});
