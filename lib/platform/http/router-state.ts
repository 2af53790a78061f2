import { z } from "zod";

/** Far above any state of our pages, and few enough levels that no reader runs out of stack. */
const maxLength = 8_000;

const paramKinds = ["c", "ci(..)(..)", "ci(.)", "ci(..)", "ci(...)", "oc", "d"] as const;
const moreParamKinds = ["di(..)(..)", "di(.)", "di(..)", "di(...)"] as const;
const Param = z.tuple([
  z.string(),
  z.string(),
  z.enum([...paramKinds, ...moreParamKinds]),
  z.array(z.string()).nullable(),
]);
const Refresh = z.tuple([z.string(), z.string()]).nullish();
const Mark = z.enum(["refetch", "inside-shared-layout", "metadata-only"]).nullish();

/** The tree of segments that the browser's router says it shows, in the framework's form. */
const Tree: z.ZodType = z.tuple([
  z.union([z.string(), Param]),
  z.record(
    z.string(),
    z.lazy(() => Tree),
  ),
  Refresh.optional(),
  Mark.optional(),
  z.number().nullish(),
  z.string().optional(),
]);

/** Can the framework read this `next-router-state-tree` header? What it cannot read it ends as an internal error. */
export function isRouterState(header: string): boolean {
  if (header.length > maxLength) return false;
  try {
    return Tree.safeParse(JSON.parse(decodeURIComponent(header))).success;
  } catch {
    return false;
  }
}
