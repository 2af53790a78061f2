import { z } from "zod";

/** Configuration of data planes and what HTTP data planes answer. Client-safe. */

/** The only characters that HAProxy's line-based commands take in a name; `;`, blanks and newlines separate commands. */
export const HAPROXY_NAME_PATTERN = /^[A-Za-z0-9_.:-]+$/;
/** What a fence token consists of: it is a word of such a command. `openssl rand -base64 32` makes one. */
export const FENCE_TOKEN_PATTERN = /^[A-Za-z0-9._~+/=-]{16,256}$/;
export const SERVERS_PER_SLOT_MAX = 50;

export const HaproxyName = z
  .string()
  .min(1)
  .max(64)
  .regex(HAPROXY_NAME_PATTERN, "Use letters, digits and . _ : - only, as HAProxy's own names do");

/** An absolute path of a Unix socket, or host:port of a TCP one. */
export const HaproxySocket = z
  .string()
  .min(2)
  .refine((value) => parseSocketAddress(value) !== null, {
    message: "Give an absolute path of a Unix socket (at most 107 bytes) or host:port",
  });

const slotServers = z
  .array(HaproxyName)
  .min(1, "Name at least one server")
  .max(SERVERS_PER_SLOT_MAX, `Name at most ${SERVERS_PER_SLOT_MAX} servers`);

const HaproxySlots = z.strictObject({ a: slotServers, b: slotServers }).superRefine((slots, context) => {
  const seen = new Set<string>();
  for (const slot of ["a", "b"] as const) {
    slots[slot].forEach((server, index) => {
      if (seen.has(server)) {
        context.addIssue({
          code: "custom",
          path: [slot, index],
          message: `Server ${server} is named twice; a server belongs to one slot, once`,
        });
      }
      seen.add(server);
    });
  }
});

/** How many processes of HAProxy one target may have. */
export const HAPROXY_FLEET_MAX = 10;

export const HaproxyTargetConfig = z
  .strictObject({
    kind: z.literal("haproxy"),
    socket: HaproxySocket,
    /** Further processes that split the same traffic, with the same backend and servers; each is one of a fleet. */
    moreSockets: z
      .array(HaproxySocket)
      .max(HAPROXY_FLEET_MAX - 1, `Name at most ${HAPROXY_FLEET_MAX - 1} further sockets`)
      .optional(),
    backend: HaproxyName,
    slots: HaproxySlots,
  })
  .superRefine((config, context) => {
    haproxySockets(config).forEach((socket, index, all) => {
      if (all.indexOf(socket) === index) return;
      const message = `Socket ${socket} is named twice; name each process once`;
      context.addIssue({ code: "custom", path: ["moreSockets", index - 1], message });
    });
  });
export type HaproxyTargetConfig = z.infer<typeof HaproxyTargetConfig>;

/** The sockets of all processes of a target, the first one first. */
export function haproxySockets(config: {
  readonly socket: string;
  readonly moreSockets?: readonly string[] | undefined;
}): readonly string[] {
  return [config.socket, ...(config.moreSockets ?? [])];
}

const httpUrl = z.url({ protocol: /^https?$/, error: "Give a full http:// or https:// address" }).max(2_000);
export const EdgeTargetConfig = z.strictObject({
  kind: z.literal("edge"),
  adminUrl: httpUrl,
  /** Name of the service in the edge. */
  service: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "Use lower-case letters, digits and -"),
});
export type EdgeTargetConfig = z.infer<typeof EdgeTargetConfig>;

/** POST gives the intent, GET reads the state; both answer `TargetStateAnswer` (see there). */
export const WebhookTargetConfig = z.strictObject({
  kind: z.literal("webhook"),
  url: httpUrl,
});
export type WebhookTargetConfig = z.infer<typeof WebhookTargetConfig>;

/** Names of objects of Kubernetes: DNS labels (namespaces, Services) and DNS subdomains (everything else). */
const kubernetesLabel = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "Use lower-case letters, digits and -, as Kubernetes' own names do");
const kubernetesName = z
  .string()
  .max(253, "Use at most 253 characters")
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
    "Use lower-case letters, digits, - and ., as Kubernetes' own names do",
  );

