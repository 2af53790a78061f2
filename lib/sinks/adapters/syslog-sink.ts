import type { Socket } from "node:net";
import { hostname } from "node:os";
import type { SyslogConfig } from "@/lib/connections/contract";
import type { OpenConnection } from "@/lib/connections/port";
import { AppError } from "@/lib/kernel/app-error";
import type { SocketAddress } from "@/lib/platform/http/vetted-socket";
import { framed, syslogMessage } from "../domain/formats";
import type { RecordSink } from "../port";

const timeoutMs = 10_000;

function lost(where: string, why: string, cause?: unknown): AppError {
  const message = `${where} ${why} before everything was sent.`;
  const reasons = [
    { code: "connection_lost", message, remedy: "See the receiver's own log; the records are sent again." },
  ];
  return new AppError("upstream_failed", { detail: message, reasons, cause });
}

/**
 * Write everything and close in order: the other side's end of the connection says that it read to ours. Syslog has no other
 * acknowledgement.
 */
function writeAll(socket: Socket, text: string, where: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error("timed out")));
    socket.on("error", (cause) => reject(lost(where, "broke the connection", cause)));
    socket.on("close", (hadError) => {
      if (!hadError && socket.writableFinished) resolve();
      else reject(lost(where, "closed the connection"));
    });
    socket.resume();
    socket.end(text, "utf8");
  });
}

/** A receiver of RFC 5424 over TCP or TLS. `open` makes the sockets. */
export function createSyslogSink(open: (address: SocketAddress) => Promise<Socket>): RecordSink {
  function addressOf({ config }: OpenConnection<SyslogConfig>): SocketAddress {
    return { host: config.host, port: config.port, isTls: config.transport === "tls" };
  }
  return {
    async send(connection, records) {
      const given = connection as OpenConnection<SyslogConfig>;
      const { host, port, appName } = given.config;
      const messages = records.map((record) => syslogMessage(record, { host: hostname(), appName }));
      const socket = await open(addressOf(given));
      await writeAll(
        socket,
        framed(messages, (text) => Buffer.byteLength(text)),
        `${host}:${port}`,
      );
    },
    async test(connection) {
      const socket = await open(addressOf(connection as OpenConnection<SyslogConfig>));
      socket.destroy();
      return "The receiver takes connections.";
    },
  };
}
