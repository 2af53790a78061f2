import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import type { z } from "zod";
import {
  type EdgeClaims,
  EdgeIntentAnswers,
  type EdgeIntents,
  type TrafficIntentMessage,
} from "@/lib/traffic/contract";

/** A write that the data plane has answered. */
export interface PlaneWrite {
  /** Monotonic time of the answer. */
  readonly atMs: number;
  readonly service: string;
  readonly term: number;
  readonly epoch: number;
  readonly canaryPercent: number;
  readonly isAccepted: boolean;
  /** It was kept back on its way, and delivered late. */
  readonly wasHeldBack: boolean;
}

/** A claim that the data plane has answered: it refuses earlier terms from then on. */
export type PlaneClaim = Pick<PlaneWrite, "atMs" | "service" | "term" | "isAccepted">;

export interface RecordingDoor {
  readonly port: number;
  /** In the order in which the data plane took them. */
  readonly writes: readonly PlaneWrite[];
  readonly claims: readonly PlaneClaim[];
  /** Keep these writes on their way, as a slow network does, until `release`. */
  holdBack(matches: (service: string, term: number) => boolean): void;
  heldBackCount(): number;
  /** Deliver what was kept, whether or not its sender is still there. */
  release(): void;
  close(): Promise<void>;
}

/** Stands before the admin door of an edge, lets everything through and writes down what became of each write. */
export async function startRecordingDoor(adminUrl: () => string): Promise<RecordingDoor> {
  const agent = new Agent({ keepAlive: true });
  const writes: PlaneWrite[] = [];
  const claims: PlaneClaim[] = [];
  const turns = new Map<string, Promise<unknown>>();
  const held: (() => void)[] = [];
  let isHeldBack: (service: string, term: number) => boolean = () => false;

  async function write(service: string, intent: Required<TrafficIntentMessage>, headers: IncomingHttpHeaders) {
    const wasHeldBack = isHeldBack(service, intent.term);
    if (wasHeldBack) await new Promise<void>((resolve) => held.push(resolve));
    // One at a time, so that the list has the order in which they were taken.
    const turn = (turns.get(service) ?? Promise.resolve()).then(async () => {
      const body = Buffer.from(JSON.stringify(intent));
      const answer = await forward({ method: "PUT", url: `/targets/${service}/intent`, headers, body });
      const { term, epoch, sharePercent } = intent;
      const isAccepted = answer.status === 200;
      const canaryPercent = sharePercent.b;
      writes.push({ atMs: performance.now(), service, term, epoch, canaryPercent, isAccepted, wasHeldBack });
      return answer;
    });
    turns.set(service, turn);
    return turn;
  }

  /** Many intents in one request are as many writes, each with a way and a turn of its own. */
  async function writeMany(body: Buffer, headers: IncomingHttpHeaders): Promise<Answer> {
    const { intents } = JSON.parse(body.toString()) as EdgeIntents;
    const answers = await Promise.all(
      intents.map(async ({ service, intent }) => {
        const { status, text } = await write(service, intent, headers);
        return { service, status, body: text === "" ? {} : JSON.parse(text) };
      }),
    );
    const isCut = answers.some(({ status }) => status === 0);
    return { status: isCut ? 0 : 200, headers: {}, text: JSON.stringify({ answers }) };
  }

  async function claimMany(body: Buffer, headers: IncomingHttpHeaders): Promise<Answer> {
    const answer = await forward({ method: "PUT", url: "/claims", headers, body });
    const { claims: asked } = JSON.parse(body.toString()) as z.infer<typeof EdgeClaims>;
    const { answers } = answer.status === 200 ? EdgeIntentAnswers.parse(JSON.parse(answer.text)) : { answers: [] };
    for (const [index, { service, term }] of asked.entries())
      claims.push({ atMs: performance.now(), service, term, isAccepted: answers[index]?.status === 200 });
    return answer;
  }

  function forward(given: Outgoing): Promise<Answer> {
    const { method, url, body } = given;
    const headers = { ...given.headers, "content-length": String(body.length) };
    return new Promise((resolve) => {
      const outgoing = request(new URL(url ?? "/", adminUrl()), { method, headers, agent }, async (answer) => {
        const text = await textOf(answer);
        resolve({ status: text === null ? 0 : (answer.statusCode ?? 0), headers: answer.headers, text: text ?? "" });
      });
      outgoing.once("error", () => resolve({ status: 0, headers: {}, text: "" }));
      outgoing.end(body);
    });
  }

  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("error", () => undefined);
    response.on("error", () => undefined);
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { method, url = "/", headers } = incoming;
    const service = method === "PUT" ? /^\/targets\/([^/]+)\/intent$/.exec(url)?.[1] : undefined;
    const answer =
      service !== undefined
        ? await write(service, JSON.parse(body.toString()), headers)
        : method === "PUT" && url === "/intents"
          ? await writeMany(body, headers)
          : method === "PUT" && url === "/claims"
            ? await claimMany(body, headers)
            : await forward({ method, url, headers, body });
    if (answer.status === 0) response.destroy();
    else response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    writes,
    claims,
    holdBack(matches) {
      isHeldBack = matches;
    },
    heldBackCount: () => held.length,
    release() {
      isHeldBack = () => false;
      for (const deliver of held.splice(0)) deliver();
    },
    async close() {
      agent.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

interface Outgoing {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Status 0: there was none, or it broke off. */
interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

async function textOf(answer: IncomingMessage): Promise<string | null> {
  try {
    let text = "";
    for await (const chunk of answer) text += (chunk as Buffer).toString();
    return text;
  } catch {
    return null;
  }
}
