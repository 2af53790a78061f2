// The second half of `npm run build`, after `next build`: programs that run beside the web process.
import { buildPrograms } from "./launcher/programs.mjs";

await buildPrograms();
