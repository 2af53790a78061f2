import { startShopService } from "@/lib/demo/shop-service";

/**
 * The shop as its own process: `PORT=0 SHOP_VERSION=1.0.0 node --import tsx lib/entry/shop-service.ts`.
 * Prints `{"port":…}` when it listens; ends on SIGTERM and SIGINT, and when the process that started it is gone.
 */
const shop = await startShopService({
  version: process.env.SHOP_VERSION ?? "1.0.0",
  service: process.env.SHOP_NAME,
  port: Number(process.env.PORT ?? 0),
  adminToken: process.env.SHOP_ADMIN_TOKEN,
  faults: process.env.SHOP_FAULTS === undefined ? undefined : JSON.parse(process.env.SHOP_FAULTS),
});
console.log(JSON.stringify({ port: shop.port, version: shop.version }));

const stop = (): void => void shop.close().then(() => process.exit(0));
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
process.once("disconnect", stop);
