import { startToyShops, type ToyShopsOptions } from "./toy-shops";

/**
 * The shops as their own process, so that what happens in the tests' does not slow them down: options as JSON in the first
 * argument; prints the shops as one line of JSON when they serve; ends on SIGTERM and when its parent is gone.
 */
const running = await startToyShops(JSON.parse(process.argv[2] ?? "{}") as ToyShopsOptions);
const stop = (): void => void running.close().then(() => process.exit(0));
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
process.once("disconnect", stop);
console.log(JSON.stringify(running.shops));
