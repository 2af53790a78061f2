import { describe, expect, it } from "vitest";
import { createTurn, inTurn } from "@/lib/platform/db/in-turn";

/** Calls that note how many run at once. */
function counted() {
  const seen = { running: 0, most: 0, order: [] as number[] };
  async function call(n: number): Promise<number> {
    seen.running += 1;
    seen.most = Math.max(seen.most, seen.running);
    await Promise.resolve();
    await Promise.resolve();
    seen.order.push(n);
    seen.running -= 1;
    if (n < 0) throw new Error(`no ${n}`);
    return n * 2;
  }
  return { seen, call };
}

describe("calls in turn", () => {
  it("run one after the other, in the order of asking, each with its own answer", async () => {
    const { seen, call } = counted();
    const one = inTurn(call);
    expect(await Promise.all([one(1), one(2), one(3)])).toEqual([2, 4, 6]);
    expect(seen).toEqual({ running: 0, most: 1, order: [1, 2, 3] });
  });

  it("go on after one that fails", async () => {
    const { seen, call } = counted();
    const one = inTurn(call);
    const settled = await Promise.allSettled([one(1), one(-1), one(2)]);
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(seen.most).toBe(1);
  });

  it("share a turn when they are given one, and overlap when they are not", async () => {
    const { seen, call } = counted();
    const turn = createTurn();
    const [left, right] = [inTurn(call, turn), inTurn(call, turn)];
    await Promise.all([left(1), right(2), left(3)]);
    expect(seen).toMatchObject({ most: 1, order: [1, 2, 3] });
    await Promise.all([inTurn(call)(4), inTurn(call)(5)]);
    expect(seen.most).toBe(2);
  });
});
