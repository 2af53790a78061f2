import { hkdfSync } from "node:crypto";
import type { Config } from "@/lib/platform/config/config";

/** Secrets of the demonstration, derived from the installation's own, so that a restart finds the same ones. */

type Installation = Pick<Config, "SIGNALBOX_SECRET">;

function derive({ SIGNALBOX_SECRET }: Installation, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync("sha256", SIGNALBOX_SECRET, "", `signalbox-demo-${purpose}`, bytes));
}

/** The token by which the product steers the data plane: the edge's admin token, or that of HAProxy's fence. */
export function planeToken(config: Installation): string {
  return derive(config, "edge", 32).toString("base64url");
}

const wordList = (
  "amber apple arrow aspen basil beacon birch cabin candle canyon cedar cobalt copper coral cotton crane dawn delta " +
  "ember falcon fern flint forest gable garnet harbor hazel heron indigo island ivory jasper juniper kettle lagoon " +
  "lantern linen lotus maple marble meadow mint nectar oasis olive onyx orchard otter pebble pepper pine plum quartz " +
  "raven reed river saffron sage slate spruce thistle tulip walnut willow"
).split(" ");

/** The password of everybody in the demonstration: four words that differ from installation to installation. */
export function demoPassword(config: Installation): string {
  const bytes = derive(config, "password", 8);
  return [0, 2, 4, 6].map((at) => wordList[bytes.readUInt16BE(at) % wordList.length]).join("-");
}
