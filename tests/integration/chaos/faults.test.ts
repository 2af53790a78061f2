import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faults } from "../../chaos/faults";
import { type ChaosRig, createChaosRig } from "../../chaos/rig";

/**
 * Goal: the promises of the fault table hold for real processes. Safety is strict. Times have five times their bar, since
 * a machine that runs other tests is not one to measure on; the figures are those of `npm run chaos -- --all`.
 */
const patience = 5;
const outageMs = 4_000;

let rig: ChaosRig | undefined;

function theRig(): ChaosRig {
  if (!rig) throw new Error("the rig exists inside tests only");
  return rig;
}

beforeAll(async () => {
  rig = await createChaosRig({ targets: 6 });
  await rig.ensureWorkers(2);
}, 180_000);

afterAll(async () => {
  await rig?.close();
}, 60_000);

describe.each(faults.filter(({ fastTrials }) => fastTrials > 0))("row $row: $name", (fault) => {
  it(`${fault.promise}`, { timeout: 240_000 }, async () => {
    await theRig().heal(2);
    const result = await fault.run(theRig(), { trials: fault.fastTrials, outageMs });
    expect(result.violations).toEqual([]);
    const bars = [
      ...(fault.barMs === null ? [] : result.recoveryMs.map((ms) => ({ ms, barMs: fault.barMs ?? 0 }))),
      ...result.figures.flatMap((one) => (one.bar === null ? [] : [{ ms: one.value ?? 1e9, barMs: one.bar }])),
    ];
    expect(bars.filter(({ ms, barMs }) => ms > barMs * patience)).toEqual([]);
  });
});
