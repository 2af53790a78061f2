import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";

/** `expect(found).toEqual(wanted)`, for laws that compare a hundred thousand times: assertions are made only where values differ. */
export function expectSame(found: unknown, wanted: unknown): void {
  if (!isDeepStrictEqual(found, wanted)) expect(found).toEqual(wanted);
}
