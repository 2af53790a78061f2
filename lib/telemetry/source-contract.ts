import { z } from "zod";
import { Revision } from "@/lib/platform/fields";
import { DatadogSourceConfig, HttpJsonSourceConfig, PrometheusSourceConfig } from "./contract";

/** Shapes of metric sources as browsers and machines see them. Client-safe. Counters of a data plane belong to its target. */
export const SourceConfig = z.discriminatedUnion("kind", [
  PrometheusSourceConfig,
  HttpJsonSourceConfig,
  DatadogSourceConfig,
]);
export type SourceConfig = z.infer<typeof SourceConfig>;

const slug = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "Use lower-case letters, digits and hyphens");
const name = z.string().trim().min(1).max(100);
const secret = z.string().min(8, "Give at least 8 characters").max(4_000);

/** API key and application key of Datadog. */
const datadogKeys = /^[A-Za-z0-9_-]{8,}:[A-Za-z0-9_-]{8,}$/;

interface WithSecret {
  readonly config?: SourceConfig | undefined;
  readonly secret?: string | undefined;
}

function checkSecretForm({ config, secret: given }: WithSecret, context: z.RefinementCtx): void {
  if (config?.kind !== "datadog" || given === undefined || datadogKeys.test(given)) return;
  const message = "Give the API key, a colon and the application key.";
  context.addIssue({ code: "custom", path: ["secret"], message });
}

export const CreateSourceInput = z
  .strictObject({
    slug: slug.refine(
      (value) => value !== "target",
      "This name stands for the data plane's own counters; choose another.",
    ),
    name,
    config: SourceConfig,
    /** Bearer token for the source, or the keys of Datadog; stored encrypted and never shown again. */
    secret: secret.optional(),
  })
  .superRefine((input, context) => {
    checkSecretForm(input, context);
    if (input.config.kind !== "datadog" || input.secret !== undefined) return;
    context.addIssue({ code: "custom", path: ["secret"], message: "Datadog needs its API key and application key." });
  });

export const EditSourceInput = z
  .strictObject({
    slug,
    revision: Revision,
    name: name.optional(),
    config: SourceConfig.optional(),
    secret: secret.optional(),
  })
  .superRefine(checkSecretForm);

export const SourceSlugInput = z.strictObject({ slug });

export const SourceView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  config: SourceConfig,
  hasSecret: z.boolean(),
  targets: z.array(z.object({ id: z.string(), service: z.string(), environment: z.string() })),
  /** What it told of the last 24 whole hours of the targets that trust it first, in minutes. */
  reliability: z.object({
    expected: z.number(),
    known: z.number(),
    /** 0 to 1; null when nothing was expected of it. */
    share: z.number().nullable(),
    grade: z.enum(["reliable", "patchy", "dark", "unused"]),
  }),
  revision: z.number(),
  updatedAt: z.string(),
});
export type SourceView = z.infer<typeof SourceView>;
