import { mkdir } from "node:fs/promises";
import path from "node:path";
import { demoServices } from "../demo-shop";
import type { ServiceStart, Shop, ShopPlan } from "../port";
import type { DataPlane, PlacedService } from "./data-plane";
import { type StartEdge, startEdgePlane } from "./edge-plane";
import { startHaproxyPlane } from "./haproxy-plane";
import { demoHost, openPortBook, type PortBook } from "./port-book";
import { type PrometheusServer, startPrometheusServer } from "./prometheus-server";
import { type ServiceProcess, startServiceProcess } from "./service-process";

/** Full paths of what is installed; null for what is not. */
export interface Programs {
  readonly haproxy: string | null;
  readonly prometheus: string | null;
}

/** What the shop is made of on this machine. */
export interface ShopMeans {
  readonly programs: Programs;
  /** Node's arguments for `lib/entry/demo-service.ts`. */
  readonly serviceCommand: readonly string[];
  readonly startEdge: StartEdge;
  /** Full path of `deploy/haproxy/signalbox.lua`. */
  readonly fenceScript: string;
}

/**
 * Which data plane to use. Errors, latency and health must all be seen: HAProxy's own counters know no latency, so that it
 * is used together with Prometheus only; the embedded edge measures latency itself.
 */
export function choosePlane(installed: Programs): DataPlane["kind"] {
  return installed.haproxy !== null && installed.prometheus !== null ? "haproxy" : "edge";
}

/**
 * Start processes, data plane and Prometheus. An installed program that does not come up is told and done without; what
 * the demonstration brings itself throws, with everything stopped again.
 */
export async function startShop(plan: ShopPlan, means: ShopMeans): Promise<Shop> {
  const { programs } = means;
  if (programs.haproxy === null && programs.prometheus === null) return startParts({ ...plan, ...means });
  try {
    return await startParts({ ...plan, ...means });
  } catch (error) {
    if (!(error instanceof ProgramFailure)) throw error;
    plan.onNotice(`The demonstration uses its own data plane alone, because: ${error.message}`);
    return startParts({ ...plan, ...means, programs: { haproxy: null, prometheus: null } });
  }
}

/** An installed program did not come up; the demonstration can do without it. */
class ProgramFailure extends Error {
  override name = "ProgramFailure";
}

function asProgramFailure(error: unknown): never {
  throw new ProgramFailure(error instanceof Error ? error.message : String(error), { cause: error });
}

type ShopOptions = ShopPlan & ShopMeans;

async function startParts(options: ShopOptions): Promise<Shop> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const ports = await openPortBook(path.join(options.folder, "ports.json"));
  const placed = await placeServices(ports, options.services);
  const processes = options.services.map(({ slug }) => startServiceProcess(slug, options.serviceCommand));
  const closers: (() => Promise<void>)[] = processes.map((process) => () => process.stop());
  const close = async (): Promise<void> => void (await Promise.allSettled(closers.splice(0).map((stop) => stop())));
  try {
    const [plane, prometheus] = await Promise.all([
      startPlane(options, ports, placed).then((started) => keep(closers, started)),
      startMetrics(options, ports, placed).then((started) => (started ? keep(closers, started) : null)),
      startVersions(options.services, processes, placed),
    ]);
    await ports.keep();
    return runningShop({ plane, prometheus, processes, placed, close });
  } catch (error) {
    await close();
    throw error;
  }
}

function keep<Part extends { close(): Promise<void> }>(closers: (() => Promise<void>)[], part: Part): Part {
  // Visitors leave first, then the plane, then the shop: what was started last is stopped with the rest, side by side.
  closers.push(() => part.close());
  return part;
}