/** How an API server of Kubernetes is reached. The bearer token is the target's secret. */
const apiServerShape = {
  server: z
    .url({ protocol: /^https$/, error: "Give the full https:// address of the API server" })
    .max(2_000)
    .refine((value) => new URL(value).search === "" && new URL(value).hash === "", "Give no query and no fragment"),
  /** PEM of the authorities that vouch for the API server; null: those that the operating system trusts. */
  ca: z
    .string()
    .max(20_000)
    .regex(
      /^\s*(-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/,
      "Give certificates in PEM form, from BEGIN CERTIFICATE to END CERTIFICATE",
    )
    .nullable()
    .default(null),
  namespace: kubernetesLabel,
};

/** An HTTPRoute of the Gateway API, split between two Services of its rules. */
export const GatewayTargetConfig = z.strictObject({
  kind: z.literal("gateway_api"),
  ...apiServerShape,
  route: kubernetesName,
  backends: z.strictObject({ a: kubernetesLabel, b: kubernetesLabel }).refine((value) => value.a !== value.b, {
    path: ["b"],
    error: "Name another Service than that of slot a",
  }),
});
export type GatewayTargetConfig = z.infer<typeof GatewayTargetConfig>;

/** A Rollout of Argo Rollouts, moved along the steps of its canary strategy. */
export const ArgoTargetConfig = z.strictObject({
  kind: z.literal("argo_rollouts"),
  ...apiServerShape,
  rollout: kubernetesName,
  /** The slot that stands for Argo's stable version when Signalbox takes over; it notes the rest on the Rollout. */
  stableSlot: z.enum(["a", "b"]).default("a"),
});
export type ArgoTargetConfig = z.infer<typeof ArgoTargetConfig>;

export const TargetConfig = z.discriminatedUnion("kind", [
  HaproxyTargetConfig,
  EdgeTargetConfig,
  WebhookTargetConfig,
  GatewayTargetConfig,
  ArgoTargetConfig,
]);
export type TargetConfig = z.infer<typeof TargetConfig>;

const slotName = z.enum(["a", "b"]);
const sharePercent = z.number().min(0).max(100);

const fenceNumber = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const splitShape = {
  sharePercent: z.strictObject({ a: sharePercent, b: sharePercent }),
  closed: z.array(slotName).max(2),
};

interface Split {
  readonly sharePercent: { readonly a: number; readonly b: number };
  readonly closed: readonly ("a" | "b")[];
}

function refuseImpossibleSplit(split: Split, context: z.core.$RefinementCtx): void {
  if (Math.abs(split.sharePercent.a + split.sharePercent.b - 100) >= 1e-6) {
    context.addIssue({ code: "custom", path: ["sharePercent"], message: "The shares must add up to 100" });
  }
  if (split.closed.some((slot) => split.sharePercent[slot] > 0)) {
    context.addIssue({ code: "custom", path: ["closed"], message: "A slot with a share above 0 cannot be closed" });
  }
}

/** The longest time that a hold may wait for its owner: a day. */
export const HOLD_TTL_MAX_MS = 86_400_000;

/** What is sent to the edge and to webhook receivers. */
export const TrafficIntentMessage = z
  .strictObject({
    /** Compared before `epoch`: a write with a smaller pair (term, epoch) than the newest accepted one is refused. */
    term: fenceNumber.default(0),
    epoch: fenceNumber,
    ...splitShape,
    /** Dead-man switch: after `ttlMs` without another accepted message, set `safe`. Null: none. */
    hold: z
      .strictObject({
        ttlMs: z.number().int().min(1).max(HOLD_TTL_MAX_MS),
        safe: z.strictObject(splitShape).superRefine(refuseImpossibleSplit),
      })
      .nullable()
      .default(null),
  })
  .superRefine(refuseImpossibleSplit);
export type TrafficIntentMessage = z.infer<typeof TrafficIntentMessage>;

/** How many services of an edge one request may be about. */
export const EDGE_BATCH_MAX = 100;

/** Intents for many services of one edge; each is answered as it would be alone. */
export const EdgeIntents = z.strictObject({
  intents: z
    .array(z.strictObject({ service: z.string().max(63), intent: TrafficIntentMessage }))
    .min(1)
    .max(EDGE_BATCH_MAX),
});
export type EdgeIntents = z.infer<typeof EdgeIntents>;

/** Claims of services of one edge by an owner of a term, who has not written yet; each is answered as an intent is. */
export const EdgeClaims = z.strictObject({
  claims: z
    .array(z.strictObject({ service: z.string().max(63), term: fenceNumber }))
    .min(1)
    .max(EDGE_BATCH_MAX),
});

/** What an edge answers about many services, by name; those that it does not have are left out. */
export const EdgeAnswers = z.object({ targets: z.record(z.string(), z.unknown()) });
/** What became of each intent: status and body as of a single one. */
export const EdgeIntentAnswers = z.object({
  answers: z.array(z.object({ service: z.string(), status: z.number().int(), body: z.unknown() })),
});

/** How soon a target that cannot refuse an older write is read back and corrected. */
export const READ_BACK_MS = 1_000;

const slotState = z.object({
  sharePercent,
  serversTotal: z.number().int().min(0).max(10_000),
  serversUp: z.number().int().min(0).max(10_000).nullable(),
  closed: z.boolean(),
});

/**
 * What the edge and a webhook receiver must answer (status 200) to GET, and may answer to the intent. The state must be
 * the real one, not the intent repeated. An intent older than the accepted pair is answered with 409 and
 * `FencedAnswer`. A receiver that fences only by epoch, or not at all, leaves `acceptedTerm` out; one without a dead-man
 * switch leaves `hold` out.
 */
export const TargetStateAnswer = z.object({
  /** Changes whenever the data plane was restarted. */
  incarnation: z.string().min(1).max(200),
  acceptedEpoch: fenceNumber.nullable(),
  /** Null before anything was accepted. */
  acceptedTerm: fenceNumber.nullable().optional(),
  hold: z
    .object({ remainingMs: z.number().min(0), fired: z.boolean() })
    .nullable()
    .optional(),
  slots: z.object({ a: slotState, b: slotState }),
});
export type TargetStateAnswer = z.infer<typeof TargetStateAnswer>;

/** The body of the 409 that answers an older intent: the pair that was accepted. */
export const FencedAnswer = z.object({ acceptedTerm: fenceNumber.default(0), acceptedEpoch: fenceNumber });

export type SocketAddress =
  | { readonly kind: "unix"; readonly path: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number };

/** Take a socket address apart; null when it is neither an absolute path nor host:port (`[::1]:9999` for IPv6). */
export function parseSocketAddress(value: string): SocketAddress | null {
  if (value.startsWith("/")) {
    const fits = new TextEncoder().encode(value).length <= 107;
    return fits && !value.includes("\0") ? { kind: "unix", path: value } : null;
  }
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/.exec(value);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port < 1 || port > 65_535) return null;
  return { kind: "tcp", host, port };
}
