import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Socket } from "node:net";
import type { OutboundLimits } from "./outbound-limits";

type Bounds = Pick<OutboundLimits, "totalTimeoutMs" | "maxBodyBytes" | "connectionsPerOrigin">;

/** Cut the connection when its time is used up, or when more has come than was agreed. */
function bound(socket: Socket, { totalTimeoutMs, maxBodyBytes }: Bounds): void {
  const cut = (why: string): void => void socket.destroy(new Error(`the connection was cut: ${why}`));
  const timer = setTimeout(cut, totalTimeoutMs, `no whole answer within ${totalTimeoutMs} ms`);
  let bytes = 0;
  socket.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) cut(`more than ${maxBodyBytes} bytes`);
  });
  socket.on("close", () => clearTimeout(timer));
}

/**
 * An agent for libraries that make their own requests and wait for the end of an answer for ever: each of its connections
 * carries one exchange, and ends by itself.
 */
export function boundedAgent(url: string, bounds: Bounds): HttpAgent {
  const Kind = new URL(url).protocol === "https:" ? HttpsAgent : HttpAgent;
  const agent = new Kind({ keepAlive: false, maxSockets: bounds.connectionsPerOrigin });
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const connection = connect(options, callback);
    if (connection) bound(connection as Socket, bounds);
    return connection;
  };
  return agent;
}
