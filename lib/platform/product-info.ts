import packageJson from "@/package.json";

/** What the product calls itself to machines. */
export const productInfo = {
  title: "Signalbox",
  version: packageJson.version,
  description:
    "Release control center. Reads answer `{ items, nextCursor }` and take `limit` and `cursor`. Changes take an " +
    "`Idempotency-Key`; edits name the `revision` that was seen. Errors are problem documents with all reasons.",
};
