import { z } from "zod";
import { Revision } from "@/lib/platform/fields";
import { HttpJsonSourceConfig, PrometheusSourceConfig } from "./contract";

/** Shapes of metric sources as browsers and machines see them. Client-safe. Counters of a data plane belong to its target. */
export const SourceConfig = z.discriminatedUnion("kind", [PrometheusSourceConfig, HttpJsonSourceConfig]);
export type SourceConfig = z.infer<typeof SourceConfig>;

const slug = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "Use lower-case letters, digits and hyphens");
const name = z.string().trim().min(1).max(100);
const secret = z.string().min(8, "Give at least 8 characters").max(4_000);

export const CreateSourceInput = z.strictObject({
  slug: slug.refine(
    (value) => value !== "target",
    "This name stands for the data plane's own counters; choose another.",
  ),
  name,
  config: SourceConfig,
  /** Bearer token for the source; stored encrypted and never shown again. */
  secret: secret.optional(),
});

export const EditSourceInput = z.strictObject({
  slug,
  revision: Revision,
  name: name.optional(),
  config: SourceConfig.optional(),
  secret: secret.optional(),
});

export const SourceSlugInput = z.strictObject({ slug });

export const SourceView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  config: SourceConfig,
  hasSecret: z.boolean(),
  targets: z.array(z.object({ id: z.string(), service: z.string(), environment: z.string() })),
  revision: z.number(),
  updatedAt: z.string(),
});
export type SourceView = z.infer<typeof SourceView>;
