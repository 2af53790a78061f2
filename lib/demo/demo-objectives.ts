import type { z } from "zod";
import type { CreateObjectiveInput } from "@/lib/slos/contract";

type DemoObjective = Pick<z.input<typeof CreateObjectiveInput>, "slug" | "name" | "service" | "definition">;

const month = { kind: "rolling", days: 30 } as const;
const success = { kind: "availability" } as const;

/** What the shop promises its visitors. */
export const demoObjectives: readonly DemoObjective[] = [
  {
    slug: "storefront-answers",
    name: "Storefront answers",
    service: "storefront",
    definition: { sli: success, targetPercent: "99.5", period: month },
  },
  {
    slug: "checkout-answers",
    name: "Checkout answers",
    service: "checkout",
    definition: { sli: success, targetPercent: "99.9", period: month },
  },
  {
    slug: "search-answers",
    name: "Search answers",
    service: "search",
    definition: { sli: success, targetPercent: "99", period: month },
  },
];
