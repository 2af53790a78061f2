import { chai } from "vitest";

/**
 * Chai wraps each assertion in a proxy that complains of misspelt properties. The compiler knows them all, and laws assert a
 * hundred thousand times.
 */
chai.config.useProxy = false;
