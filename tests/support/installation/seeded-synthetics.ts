import type { ProductApi } from "./product-api";
import type { ToyShop } from "./toy-shops";

/** A journey that works and one that does not, at a shop that runs. Answers the slug of the one that works. */
export async function seedSynthetics(api: ProductApi, shop: Pick<ToyShop, "name" | "url">): Promise<string> {
  const place = { service: shop.name, environment: "production" };
  const open = {
    name: "Open the shop",
    url: `${shop.url}/`,
    take: [{ from: "header", variable: "version", name: "x-version" }],
    assertions: [{ of: "json", path: "$.ok", is: "equals", value: "true" }],
  };
  const pay = {
    name: "Pay",
    method: "POST",
    url: `${shop.url}/payment?seen={{version}}`,
    body: { as: "json", text: "{}" },
  };
  await api.post("/synthetics", {
    slug: "buy-a-lamp",
    name: "Buy a lamp",
    ...place,
    intervalMs: 15_000,
    journey: { steps: [open, pay] },
  });
  await api.post("/synthetics", {
    slug: "newsletter",
    name: "Ask for the newsletter, with a confirmation by mail and a name rather long",
    ...place,
    intervalMs: 15_000,
    isAroundRollouts: false,
    journey: {
      steps: [
        open,
        {
          name: "Ask",
          url: `${shop.url}/newsletter`,
          assertions: [{ of: "body", is: "contains", value: "thank you" }],
        },
      ],
    },
  });
  return "buy-a-lamp";
}
