import { createHash } from "node:crypto";
import { chmod, rm, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { spawnBound, stopProcess, tailOf, waitUntilUp } from "./bound-process";
import type { DataPlane, PlacedService } from "./data-plane";
import { demoHost } from "./port-book";

/** The longest path that every system takes for a Unix socket, with room for HAProxy's temporary suffix. */
const socketPathBytesMax = 90;

/** Start one HAProxy with a front and a backend for each service. The idle slot is closed until somebody opens it. */
export async function startHaproxyPlane(
  given: Fence & {
    readonly program: string;
    readonly folder: string;
    readonly services: readonly PlacedService[];
  },
): Promise<DataPlane> {
  const socket = socketIn(given.folder);
  const configFile = path.join(given.folder, "haproxy.cfg");
  await rm(socket, { force: true });
  await writeFile(configFile, haproxyConfig(socket, given, given.services), { mode: 0o600 });
  await chmod(configFile, 0o600);
  const child = spawnBound(given.program, ["-db", "-q", "-f", configFile]);
  const tail = tailOf(child);
  let closing = false;
  await waitUntilUp(child, { name: "HAProxy", tail, isReady: () => answers(socket) }).catch(async (error: unknown) => {
    await stopProcess(child);
    throw error;
  });
  return {
    kind: "haproxy",
    secret: given.token,
    targetOf: (service) => ({ kind: "haproxy", socket, backend: service, slots: { a: ["a1"], b: ["b1"] } }),
    onFailure(tell) {
      child.once("exit", (code, signal) => closing || tell(`HAProxy ended (${signal ?? code}): ${tail()}`));
    },
    async close() {
      closing = true;
      await stopProcess(child);
      await rm(socket, { force: true });
    },
  };
}

function socketIn(folder: string): string {
  const wanted = path.join(folder, "haproxy.sock");
  if (Buffer.byteLength(wanted) <= socketPathBytesMax) return wanted;
  return path.join(tmpdir(), `signalbox-${createHash("sha256").update(folder).digest("hex").slice(0, 12)}.sock`);
}

interface Fence {
  /** In letters, digits, - and _. */
  readonly token: string;
  readonly fenceScript: string;
}

/** The text of haproxy.cfg. */
function haproxyConfig(socket: string, fence: Fence, services: readonly PlacedService[]): string {
  return [
    "global",
    `  stats socket ${socket} mode 600 level admin`,
    "  stats maxconn 100",
    "  nbthread 1",
    `  setenv SIGNALBOX_FENCE_TOKEN ${fence.token}`,
    `  lua-load "${fence.fenceScript.replaceAll(/["\\$]/g, "\\$&")}"`,
    "  hard-stop-after 3s",
    "defaults",
    "  mode http",
    "  timeout connect 1s",
    "  timeout client 30s",
    "  timeout server 30s",
    ...services.flatMap(({ slug, frontPort, slotPorts, liveSlot }) => [
      `frontend ${slug}-front`,
      `  bind ${demoHost}:${frontPort}`,
      `  default_backend ${slug}`,
      `backend ${slug}`,
      "  balance roundrobin",
      "  option redispatch",
      ...(["a", "b"] as const).map(
        (slot) =>
          `  server ${slot}1 ${demoHost}:${slotPorts[slot]} ${slot === liveSlot ? "weight 100" : "weight 0 disabled"}`,
      ),
    ]),
    "",
  ].join("\n");
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection({ path: socket });
    connection.setTimeout(1_000, () => connection.destroy());
    connection.on("connect", () => connection.write("show info\n"));
    connection.on("data", () => {
      resolve(true);
      connection.destroy();
    });
    connection.on("error", () => resolve(false));
    connection.on("close", () => resolve(false));
  });
}
