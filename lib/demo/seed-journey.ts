import { isDeepStrictEqual } from "node:util";
import type { Runtime } from "@/lib/platform/runtime";
import { findObjectiveRow } from "@/lib/slos/objective-read-model";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { findCheckRow } from "@/lib/synthetics/check-read-model";
import { Journey } from "@/lib/synthetics/contract";
import { createCheck } from "@/lib/synthetics/use-cases/create-check";
import { editCheck } from "@/lib/synthetics/use-cases/edit-check";
import { demoEnvironment } from "./demo-shop";
import type { Shop } from "./port";
import { asDemo } from "./seed-catalog";

const slug = "buy-a-lamp";
const place = { service: "checkout", environment: demoEnvironment };

/** What a visitor does who buys: through all three services, as they stand behind the data plane. */
function buying(shop: Shop): Journey {
  const fine = { of: "json", path: "$.ok", is: "equals", value: "true" } as const;
  return Journey.parse({
    steps: [
      {
        name: "Open the product",
        url: `${shop.frontUrl("storefront")}/product/1204`,
        take: [{ from: "body", variable: "item", pattern: "product/([0-9]+)" }],
        assertions: [fine],
      },
      {
        name: "Find what goes with it",
        url: `${shop.frontUrl("search")}/search?q={{item}}`,
        assertions: [fine, { of: "json", path: "$.path", is: "contains", value: "q=1204" }],
      },
      {
        name: "Put it into the cart",
        method: "POST",
        url: `${shop.frontUrl("checkout")}/cart`,
        body: { as: "json", text: '{"item":"{{item}}","count":1}' },
        assertions: [fine],
      },
      {
        name: "Pay",
        method: "POST",
        url: `${shop.frontUrl("checkout")}/payment`,
        body: { as: "form", text: "item={{item}}&method=invoice" },
        assertions: [fine, { of: "time", atMostMs: 3_000 }],
      },
    ],
  });
}

/** The journey of a buyer with an objective that counts it. What is there stays, except that it follows the shop's addresses. */
export async function seedJourney(runtime: Runtime, shop: Shop): Promise<void> {
  const journey = buying(shop);
  const known = await findCheckRow(runtime.db, slug);
  if (!known) {
    await asDemo(runtime, createCheck, { slug, name: "Buy a lamp", ...place, journey, intervalMs: 20_000 });
  } else if (!isDeepStrictEqual(Journey.parse(known.journey), journey) && known.createdBy === "demonstration") {
    await asDemo(runtime, editCheck, { slug, revision: known.revision, journey });
  }
  if (await findObjectiveRow(runtime.db, "buying-works")) return;
  const definition = {
    sli: { kind: "availability", check: slug },
    targetPercent: "99",
    period: { kind: "rolling", days: 30 },
  } as const;
  const reason = "Set with the demonstration.";
  await asDemo(runtime, createObjective, { slug: "buying-works", name: "Buying works", ...place, definition, reason });
}
