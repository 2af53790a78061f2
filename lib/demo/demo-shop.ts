import type { PlanOverrides, RolloutPlan, SmokeCheck } from "@/lib/rollouts/contract";
import { RolloutPlan as RolloutPlanSchema } from "@/lib/rollouts/contract";

/** What the demonstration consists of. Client-safe: names and numbers only. */

export interface DemoService {
  readonly slug: string;
  readonly name: string;
  readonly tier: number;
  readonly description: string;
  /** Slug of the team that owns it. */
  readonly team: string;
  /** Addresses that visitors ask for, by turns. */
  readonly paths: readonly string[];
  /** What this service does otherwise than the template. */
  readonly overrides: PlanOverrides;
}

export const demoEnvironment = "production";
export const firstVersion = "1.0.0";
export const demoTemplate = "canary-demonstration";
export const demoSource = "prometheus";

/** Visitors of each service per second. At 10 % this still gives the judge four answers a second to look at. */
export const visitorsPerSecond = 40;

export const demoServices: readonly DemoService[] = [
  {
    slug: "storefront",
    name: "Storefront",
    tier: 1,
    description: "Pages of the shop: home, categories, products.",
    team: "shop",
    paths: ["/", "/category/lamps", "/product/1204", "/product/77"],
    overrides: {},
  },
  {
    slug: "checkout",
    name: "Checkout",
    tier: 0,
    description: "Cart, payment and confirmation. Every failed request is a lost order.",
    team: "payments",
    paths: ["/cart", "/payment", "/confirmation"],
    // Money: half of what others may have.
    overrides: { triggers: { errorRate: { maxIncreasePp: 0.5 }, latency: { maxIncreaseMs: 300 } } },
  },
  {
    slug: "search",
    name: "Search",
    tier: 2,
    description: "Search in the catalogue.",
    team: "shop",
    paths: ["/search?q=lamp", "/search?q=chair", "/suggest?q=la"],
    overrides: {},
  },
];

/** What a new version must answer before the switch. */
const frontPage: SmokeCheck = {
  id: "front-page",
  path: "/",
  expectStatus: 200,
  bodyContains: '"ok":true',
  timeoutMs: 2_000,
};

export const demoTeams = [
  { slug: "platform", name: "Platform" },
  { slug: "shop", name: "Shop" },
  { slug: "payments", name: "Payments" },
] as const;

function plan(steps: readonly [trafficPercent: number, bakeMs: number][], more: Partial<RolloutPlan>): RolloutPlan {
  return RolloutPlanSchema.parse({
    strategy: "canary",
    steps: steps.map(([trafficPercent, bakeMs]) => ({
      trafficPercent,
      bakeMs,
      minRequests: trafficPercent === 0 ? 0 : 50,
    })),
    ...more,
  });
}

const minuteMs = 60_000;

/** Templates of the platform team. The first is short enough to be watched; the others are what one would use at work. */
export const demoTemplates: readonly { slug: string; name: string; description: string; plan: RolloutPlan }[] = [
  {
    slug: demoTemplate,
    name: "Canary, short (demonstration)",
    description: "10, 50 and 100 % with 15 s each, so that a visitor can watch a whole release in under two minutes.",
    plan: plan(
      [
        [10, 15_000],
        [50, 15_000],
        [100, 15_000],
      ],
      { warmMs: 30_000 },
    ),
  },
  {
    slug: "canary",
    name: "Canary",
    description: "10, 50 and 100 % with five minutes each; the default for services with steady traffic.",
    plan: plan(
      [
        [10, 5 * minuteMs],
        [50, 5 * minuteMs],
        [100, 5 * minuteMs],
      ],
      {},
    ),
  },
  {
    slug: "blue-green",
    name: "Blue-green",
    description:
      "A smoke check and a look without visitors, then one switch; the way back stays open for half an hour.",
    plan: plan(
      [
        [0, minuteMs],
        [100, 5 * minuteMs],
      ],
      { strategy: "blue_green", warmMs: 30 * minuteMs, smokeChecks: [frontPage] },
    ),
  },
];