async function placeServices(ports: PortBook, services: readonly ServiceStart[]): Promise<PlacedService[]> {
  const placed: PlacedService[] = [];
  for (const { slug, liveSlot } of services) {
    const frontPort = await ports.portFor(`${slug}`);
    const slotPorts = { a: await ports.portFor(`${slug}.a`), b: await ports.portFor(`${slug}.b`) };
    placed.push({ slug, frontPort, slotPorts, liveSlot });
  }
  return placed;
}

async function startPlane(options: ShopOptions, ports: PortBook, services: PlacedService[]): Promise<DataPlane> {
  const { programs, folder, planeToken: token, fenceScript } = options;
  if (choosePlane(programs) === "haproxy" && programs.haproxy !== null) {
    return startHaproxyPlane({ program: programs.haproxy, folder, services, token, fenceScript }).catch(
      asProgramFailure,
    );
  }
  const adminPort = await ports.portFor("edge.admin");
  return startEdgePlane({ startEdge: options.startEdge, adminPort, token, folder, services });
}

async function startMetrics(
  options: ShopOptions,
  ports: PortBook,
  services: PlacedService[],
): Promise<PrometheusServer | null> {
  const { prometheus } = options.programs;
  if (prometheus === null) return null;
  const scrapedPorts = services.flatMap(({ slotPorts }) => [slotPorts.a, slotPorts.b]);
  const port = await ports.portFor("prometheus");
  const { folder } = options;
  return startPrometheusServer({ program: prometheus, folder, port, scrapedPorts }).catch(asProgramFailure);
}

async function startVersions(
  starts: readonly ServiceStart[],
  processes: readonly ServiceProcess[],
  placed: readonly PlacedService[],
): Promise<void> {
  const runs = starts.flatMap(({ slug, slots }) =>
    (["a", "b"] as const).map(async (slot) => {
      const content = slots[slot];
      const process = processes.find((candidate) => candidate.service === slug);
      const port = placed.find((candidate) => candidate.slug === slug)?.slotPorts[slot];
      if (content && process && port !== undefined) await process.run(slot, { ...content, port });
    }),
  );
  await Promise.all(runs);
}

function runningShop(given: {
  plane: DataPlane;
  prometheus: PrometheusServer | null;
  processes: readonly ServiceProcess[];
  placed: readonly PlacedService[];
  close: () => Promise<void>;
}): Shop {
  const { plane, prometheus, processes, placed } = given;
  let closing = false;
  const processOf = (service: string): ServiceProcess =>
    present(
      service,
      processes.find((one) => one.service === service),
    );
  const placeOf = (service: string): PlacedService =>
    present(
      service,
      placed.find((one) => one.slug === service),
    );
  const address = (port: number): string => `http://${demoHost}:${port}`;
  return {
    plane: plane.kind,
    prometheusUrl: prometheus?.url ?? null,
    targetOf: (service) => plane.targetOf(service),
    secret: plane.secret,
    frontUrl: (service) => address(placeOf(service).frontPort),
    healthUrls(service) {
      const { a, b } = placeOf(service).slotPorts;
      return { a: [`${address(a)}/healthz`], b: [`${address(b)}/healthz`] };
    },
    versionIn: (service, slot) => processOf(service).versionIn(slot),
    deploy: (service, slot, content) =>
      processOf(service).run(slot, { ...content, port: placeOf(service).slotPorts[slot] }),
    setFaults: (service, slot, faults) => processOf(service).setFaults(slot, faults),
    onFailure(tell) {
      const say = (reason: string): void => (closing ? undefined : tell(reason));
      plane.onFailure(say);
      prometheus?.onFailure(say);
      for (const { child, service } of processes) {
        child.once("exit", (code, signal) => say(`the process of ${service} ended (${signal ?? code})`));
      }
    },
    async close() {
      closing = true;
      await given.close();
    },
  };
}

function present<Part>(service: string, found: Part | undefined): Part {
  if (found !== undefined) return found;
  const names = demoServices.map(({ slug }) => slug).join(", ");
  throw new Error(`the demonstration has no service ${service}; it has ${names}`);
}
