import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { startHttpServer } from "./http-canary";

/** What a server does with the next request instead of what it is for. */
export type Mishap =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  /** It takes the request, and hangs up before it answers. */
  | "take_and_hang_up"
  /** It never answers. */
  | "hang";

interface Vendor {
  readonly url: string;
  /** What goes wrong with the next requests, in order. */
  readonly mishaps: Mishap[];
  close(): Promise<void>;
}

type Take = (request: { method: string; url: URL; headers: IncomingMessage["headers"]; body: unknown }) => {
  readonly status: number;
  readonly body: unknown;
};

async function startVendor(take: Take): Promise<Vendor> {
  const mishaps: Mishap[] = [];
  const server = await startHttpServer((request, response) => void handle(request, response));
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    const url = new URL(request.url ?? "/", "http://vendor");
    const asked = {
      method: request.method ?? "GET",
      url,
      headers: request.headers,
      body: text ? JSON.parse(text) : null,
    };
    const mishap = mishaps.shift();
    if (mishap === "hang") return;
    if (mishap === "take_and_hang_up") {
      take(asked);
      response.destroy();
      return;
    }
    const answer = mishap ?? take(asked);
    const more = mishap?.headers ?? {};
    response.writeHead(answer.status, { "content-type": "application/json", ...more });
    response.end(JSON.stringify(answer.body ?? {}));
  }
  return { url: server.url, mishaps, close: server.close };
}

/** The form of `POST /v2/enqueue`, as PagerDuty documents it for the Events API v2. */
const Event = z.discriminatedUnion("event_action", [
  z.object({
    event_action: z.literal("trigger"),
    routing_key: z.string().length(32),
    dedup_key: z.string().max(255),
    payload: z.object({
      summary: z.string().min(1).max(1_024),
      source: z.string().min(1),
      severity: z.enum(["critical", "warning", "error", "info"]),
      timestamp: z.iso.datetime(),
      component: z.string().optional(),
      group: z.string().optional(),
      class: z.string().optional(),
      custom_details: z.record(z.string(), z.unknown()),
    }),
    links: z.array(z.object({ href: z.url(), text: z.string() })),
  }),
  z.object({
    event_action: z.enum(["acknowledge", "resolve"]),
    routing_key: z.string().length(32),
    dedup_key: z.string().max(255),
  }),
]);
export type PagerdutyEvent = z.infer<typeof Event>;

export interface PagerdutyServer extends Vendor {
  /** Events in the order in which they were taken. */
  readonly events: readonly PagerdutyEvent[];
  /** How often each dedup key opened an incident. A trigger of an open one opens none. */
  readonly opened: ReadonlyMap<string, number>;
  /** Dedup keys of incidents that are open. */
  readonly open: ReadonlySet<string>;
}

export const pagerdutyKey = "0123456789abcdef0123456789abcdef";

/** PagerDuty's Events API as far as we see it: checks the form, opens and closes by dedup key. */
export async function startPagerduty(): Promise<PagerdutyServer> {
  const events: PagerdutyEvent[] = [];
  const opened = new Map<string, number>();
  const open = new Set<string>();
  const vendor = await startVendor(({ method, url, body }) => {
    if (method !== "POST" || url.pathname !== "/v2/enqueue") return { status: 404, body: {} };
    const read = Event.safeParse(body);
    if (!read.success || read.data.routing_key !== pagerdutyKey) {
      const errors = read.success ? ["Invalid routing key"] : read.error.issues.map(({ message }) => message);
      return { status: 400, body: { status: "invalid event", message: "Event object is invalid", errors } };
    }
    const { event_action, dedup_key } = read.data;
    events.push(read.data);
    if (event_action === "trigger" && !open.has(dedup_key)) {
      open.add(dedup_key);
      opened.set(dedup_key, (opened.get(dedup_key) ?? 0) + 1);
    }
    if (event_action === "resolve") open.delete(dedup_key);
    return { status: 202, body: { status: "success", message: "Event processed", dedup_key } };
  });
  return { ...vendor, events, opened, open };
}

export interface ServiceNowServer extends Vendor {
  readonly records: Record<string, string>[];
  readonly asked: string[];
}

/** ServiceNow's Table API of incidents as far as we see it. Each POST makes a record: it knows no repetition. */
export async function startServiceNow(credentials: string): Promise<ServiceNowServer> {
  const records: Record<string, string>[] = [];
  const asked: string[] = [];
  const vendor = await startVendor(({ method, url, headers, body }) => {
    asked.push(`${method} ${url.pathname}`);
    if (headers.authorization !== `Basic ${Buffer.from(credentials).toString("base64")}`)
      return {
        status: 401,
        body: { error: { message: "User Not Authenticated", detail: "Required" }, status: "failure" },
      };
    const id = /^\/api\/now\/table\/incident(?:\/(\w+))?$/.exec(url.pathname);
    if (!id) return { status: 400, body: { error: { message: "Invalid table", detail: null }, status: "failure" } };
    if (method === "GET") {
      const wanted = /correlation_id=([^^]+)/.exec(url.searchParams.get("sysparm_query") ?? "")?.[1];
      const found = records.filter((record) => record.correlation_id === wanted).slice(0, 1);
      return { status: 200, body: { result: found.map(({ sys_id, number }) => ({ sys_id, number })) } };
    }
    if (method === "POST") {
      const at = records.length + 1;
      const record = { sys_id: `id${at}`, number: `INC000${at}`, state: "1", ...(body as Record<string, string>) };
      records.push(record);
      return { status: 201, body: { result: record } };
    }
    const record = records.find(({ sys_id }) => sys_id === id[1]);
    if (!record)
      return { status: 404, body: { error: { message: "No Record found", detail: null }, status: "failure" } };
    Object.assign(record, body);
    return { status: 200, body: { result: record } };
  });
  return { ...vendor, records, asked };
}

/** A receiver of signed events that keeps what it is sent. */
export interface EventReceiver extends Vendor {
  readonly events: { readonly headers: IncomingMessage["headers"]; readonly body: unknown }[];
}

export async function startEventReceiver(): Promise<EventReceiver> {
  const events: EventReceiver["events"] = [];
  const vendor = await startVendor(({ headers, body }) => {
    events.push({ headers, body });
    return { status: 204, body: null };
  });
  return { ...vendor, events };
}
