import { Agent, type IncomingMessage, request } from "node:http";
import WebSocket from "ws";

export interface Answer {
  readonly status: number;
  readonly version: string | null;
  /** `name=value` pairs that the answer set. */
  readonly cookies: readonly string[];
}

export interface AskOptions {
  readonly path?: string;
  readonly agent?: Agent;
  readonly cookies?: readonly string[];
  readonly timeoutMs?: number;
}

/** One GET; resolves when its answer is complete, rejects when it breaks off. */
export function ask(url: string, { path = "/", agent, cookies = [], timeoutMs = 10_000 }: AskOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = cookies.length > 0 ? { cookie: cookies.join("; ") } : {};
    const outgoing = request(new URL(path, url), { agent, headers, timeout: timeoutMs }, (answer: IncomingMessage) => {
      answer.resume();
      answer.once("error", reject);
      answer.once("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          version: (answer.headers["x-version"] as string | undefined) ?? null,
          cookies: (answer.headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0] ?? ""),
        }),
      );
    });
    outgoing.once("timeout", () => outgoing.destroy(new Error("no answer in time")));
    outgoing.once("error", reject);
    outgoing.end();
  });
}

/** Ask `count` times over `connections` kept connections; how many answers came from each version (or status). */
export async function askMany(url: string, count: number, connections = 8): Promise<Record<string, number>> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const tally: Record<string, number> = {};
  let left = count;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const { version, status } = await ask(url, { agent });
      const key = status === 200 && version !== null ? version : `status ${status}`;
      tally[key] = (tally[key] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  agent.destroy();
  return tally;
}

export interface EchoClient {
  readonly version: string;
  readonly isOpen: () => boolean;
  /** Versions that answered, one for each message that came back. */
  readonly answeredBy: string[];
  say(text: string): void;
  close(): void;
}

/** Open a websocket; resolves after the first echo. */
export function openEcho(url: string, cookies: readonly string[] = []): Promise<EchoClient> {
  return new Promise((resolve, reject) => {
    const headers = cookies.length > 0 ? { cookie: cookies.join("; ") } : {};
    const socket = new WebSocket(url.replace(/^http/, "ws"), { headers, handshakeTimeout: 5_000 });
    const answeredBy: string[] = [];
    socket.on("error", reject);
    socket.on("open", () => socket.send("hello"));
    socket.on("message", (data) => {
      answeredBy.push(data.toString().split(":")[0] ?? "");
      if (answeredBy.length > 1) return;
      resolve({
        version: answeredBy[0] ?? "",
        isOpen: () => socket.readyState === WebSocket.OPEN,
        answeredBy,
        say: (text) => socket.send(text, () => undefined),
        close: () => socket.terminate(),
      });
    });
  });
}
