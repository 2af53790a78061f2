import { z } from "zod";
import { Revision, Slug, title, wholeNumber } from "@/lib/platform/fields";

/** Shapes of event sources that browsers, machines and adapters share. Client-safe. */

export const signalKinds = [
  "github",
  "gitlab",
  "jenkins",
  "azure_devops",
  "pagerduty",
  "alertmanager",
  "grafana",
  "datadog",
  "servicenow",
  "jira",
  "cdevents",
  "cloudevents",
  "standard_webhooks",
  "push",
] as const;
export const SignalKind = z.enum(signalKinds);
export type SignalKind = z.infer<typeof SignalKind>;

/** Kinds of system that can be asked for what its hooks may have lost. */
export const pollableKinds = ["github", "gitlab", "jenkins", "pagerduty"] as const satisfies readonly SignalKind[];

export const bodyLimits = { defaultBytes: 1_048_576, maxBytes: 8_388_608 } as const;

const SettingScalar = z.union([z.string().max(2_048), z.number(), z.boolean()]);
const SettingGroup = z.record(z.string().max(200), SettingScalar);
const SettingList = z.array(z.union([SettingScalar, SettingGroup])).max(200);

/**
 * A setting that a kind's parser reads: a scalar, a list of scalars or of groups (rules), or a group with lists and groups in
 * it. Which settings a kind has is said in `vendor-settings-contract.ts`.
 */
const ParserSetting: z.ZodType<unknown> = z.union([
  SettingScalar,
  SettingList,
  z.record(z.string().max(200), z.union([SettingScalar, SettingList, SettingGroup])),
]);

export const EventSourceConfig = z.strictObject({
  /** A larger body is refused at the door. */
  maxBodyBytes: wholeNumber(1_024, bodyLimits.maxBytes).default(bodyLimits.defaultBytes),
  /** What this kind's reader wants to know beyond the bodies, such as an address or a rule. */
  settings: z
    .record(z.string().regex(/^[a-zA-Z][a-zA-Z0-9]{0,59}$/, "Use letters and digits."), ParserSetting)
    .default({}),
  /** How often to ask the system itself for what its hooks may have lost; null: never. */
  polling: z
    .strictObject({
      everyMinutes: wholeNumber(1, 1_440).default(15),
      /** How far back the first question goes. */
      lookbackDays: wholeNumber(1, 400).default(7),
    })
    .nullable()
    .default(null),
});
export type EventSourceConfig = z.infer<typeof EventSourceConfig>;

/** Some senders make the secret themselves; where none is given, one is made and shown once. */
const Secret = z
  .string()
  .min(16, "Give at least 16 characters.")
  .max(500)
  .regex(/^[\x21-\x7e]+$/, "Use visible ASCII characters without spaces.");

/** A token with which we ask the system; it is never sent to anybody else. */
const PollToken = z
  .string()
  .min(1, "Give a token.")
  .max(4_000)
  .regex(/^[\x21-\x7e]+$/, "Use visible ASCII characters without spaces.");

export const CreateEventSourceInput = z.strictObject({
  slug: Slug,
  name: title(100),
  kind: SignalKind,
  config: EventSourceConfig.prefault({}),
  secret: Secret.optional(),
  pollToken: PollToken.optional(),
});

export const EditEventSourceInput = z.strictObject({
  slug: Slug,
  revision: Revision,
  name: title(100).optional(),
  config: EventSourceConfig.optional(),
  isEnabled: z.boolean().optional(),
  pollToken: PollToken.optional(),
});

export const RotateSecretInput = z.strictObject({ slug: Slug, revision: Revision, secret: Secret.optional() });
export const RetireSecretInput = z.strictObject({ slug: Slug, revision: Revision, reason: title(1_000).optional() });

export const EventSourceSlugInput = z.strictObject({ slug: Slug });

export const EventSourceView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  kind: SignalKind,
  config: EventSourceConfig,
  /** How many secrets are live: 1, or 2 while one is being replaced. */
  secretCount: z.number(),
  /** When the older of two secrets was replaced by the newer one; null with one. */
  rotatedAt: z.string().nullable(),
  isEnabled: z.boolean(),
  hasPollToken: z.boolean(),
  polledAt: z.string().nullable(),
  /** Why the last question failed, in words. */
  pollError: z.string().nullable(),
  lastEventAt: z.string().nullable(),
  revision: z.number(),
});
export type EventSourceView = z.infer<typeof EventSourceView>;

/** Answer of what makes a secret: the only time that it can be read. */
export const WithSecretOnce = z.object({ source: EventSourceView, secret: z.string().nullable() });
export type WithSecretOnce = z.infer<typeof WithSecretOnce>;
