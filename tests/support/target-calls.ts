import { expect } from "vitest";
import { AppError } from "@/lib/kernel/app-error";
import type { TrafficIntent, TrafficTarget, WriteGuard } from "@/lib/traffic/port";

export const signal = (): AbortSignal => AbortSignal.timeout(10_000);
export const by = (term: number): WriteGuard => ({ term, hold: null });
export const share = (canaryPercent: number, epoch = 1, closed: TrafficIntent["closed"] = []): TrafficIntent => ({
  epoch,
  sharePercent: { a: 100 - canaryPercent, b: canaryPercent },
  closed,
});

/** The error of a call; fails the test when there is none, or it says nothing about what to do. */
export async function failureOf(call: Promise<unknown>): Promise<AppError> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  expect((error as AppError).reasons[0]?.remedy).toBeTruthy();
  return error as AppError;
}
export const codeOf = async (call: Promise<unknown>): Promise<string> => (await failureOf(call)).reasons[0]?.code ?? "";
export const canaryOf = async (target: TrafficTarget): Promise<number> =>
  (await target.observe(signal())).slots.b.sharePercent;
