// The launcher with a tiny web server and a tiny worker in place of the product: everything else is real.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "../../../lib/entry/launcher/launch.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const program = (name) => [path.join(here, "tiny-program.mjs"), name];

await launch({
  build: async (env) => {
    writeFileSync(path.join(env.SIGNALBOX_DATA_DIR, "seen-env.json"), JSON.stringify(env));
    return "prebuilt";
  },
  web: () => program("web"),
  worker: program("worker"),
  demo: process.argv.includes("--with-demo") ? program("demo") : undefined,
});
