import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

export interface FakeSocket {
  readonly path: string;
  /** Everything that clients wrote, one entry for each connection. */
  readonly received: string[];
  close(): Promise<void>;
}

/** A Unix socket that is not HAProxy: `onLine` says what to do when a client has written. Close it. */
export async function startFakeSocket(onLine: (socket: Socket, text: string) => void): Promise<FakeSocket> {
  const folder = await mkdtemp(path.join(tmpdir(), "sbx-sock-"));
  const socketPath = path.join(folder, "s.sock");
  const received: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    const index = received.push("") - 1;
    socket.on("error", () => undefined);
    socket.on("close", () => open.delete(socket));
    socket.on("data", (chunk) => {
      received[index] += chunk.toString();
      onLine(socket, chunk.toString());
    });
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return {
    path: socketPath,
    received,
    async close(): Promise<void> {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
