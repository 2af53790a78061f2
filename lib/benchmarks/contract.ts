import { z } from "zod";
import { FigureView, MeasureName } from "@/lib/insights/contract";
import { Slug } from "@/lib/platform/fields";

/** What browsers and machines get about published levels and peers. Client-safe. */

export const BenchmarksInput = z.strictObject({
  team: Slug.optional(),
  service: Slug.optional(),
  period: z.enum(["30d", "90d", "6m", "12m"]).default("90d"),
});

const maybe = z.number().nullable();

export const BenchmarksAnswer = z.object({
  zone: z.string(),
  rulesVersion: z.number(),
  window: z.object({ from: z.string(), to: z.string() }),
  sets: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      publishedOn: z.string(),
      source: z.string(),
      provenance: z.string(),
      note: z.string(),
    }),
  ),
  measures: z.array(
    z.object({
      measure: MeasureName,
      figure: FigureView,
      /** Where the figure lies in each set; sets that say nothing about the measure are left out. */
      placements: z.array(
        z.object({
          setId: z.string(),
          label: z.string().nullable(),
          words: z.string(),
          atLeastAsGood: maybe,
          /** Its interval reaches into another bucket. */
          isUnsure: z.boolean(),
        }),
      ),
      /** The other teams of this installation that have a figure. */
      peers: z.object({ n: z.number(), shareWorse: maybe }),
    }),
  ),
});
export type BenchmarksAnswer = z.infer<typeof BenchmarksAnswer>;
