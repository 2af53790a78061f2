import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TrafficIntentMessage } from "@/lib/traffic/contract";

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

export interface RecordingDoor {
  readonly port: number;
  /** In the order in which the data plane took them. */
  readonly writes: readonly PlaneWrite[];
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
  const turns = new Map<string, Promise<unknown>>();
  const held: (() => void)[] = [];
  let isHeldBack: (service: string, term: number) => boolean = () => false;

  async function write(service: string, incoming: IncomingMessage, body: Buffer, response: ServerResponse) {
    const intent = JSON.parse(body.toString()) as Required<TrafficIntentMessage>;
    const wasHeldBack = isHeldBack(service, intent.term);
    if (wasHeldBack) await new Promise<void>((resolve) => held.push(resolve));
    // One at a time, so that the list has the order in which they were taken.
    const turn = (turns.get(service) ?? Promise.resolve()).then(async () => {
      const status = await forward(incoming, body, response);
      const { term, epoch, sharePercent } = intent;
      const isAccepted = status === 200;
      writes.push({
        atMs: performance.now(),
        service,
        term,
        epoch,
        canaryPercent: sharePercent.b,
        isAccepted,
        wasHeldBack,
      });
    });
    turns.set(service, turn);
    await turn;
  }

  function forward(incoming: IncomingMessage, body: Buffer, response: ServerResponse): Promise<number> {
    return new Promise((resolve) => {
      const { method, headers } = incoming;
      const outgoing = request(new URL(incoming.url ?? "/", adminUrl()), { method, headers, agent }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        answer.once("close", () => resolve(answer.statusCode ?? 502));
      });
      outgoing.once("error", () => {
        response.destroy();
        resolve(0);
      });
      outgoing.end(body);
    });
  }

  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("error", () => undefined);
    response.on("error", () => undefined);
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const service =
      incoming.method === "PUT" ? /^\/targets\/([^/]+)\/intent$/.exec(incoming.url ?? "")?.[1] : undefined;
    if (service === undefined) await forward(incoming, body, response);
    else await write(service, incoming, body, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    writes,
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
