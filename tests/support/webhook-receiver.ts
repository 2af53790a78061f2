import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { hasValidSignature } from "@/lib/traffic/adapters/webhook-signature";
import { type TargetStateAnswer, TrafficIntentMessage } from "@/lib/traffic/contract";
import type { AcceptedPair } from "@/lib/traffic/port";

export interface WebhookReceiver {
  readonly url: string;
  /** Ids of the messages that were let in. */
  readonly seenIds: readonly string[];
  close(): Promise<void>;
}

export interface ReceiverOptions {
  readonly secret: string;
  /** Make the split so; null when it was accepted, else the newer pair. */
  readonly apply: (intent: TrafficIntentMessage) => AcceptedPair | null;
  readonly state: () => TargetStateAnswer;
}

/** What a user's own receiver has to do: check the signature and its age, do the intent, answer the state. */
export async function startWebhookReceiver(options: ReceiverOptions): Promise<WebhookReceiver> {
  const seenIds: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const id = String(request.headers["webhook-id"]);
    const timestampSeconds = Number(request.headers["webhook-timestamp"]);
    const given = String(request.headers["webhook-signature"]);
    const isFresh = Math.abs(Date.now() / 1_000 - timestampSeconds) < 300;
    if (!isFresh || !hasValidSignature(options.secret, { id, timestampSeconds, body }, given)) {
      return send(response, 401, { error: "signature" });
    }
    seenIds.push(id);
    if (request.method === "POST") {
      const newer = options.apply(TrafficIntentMessage.parse(JSON.parse(body)));
      if (newer !== null) return send(response, 409, { acceptedTerm: newer.term, acceptedEpoch: newer.epoch });
    }
    send(response, 200, options.state());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/traffic`,
    seenIds,
    async close(): Promise<void> {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
