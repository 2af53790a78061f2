import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { AppError } from "@/lib/kernel/app-error";
import { instant } from "@/lib/kernel/instant";
import { createApiServer } from "@/lib/traffic/adapters/kubernetes/api-server";
import { createArgoTarget } from "@/lib/traffic/adapters/kubernetes/argo-target";
import { createGatewayTarget } from "@/lib/traffic/adapters/kubernetes/gateway-target";
import { ArgoTargetConfig, GatewayTargetConfig } from "@/lib/traffic/contract";
import type { TrafficTarget } from "@/lib/traffic/port";
import { until } from "../support/until";

/*
 * Goal: the adapters for Kubernetes do on a real cluster, with real controllers, what the contract tests show against a server of
 * the tests. Method: the split of objects that were made for it goes through 0, 10, 50 and 0 % and is read back each time; an
 * older pair must be refused. docs/operations/kubernetes.md has the variables. Never run by CI.
 */

const shares = [0, 10, 50, 0];
const allNetworks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "fc00::/7"];

function setting(name: string): string | undefined {
  return process.env[`KUBERNETES_TRIAL_${name}`] || undefined;
}

function needed(name: string): string {
  const value = setting(name);
  if (value === undefined)
    throw new Error(`set KUBERNETES_TRIAL_${name}; docs/operations/kubernetes.md has all of them`);
  return value;
}

async function tryTarget(what: string, target: TrafficTarget): Promise<void> {
  const signal = (): AbortSignal => AbortSignal.timeout(10_000);
  const first = await target.observe(signal());
  const term = (first.accepted?.term ?? 0) + 1;
  console.log(`${what}: a ${first.slots.a.sharePercent} %, b ${first.slots.b.sharePercent} %, term ${term}`);
  for (const [epoch, percent] of shares.entries()) {
    const startedMs = performance.now();
    const intent = { epoch, sharePercent: { a: 100 - percent, b: percent }, closed: [] };
    await target.apply(intent, { term, hold: null }, signal());
    await until(`${what} to show ${percent} %`, async () => {
      const { slots } = await target.observe(signal());
      return Math.abs(slots.b.sharePercent - percent) < 0.5;
    });
    console.log(`${what}: ${percent} % in force after ${Math.round(performance.now() - startedMs)} ms`);
  }
  const older = { epoch: 99, sharePercent: { a: 0, b: 100 }, closed: [] };
  const error = await target.apply(older, { term: term - 1, hold: null }, signal()).catch((reason: unknown) => reason);
  assert(error instanceof AppError && error.reasons[0]?.code === "fenced", "an older pair is refused");
  console.log(`${what}: an older pair was refused`);
  for (const { message, remedy } of (await target.advise?.("a", signal())) ?? []) console.log(`- ${message} ${remedy}`);
  await target.close();
}

const ca = setting("CA");
const reach = {
  server: needed("SERVER"),
  ca: ca === undefined ? null : await readFile(ca, "utf8"),
  namespace: needed("NAMESPACE"),
};
const server = createApiServer({ ...reach, token: needed("TOKEN") }, { policy: { allowCidrs: allNetworks } });
const now = () => instant(Date.now());
const [route, rollout] = [setting("ROUTE"), setting("ROLLOUT")];
if (route !== undefined) {
  const [a, b] = needed("BACKENDS").split(",");
  const config = GatewayTargetConfig.parse({ kind: "gateway_api", ...reach, route, backends: { a, b } });
  await tryTarget(`HTTPRoute ${route}`, createGatewayTarget(config, server, now));
}
if (rollout !== undefined) {
  const config = ArgoTargetConfig.parse({ kind: "argo_rollouts", ...reach, rollout });
  await tryTarget(`Rollout ${rollout}`, createArgoTarget(config, server, now));
}
await server.close();
