import { readFileSync } from "node:fs";
import { startEdge } from "@/lib/traffic/adapters/edge/start-edge";

/**
 * The embedded edge as its own process: `node --import tsx lib/entry/edge.ts <config.json>`, with the admin token in
 * `EDGE_ADMIN_TOKEN`. Prints its addresses as one line of JSON when it listens; ends on SIGTERM and SIGINT.
 */
const configPath = process.argv[2];
if (configPath === undefined) throw new Error("usage: lib/entry/edge.ts <config.json>");
const config = JSON.parse(readFileSync(configPath, "utf8"));
const token = process.env.EDGE_ADMIN_TOKEN ?? config.admin?.token;
const edge = await startEdge({ ...config, admin: { ...config.admin, token } });
console.log(JSON.stringify({ url: edge.url, adminUrl: edge.adminUrl, serviceUrls: edge.serviceUrls }));

const stop = (): void => void edge.close().then(() => process.exit(0));
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
process.once("disconnect", stop);
