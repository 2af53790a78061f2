import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConnectionConfig } from "@/lib/connections/contract";
import { createConnection } from "@/lib/connections/use-cases/create-connection";
import { editConnection } from "@/lib/connections/use-cases/edit-connection";
import { getConnection } from "@/lib/connections/use-cases/read-connections";
import { appendAudit } from "@/lib/platform/audit/audit-log";
import { systemActor } from "@/lib/platform/auth/actor";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import { openVettedSocket } from "@/lib/platform/http/vetted-socket";
import { createBulkSink, createHecSink, createOtlpLogsSink } from "@/lib/sinks/adapters/http-sinks";
import { createSyslogSink } from "@/lib/sinks/adapters/syslog-sink";
import { type SinkOf, shipAudit } from "@/lib/sinks/loop/ship-audit";
import type { RecordSink } from "@/lib/sinks/port";
import { nextRecords } from "@/lib/sinks/shipment-store";
import { callAs, setUpHarness } from "@/tests/support/harness";
import { countingClient } from "@/tests/support/outbound";
import { type StubServer, startStub } from "@/tests/support/stub-server";
import { until } from "@/tests/support/until";

const harness = setUpHarness({ SIGNALBOX_OUTBOUND_ALLOW_CIDRS: "127.0.0.0/8" });
const admin = callAs("admin");
const outbound = countingClient();
afterAll(() => outbound.close());

interface Receiver {
  readonly config: ConnectionConfig;
  readonly sink: RecordSink;
  /** Ids of audit records in the order in which they arrived. */
  ids(): string[];
  /** From now on: take it, or break. */
  breakDown(isBroken: boolean): void;
  close(): Promise<void>;
}

async function httpReceiver(
  make: (url: string) => ConnectionConfig,
  sink: RecordSink,
  answer: (body: string) => object,
  idsIn: (body: string) => string[],
): Promise<Receiver> {
  let isBroken = false;
  const accepted: string[] = [];
  const server: StubServer = await startStub((request) => {
    if (isBroken) return { status: 503, body: { text: "Server is busy" } };
    if (request.method === "POST") accepted.push(...idsIn(request.body));
    return { body: answer(request.body) };
  });
  return {
    config: make(server.url),
    sink,
    ids: () => accepted,
    breakDown: (next) => {
      isBroken = next;
    },
    close: server.close,
  };
}

