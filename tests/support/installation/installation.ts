import type { Role } from "@/lib/platform/auth/permissions";
import { type RunningProduct, startProduct } from "../product-process";
import { startPrometheus } from "../prometheus";
import { ProductApi } from "./product-api";
import { keepSignedIn, makeResidents } from "./residents";
import { seedPlaces } from "./seeded-releases";
import { startShopsProcess } from "./shops-process";
import type { ToyShops } from "./toy-shops";

/** The built product with people, real shops with visitors, and a real Prometheus that watches them. */
export interface Installation extends ToyShops {
  readonly product: RunningProduct;
  readonly api: ProductApi;
  readonly prometheusUrl: string;
}

export interface InstallationOptions {
  readonly shops: readonly string[];
  readonly onHaproxy?: readonly string[];
  readonly ratePerSecond: number;
  /** Who is signed in, and where their browsers' states go. */
  readonly signedIn: { readonly directory: string; readonly only?: readonly Role[] };
}

const productSettings = {
  SIGNALBOX_DESIGN_GALLERY: "1",
  // Its page is one of those that are looked at; no process of the demonstration runs.
  SIGNALBOX_DEMO: "1",
  SIGNALBOX_OUTBOUND_ALLOW_CIDRS: "127.0.0.0/8",
  SIGNALBOX_LOG_LEVEL: "warn",
};

/** Side by side; when one fails, only after the other has ended either way, so that what it started can be closed. */
async function bothOf<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<[One, Other]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}

/** Start everything. Close it. */
export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  const closings: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closings.splice(0).toReversed()) await one();
  };
  const kept = async <Started>(starting: Promise<Started>, end: (started: Started) => Promise<void>) => {
    const started = await starting;
    closings.push(() => end(started));
    return started;
  };
  try {
    const [product, shops] = await bothOf(
      kept(startProduct({ env: productSettings }), (one) => one.stop()),
      kept(
        startShopsProcess({
          names: options.shops,
          onHaproxy: options.onHaproxy ?? [],
          ratePerSecond: options.ratePerSecond,
        }),
        (one) => one.close(),
      ),
    );
    const targets = Object.values(shops.shops).flatMap(({ slotUrls }) =>
      [slotUrls.a, slotUrls.b].map((url) => ({ address: new URL(url).host, labels: {} })),
    );
    const prometheus = await kept(startPrometheus({ targets, scrapeIntervalMs: 1_000 }), (one) => one.stop());
    const api = new ProductApi(product.baseUrl, product.bootstrapToken);
    await makeResidents(api);
    await seedPlaces(api);
    await keepSignedIn({ baseUrl: product.baseUrl, ...options.signedIn });
    return { product, api, prometheusUrl: prometheus.url, shops: shops.shops, close };
  } catch (error) {
    await close();
    throw error;
  }
}
