import type { KubeConfig, RequestContext, ResponseContext } from "@kubernetes/client-node";
import type { Dispatcher } from "undici";
import { AppError } from "@/lib/kernel/app-error";
import { createOutboundAgent, createOutboundClient, type OutboundClient } from "@/lib/platform/http/outbound";
import { outboundLimits } from "@/lib/platform/http/outbound-limits";
import type { OutboundPolicy } from "@/lib/platform/http/url-policy";
import { givenUp, rejection } from "../outbound-call";
import { kubernetesError, refusalOf, throttled } from "./failure";
import { KubernetesObject } from "./kubernetes-object";

/** Large, and needed by those only who have such targets: loaded with the first of them. */
type Library = typeof import("@kubernetes/client-node");
let library: Promise<Library> | null = null;
function load(): Promise<Library> {
  library ??= import("@kubernetes/client-node");
  return library;
}

export interface ApiServerAddress {
  readonly server: string;
  /** PEM of the authorities that vouch for it; null: the system's. */
  readonly ca: string | null;
  readonly token: string;
}

/** One object of a custom kind. */
export interface ObjectPlace {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace: string;
  readonly name: string;
}

export type WatchEvent =
  | { readonly kind: "seen"; readonly object: KubernetesObject }
  | { readonly kind: "deleted" }
  /** The version that the watch began at is forgotten (410): everything must be read again. */
  | { readonly kind: "gone" };

export interface WatchHandle {
  close(): void;
}

/** The part of an API server of Kubernetes that targets need. Each call ends within `deadlineMs`, or with its signal. */
export interface ApiServer {
  readonly who: string;
  /** The newest state (a quorum read). */
  read(place: ObjectPlace, signal: AbortSignal): Promise<KubernetesObject>;
  /** Replace the whole, or the status alone, if it still has the `resourceVersion` of the object given; else `conflict`. */
  replace(
    place: ObjectPlace,
    part: "object" | "status",
    object: KubernetesObject,
    signal: AbortSignal,
  ): Promise<KubernetesObject>;
  /** Be told of changes after `resourceVersion`, until it ends; `onEnd` says why, null when the server ended it. */
  watch(
    place: ObjectPlace,
    resourceVersion: string,
    onEvent: (event: WatchEvent) => void,
    onEnd: (error: unknown) => void,
  ): WatchHandle;
  close(): Promise<void>;
}

export interface ApiServerOptions {
  readonly policy: OutboundPolicy;
  /** Of one exchange; 800 ms by default. */
  readonly deadlineMs?: number;
  readonly monotonicMs?: () => number;
}

/** After a watch has brought nothing for this long the library begins it anew; the server ends it after this at most. */
const watchSeconds = 240;

