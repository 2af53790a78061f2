import { z } from "zod";

const host = z.string().min(1).max(253).default("127.0.0.1");
const port = z.number().int().min(0).max(65_535).default(0);

const upstreamUrls = z
  .array(z.url({ protocol: /^https?$/ }))
  .min(1)
  .max(50);

/** What one service of the edge is: two slots of upstreams, and how requests find it. */
export const EdgeServiceConfig = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  /** Host names (without port) that belong to this service on the common door; none means: whatever nobody else has. */
  hosts: z.array(z.string().min(1).max(253).toLowerCase()).max(50).default([]),
  /** A door of its own for this service. */
  listen: z.strictObject({ host, port }).optional(),
  slots: z.strictObject({ a: upstreamUrls, b: upstreamUrls }),
  /** The split until the first intent arrives, and again after a restart: the safe one. */
  initialSharePercent: z
    .strictObject({ a: z.number().min(0).max(100), b: z.number().min(0).max(100) })
    .refine((share) => Math.abs(share.a + share.b - 100) < 1e-6, "The shares must add up to 100")
    .default({ a: 100, b: 0 }),
  /** Name of the cookie that keeps a user with the server of the first answer. */
  stickyCookie: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .optional(),
  healthCheck: z
    .strictObject({
      path: z.string().startsWith("/").max(2_000).default("/healthz"),
      intervalMs: z.number().int().min(100).max(600_000).default(1_000),
      timeoutMs: z.number().int().min(50).max(60_000).default(1_000),
      /** Failed checks in a row that take a server out; good ones that bring it back. */
      fall: z.number().int().min(1).max(20).default(2),
      rise: z.number().int().min(1).max(20).default(1),
    })
    .optional(),
  connectTimeoutMs: z.number().int().min(50).max(60_000).default(1_000),
  /** How long a server may leave a request without any byte of an answer. */
  answerTimeoutMs: z.number().int().min(100).max(3_600_000).default(60_000),
  /** How long requests of a slot that is being closed may go on. */
  drainMs: z.number().int().min(0).max(500).default(200),
});
export type EdgeServiceConfig = z.infer<typeof EdgeServiceConfig>;

export const EdgeConfig = z.strictObject({
  /** The common door; services are told apart by the Host header. */
  listen: z.strictObject({ host, port }).optional(),
  admin: z.strictObject({
    host,
    port,
    token: z.string().min(32, "The admin token needs at least 32 characters").max(512),
  }),
  services: z
    .array(EdgeServiceConfig)
    .min(1)
    .max(100)
    .refine((all) => new Set(all.map((one) => one.name)).size === all.length, "Service names must differ"),
  /** Keeps the newest accepted writes over restarts, so that an older one stays refused. */
  stateFile: z.string().min(1).optional(),
});
export type EdgeConfig = z.infer<typeof EdgeConfig>;
export type EdgeConfigInput = z.input<typeof EdgeConfig>;
