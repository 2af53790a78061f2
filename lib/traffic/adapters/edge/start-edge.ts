import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { z } from "zod";
import { type TargetStateAnswer, TrafficIntentMessage } from "@/lib/traffic/contract";
import { createAdminDoor } from "./admin-door";
import { EdgeConfig, type EdgeConfigInput } from "./edge-config";
import { EdgeService, type IntentOutcome } from "./edge-service";
import { type FenceMemory, openFenceMemory } from "./fence-file";
import { createFrontDoor, type FrontDoor } from "./front-door";
import { startHealthChecks } from "./health-checker";

export interface RunningEdge {
  /** Where services are reached by host name; null without a common door. */
  readonly url: string | null;
  readonly adminUrl: string;
  /** Doors of single services, by service. */
  readonly serviceUrls: Readonly<Record<string, string>>;
  /** The same as the admin door's PUT, for whoever runs the edge in its own process. */
  apply(service: string, intent: z.input<typeof TrafficIntentMessage>): IntentOutcome;
  /** The same as the admin door's GET. */
  state(service: string): TargetStateAnswer;
  /** Stop listening and cut everything that is under way. */
  close(): Promise<void>;
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** Head of a request that may take long to arrive in full; the body may take as long as it likes. */
const HEADERS_TIMEOUT_MS = 15_000;
const KEEP_ALIVE_MS = 65_000;

/**
 * Start the embedded edge: a small reverse proxy that splits HTTP and websocket traffic of services between two slots
 * by weighted round robin. Listens on loopback unless told otherwise. Throws a ZodError for a wrong configuration and
 * the system's error when an address cannot be taken.
 */
export async function startEdge(input: EdgeConfigInput): Promise<RunningEdge> {
  const config = EdgeConfig.parse(input);
  const incarnation = randomUUID();
  const fences = openFenceMemory(config.stateFile);
  const services = new Map(
    config.services.map((service) => [service.name, new EdgeService(service, fences.acceptedBy(service.name))]),
  );
  const stops: (() => void | Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    const stopped = stops.splice(0).map((stop) => stop());
    // Before the wait: a listening server is only closed when its websockets are gone too.
    for (const service of services.values()) service.destroy();
    await Promise.all(stopped);
  };
  const open = async (find: (request: IncomingMessage) => EdgeService | null, address: Address): Promise<string> => {
    const door = createFrontDoor(find);
    const server = createServer(door.onRequest);
    stops.push(() => stopListening(server), door.close);
    return listen(server, door, address);
  };
  try {
    const serviceUrls: Record<string, string> = {};
    for (const service of services.values()) {
      stops.push(startHealthChecks(service));
      if (service.config.listen === undefined) continue;
      serviceUrls[service.config.name] = await open(() => service, service.config.listen);
    }
    const url = config.listen === undefined ? null : await open(byHost([...services.values()]), config.listen);
    const admin = createServer(
      createAdminDoor({
        services,
        token: config.admin.token,
        guardMetrics: !isLoopback(config.admin.host),
        incarnation,
        fences,
        now: Date.now,
      }),
    );
    stops.push(() => stopListening(admin));
    const adminUrl = await listen(admin, null, config.admin);
    return { url, adminUrl, serviceUrls, close, ...inProcessDoor(services, incarnation, fences) };
  } catch (error) {
    await close();
    throw error;
  }
}

function inProcessDoor(
  services: ReadonlyMap<string, EdgeService>,
  incarnation: string,
  fences: FenceMemory,
): Pick<RunningEdge, "apply" | "state"> {
  const find = (name: string): EdgeService => {
    const service = services.get(name);
    if (service === undefined) throw new Error(`the edge has no service ${name}`);
    return service;
  };
  return {
    apply(service, message): IntentOutcome {
      const intent = TrafficIntentMessage.parse(message);
      const outcome = find(service).apply(intent);
      if (outcome.accepted) fences.remember(service, intent);
      return outcome;
    },
    state: (service) => find(service).state(incarnation),
  };
}

function byHost(services: readonly EdgeService[]): (request: IncomingMessage) => EdgeService | null {
  const named = new Map(services.flatMap((service) => service.config.hosts.map((host) => [host, service] as const)));
  const rest = services.find((service) => service.config.hosts.length === 0) ?? null;
  return (request) => {
    const host = (request.headers.host ?? "").toLowerCase().replace(/:\d+$/, "");
    return named.get(host) ?? rest;
  };
}

async function listen(server: Server, door: FrontDoor | null, address: Address): Promise<string> {
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = 0;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  if (door !== null) server.on("upgrade", door.onUpgrade);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(address.port, address.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  return `http://${host}:${port}`;
}

function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\./.test(host);
}