/** An API server, reached through the library under the rules for outbound addresses. */
export function createApiServer(address: ApiServerAddress, options: ApiServerOptions): ApiServer {
  const { policy, deadlineMs = 800, monotonicMs = () => performance.now() } = options;
  const ca = address.ca ?? undefined;
  const who = `The API server at ${new URL(address.server).origin}`;
  const base = address.server.replace(/\/+$/, "");
  const client = createOutboundClient(policy, { limits: outboundLimits.kubernetes, ca });
  const watchAgent = createOutboundAgent(policy, { limits: outboundLimits.kubernetesWatch, ca });
  let quietUntilMs = 0;
  void load().catch(() => undefined);

  async function call(
    place: ObjectPlace,
    verb: "get" | "update",
    part: "object" | "status",
    body: KubernetesObject | null,
    signal: AbortSignal,
  ): Promise<KubernetesObject> {
    if (signal.aborted) throw givenUp(who, signal.reason);
    const quietMs = quietUntilMs - monotonicMs();
    if (quietMs > 0) throw throttled({ who }, quietMs / 1_000);
    const k8s = await Promise.race([load(), rejection(signal)]).catch((error: unknown) => {
      throw signal.aborted ? givenUp(who, error) : error;
    });
    const send = async (request: RequestContext): Promise<ResponseContext> => {
      const answer = await exchange(client, request, deadlineMs, signal);
      if (answer.status >= 200 && answer.status < 300) return toContext(k8s, answer);
      const retryAfterSeconds = secondsOf(answer.headers["retry-after"]);
      if (answer.status === 429) quietUntilMs = monotonicMs() + 1_000 * (retryAfterSeconds ?? 1);
      const { group, namespace, name, plural } = place;
      const resource = `${plural}${part === "status" ? "/status" : ""}.${group}`;
      throw refusalOf({ who, verb, resource, namespace, name, ...answer, retryAfterSeconds });
    };
    const configuration = k8s.createConfiguration({
      baseServer: new k8s.ServerConfiguration(base, {}),
      httpApi: k8s.wrapHttpLibrary({ send }),
      authMethods: { BearerToken: `Bearer ${address.token}` },
    });
    const api = new k8s.CustomObjectsApi(configuration);
    const params = { ...place, body, fieldManager: "signalbox" };
    const called =
      verb === "get"
        ? api.getNamespacedCustomObject(place)
        : part === "status"
          ? api.replaceNamespacedCustomObjectStatus(params)
          : api.replaceNamespacedCustomObject(params);
    return parsed(await translated(called, signal, who), who);
  }

  return {
    who,
    read: (place, signal) => call(place, "get", "object", null, signal),
    replace: (place, part, object, signal) => call(place, "update", part, object, signal),
    watch: (place, resourceVersion, onEvent, onEnd) =>
      openWatch({ who, base, token: address.token, agent: watchAgent }, place, resourceVersion, { onEvent, onEnd }),
    async close(): Promise<void> {
      await Promise.all([client.close(), watchAgent.destroy()]);
    },
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

async function exchange(
  client: OutboundClient,
  request: RequestContext,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Answer> {
  const body = request.getBody();
  const method = request.getHttpMethod() === "GET" ? "GET" : "PUT";
  const sent = {
    url: request.getUrl(),
    method,
    headers: request.getHeaders(),
    timeoutMs,
    field: "config.server",
  } as const;
  const answer = await client.request(typeof body === "string" ? { ...sent, body } : sent, signal);
  return { status: answer.status, headers: answer.headers, body: answer.body.toString("utf8") };
}

function toContext(k8s: Library, answer: Answer): ResponseContext {
  const body = { text: async () => answer.body, binary: async () => Buffer.from(answer.body), stream: () => null };
  return new k8s.ResponseContext(answer.status, { "content-type": "application/json" }, body);
}

interface WatchedServer {
  readonly who: string;
  readonly base: string;
  readonly token: string;
  readonly agent: Dispatcher;
}

interface WatchEars {
  readonly onEvent: (event: WatchEvent) => void;
  readonly onEnd: (error: unknown) => void;
}

function openWatch(server: WatchedServer, place: ObjectPlace, resourceVersion: string, ears: WatchEars): WatchHandle {
  let controller: AbortController | null = null;
  let isClosed = false;
  const end = (error: unknown): void => {
    if (isClosed) return;
    isClosed = true;
    controller?.abort();
    const meaning = endOf(server.who, place, error);
    if (meaning === "gone") ears.onEvent({ kind: "gone" });
    ears.onEnd(meaning === "gone" ? null : meaning);
  };
  const begin = async (): Promise<void> => {
    const k8s = await load();
    const query = {
      fieldSelector: `metadata.name=${place.name}`,
      resourceVersion,
      allowWatchBookmarks: true,
      timeoutSeconds: watchSeconds,
    };
    if (isClosed) return;
    const { group, version, namespace, plural } = place;
    controller = await new k8s.Watch(watchConfig(k8s, server)).watch(
      `/apis/${group}/${version}/namespaces/${namespace}/${plural}`,
      query,
      (phase, object) => {
        if (!isClosed) tell(phase, object, ears.onEvent, end);
      },
      end,
    );
    if (isClosed) controller.abort();
  };
  begin().catch(end);
  return {
    close(): void {
      isClosed = true;
      controller?.abort();
    },
  };
}

/** What the library needs to know for a watch; nothing is read from files or the environment. */
function watchConfig(k8s: Library, { base, token, agent }: WatchedServer): KubeConfig {
  class GivenConfig extends k8s.KubeConfig {
    override async applySecurityAuthentication(context: RequestContext): Promise<void> {
      context.setHeaderParam("Authorization", `Bearer ${token}`);
      context.setHeaderParam("Accept", "application/json");
      context.setDispatcher(agent);
    }
  }
  const config = new GivenConfig();
  config.loadFromOptions({
    clusters: [{ name: "given", server: base, skipTLSVerify: false }],
    users: [{ name: "given" }],
    contexts: [{ name: "given", cluster: "given", user: "given" }],
    currentContext: "given",
  });
  return config;
}

/** An event of a watch. An ERROR carries a Status. */
function tell(
  phase: string,
  object: unknown,
  onEvent: (event: WatchEvent) => void,
  end: (error: unknown) => void,
): void {
  if (phase === "ADDED" || phase === "MODIFIED") {
    const read = KubernetesObject.safeParse(object);
    if (read.success) onEvent({ kind: "seen", object: read.data });
  } else if (phase === "DELETED") {
    onEvent({ kind: "deleted" });
  } else if (phase === "ERROR") {
    const status = typeof object === "object" && object !== null && "code" in object ? object.code : 500;
    end({ statusCode: status });
  }
}

/** Why a watch ended: `gone` for 410, null when it merely ended or nothing happened for long, else what was refused. */
function endOf(who: string, place: ObjectPlace, error: unknown): "gone" | AppError | null {
  if (error === null || error === undefined) return null;
  if (error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError")) return null;
  const code = typeof error === "object" && "statusCode" in error ? Number(error.statusCode) : null;
  if (code === 410) return "gone";
  const { plural, group, namespace, name } = place;
  if (code !== null) {
    const call = { verb: "watch", resource: `${plural}.${group}`, namespace, name, body: "", retryAfterSeconds: null };
    return refusalOf({ who, status: code, ...call });
  }
  return kubernetesError({
    code: "refused",
    detail: `${who} broke off a watch.`,
    remedy: "It is begun anew.",
    cause: error,
  });
}

async function translated(called: Promise<unknown>, signal: AbortSignal, who: string): Promise<unknown> {
  try {
    return await called;
  } catch (error) {
    if (signal.aborted) throw givenUp(who, error);
    if (!(error instanceof AppError)) throw garbled(who, error);
    // An address that must not be reached is, once it is configured, a failure of the target and not of the caller.
    if (error.code === "upstream_failed" || error.code === "upstream_timeout") throw error;
    throw new AppError("upstream_failed", { detail: error.message, reasons: error.reasons, cause: error });
  }
}

function parsed(answer: unknown, who: string): KubernetesObject {
  const read = KubernetesObject.safeParse(answer);
  if (read.success) return read.data;
  throw garbled(who, read.error);
}

function garbled(who: string, cause: unknown): AppError {
  return kubernetesError({
    code: "answer_garbled",
    detail: `${who} did not answer as Kubernetes does.`,
    remedy: "Check the address; it is the one that `kubectl cluster-info` shows.",
    cause,
  });
}

/** Seconds of a `Retry-After`, at most a minute; null where it is absent or a date. */
function secondsOf(header: string | string[] | undefined): number | null {
  const text = Array.isArray(header) ? header[0] : header;
  return text !== undefined && /^\d{1,6}$/.test(text) ? Math.min(Number(text), 60) : null;
}