/** A receiver of RFC 6587 frames that counts octets. */
async function syslogReceiver(): Promise<Receiver> {
  const accepted: string[] = [];
  let isBroken = false;
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    if (isBroken) {
      socket.resetAndDestroy();
      return;
    }
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(Buffer.from(chunk)));
    socket.on("end", () => {
      let rest = Buffer.concat(chunks);
      while (rest.length > 0) {
        const space = rest.indexOf(0x20);
        const length = Number(rest.subarray(0, space).toString());
        const message = rest.subarray(space + 1, space + 1 + length).toString("utf8");
        accepted.push(/ id="(\d+)"/.exec(message)?.[1] ?? "none");
        rest = rest.subarray(space + 1 + length);
      }
      socket.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const policy = { allowCidrs: ["127.0.0.0/8"] };
  return {
    config: { kind: "syslog", host: "127.0.0.1", port, transport: "tcp", appName: "signalbox", startFrom: "now" },
    sink: createSyslogSink((address) => openVettedSocket(address, policy)),
    ids: () => accepted,
    breakDown: (next) => {
      isBroken = next;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const lines = (body: string) =>
  body
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const receivers: Readonly<Record<string, () => Promise<Receiver>>> = {
  splunk_hec: () =>
    httpReceiver(
      (url) => ({ kind: "splunk_hec", url, index: "", sourceType: "signalbox:audit", startFrom: "now" }),
      createHecSink(outbound),
      () => ({ text: "Success", code: 0 }),
      (body) => lines(body).map(({ event }) => event.id),
    ),
  elastic_bulk: () => {
    const known = new Set<string>();
    return httpReceiver(
      (url) => ({ kind: "elastic_bulk", url, index: "audit", authentication: "api_key", user: "", startFrom: "now" }),
      createBulkSink(outbound),
      (body) => ({
        items: lines(body)
          .filter((line) => line.create)
          .map(({ create }) => ({ create: { status: 201, _id: create._id } })),
      }),
      (body) =>
        lines(body)
          .filter((line) => line.create)
          .map(({ create }) => create._id.replace("signalbox-", ""))
          .filter((id) => !known.has(id) && known.add(id)),
    );
  },
  otlp_logs: () =>
    httpReceiver(
      (url) => ({ kind: "otlp_logs", url, header: "Authorization", startFrom: "now" }),
      createOtlpLogsSink(outbound),
      () => ({}),
      (body) =>
        JSON.parse(body).resourceLogs.flatMap(
          (one: { scopeLogs: { logRecords: { attributes: { key: string; value: { stringValue: string } }[] }[] }[] }) =>
            one.scopeLogs[0]?.logRecords.map(
              ({ attributes }) => attributes.find(({ key }) => key === "signalbox.id")?.value.stringValue,
            ),
        ),
    ),
  syslog: syslogReceiver,
};

async function decide(count: number): Promise<void> {
  const db = prismaExecutor(harness().db);
  for (let at = 0; at < count; at += 1) {
    await appendAudit(db, {
      action: "test.decide",
      outcome: "accepted",
      actor: systemActor("test"),
      subject: { kind: "test", id: String(at) },
      after: { quoted: '"]\\\n' },
    });
  }
}

/** A record is sent when it is a second old. */
async function settled(after: bigint, count: number): Promise<string[]> {
  const found = await until("the records are old enough", async () => {
    const records = await nextRecords(prismaExecutor(harness().db), after, 1_000);
    return records.length >= count && records;
  });
  return found.map(({ id }) => id);
}

async function cursorOf(slug: string) {
  const { db } = harness();
  return db.shipmentCursor.findFirstOrThrow({ where: { connection: { slug } } });
}

describe.each(Object.keys(receivers))("the audit log to %s", (kind) => {
  let receiver: Receiver;
  const slug = `sink-${kind.replace("_", "-")}`;
  const sinkOf: SinkOf = () => receiver.sink;

  beforeAll(async () => {
    const make = receivers[kind];
    if (!make) throw new Error("no receiver");
    receiver = await make();
    await harness().db.connection.deleteMany({});
    await createConnection.run({ slug, name: kind, config: receiver.config, secret: "a-secret-token" }, admin);
  });
  afterAll(() => receiver.close());

  it("arrives in order and once, and loses nothing while the receiver is down", async () => {
    const { runtime } = harness();
    const start = (await cursorOf(slug)).eventId;
    await decide(5);
    const first = await settled(start, 6);
    await shipAudit(runtime, sinkOf);
    expect(receiver.ids()).toEqual(first);

    receiver.breakDown(true);
    await decide(3);
    const all = await settled(start, first.length + 3);
    await shipAudit(runtime, sinkOf);
    const failed = await getConnection.run({ slug }, admin);
    expect(failed.shipment).toMatchObject({ failures: 1 });
    expect(failed.shipment?.failure).toBeTruthy();
    expect(failed.shipment?.retryAt).toBeTruthy();
    expect(JSON.stringify(failed)).not.toContain("a-secret-token");

    receiver.breakDown(false);
    await shipAudit(runtime, sinkOf);
    expect(receiver.ids()).toEqual(first);
    const { revision } = failed;
    await editConnection.run({ slug, revision, name: `${kind} again` }, admin);
    await settled(start, all.length + 1);
    await shipAudit(runtime, sinkOf);
    expect(receiver.ids().slice(0, all.length)).toEqual(all);
    expect(new Set(receiver.ids()).size).toBe(receiver.ids().length);
    expect((await cursorOf(slug)).failures).toBe(0);
  });

  it("is never with two workers at once", async () => {
    const { runtime } = harness();
    const { eventId } = await cursorOf(slug);
    await decide(4);
    const waiting = await settled(eventId, 4);
    const before = receiver.ids().length;
    await Promise.all([shipAudit(runtime, sinkOf), shipAudit(runtime, sinkOf), shipAudit(runtime, sinkOf)]);
    expect(receiver.ids().slice(before)).toEqual(waiting);
  });

  it("can be tested without leaving a record", async () => {
    const before = receiver.ids().length;
    const connection = { id: "x", slug, name: kind, config: receiver.config, secret: "a-secret-token" };
    expect(await receiver.sink.test(connection)).toBeTruthy();
    expect(receiver.ids().length).toBe(before);
  });
});

describe("a record in an open transaction", () => {
  it("is waited for, although later ones are there already", async () => {
    const { db } = harness();
    const executor = prismaExecutor(db);
    const [last] = await executor.query<{ id: bigint }>(sql`select max(id) as id from audit_event`);
    const after = BigInt(last?.id ?? 0n);
    let finish: () => void = () => undefined;
    const isHeld = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let isWritten: () => void = () => undefined;
    const written = new Promise<void>((resolve) => {
      isWritten = resolve;
    });
    const open = db.$transaction(
      async (tx) => {
        await appendAudit(prismaExecutor(tx), {
          action: "test.slow",
          outcome: "accepted",
          actor: systemActor("test"),
          subject: { kind: "test", id: "slow" },
        });
        isWritten();
        await isHeld;
      },
      { timeout: 30_000 },
    );
    await written;
    await decide(2);
    await until("the later ones are old enough", async () => {
      const [row] = await executor.query<{ old: boolean }>(
        sql`select bool_and(at < clock_timestamp() - interval '1100 milliseconds') as old from audit_event where id > ${after}::bigint`,
      );
      return row?.old;
    });
    expect(await nextRecords(executor, after, 10)).toEqual([]);
    finish();
    await open;
    const records = await until("all are there", async () => {
      const found = await nextRecords(executor, after, 10);
      return found.length === 3 && found;
    });
    expect(records[0]?.action).toBe("test.slow");
  });
});
