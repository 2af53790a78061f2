import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextStep, type RuleStanding } from "@/lib/alerts/domain/alarm-step";
import { runs } from "@/tests/support/runs";

const quiet: RuleStanding = { isFiring: false, isFrozenFiring: false };
const firing: RuleStanding = { isFiring: true, isFrozenFiring: false };
const frozen: RuleStanding = { isFiring: false, isFrozenFiring: true };

describe("the alarm of an objective and a severity", () => {
  it.each([
    ["begins when one of its rules fires", null, [quiet, firing], "open"],
    ["does not begin in the dark", null, [frozen, quiet], "stay"],
    ["stays one when a second rule fires", { isFrozen: false }, [firing, firing], "stay"],
    ["stays while one of two still fires", { isFrozen: false }, [quiet, firing], "stay"],
    ["is over when each has said so", { isFrozen: false }, [quiet, quiet], "resolve"],
    ["freezes when the data of what fires is gone", { isFrozen: false }, [frozen, quiet], "freeze"],
    ["stays frozen", { isFrozen: true }, [frozen, frozen], "stay"],
    ["thaws when data is back and it still fires", { isFrozen: true }, [firing, quiet], "thaw"],
    ["is over when data is back and all is well", { isFrozen: true }, [quiet, quiet], "resolve"],
  ] as const)("%s", (_what, open, rules, expected) => {
    expect(nextStep(open, rules)).toBe(expected);
  });

  it("is never over while a rule that fired is dark, whatever the others do", () => {
    const standing = fc.constantFrom(quiet, firing, frozen);
    fc.assert(
      fc.property(fc.array(standing, { maxLength: 4 }), fc.boolean(), (others, isFrozen) => {
        expect(nextStep({ isFrozen }, [...others, frozen])).not.toBe("resolve");
      }),
      runs(200),
    );
  });
});
