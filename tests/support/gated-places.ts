import type { z } from "zod";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { registerVersion } from "@/lib/catalog/use-cases/register-version";
import type { GateView, ReleaseRequestDetail, RequirementView, SetRequirementInput } from "@/lib/gates/contract";
import { approveRelease } from "@/lib/gates/use-cases/approve-release";
import { getGate } from "@/lib/gates/use-cases/read-gates";
import { requestRelease } from "@/lib/gates/use-cases/request-release";
import { setRequirement } from "@/lib/gates/use-cases/set-requirement";
import type { Call } from "@/lib/platform/use-case";
import { createTarget } from "@/lib/traffic/use-cases/create-target";
import { callAs } from "./harness";
import { ada, bea } from "./waivers";

/** Places and releases for tests of gates. */

const admin = callAs("admin");

/** Staging before production. */
export async function makeStages(): Promise<void> {
  await createEnvironment.run({ slug: "staging", name: "Staging", kind: "staging", rank: 20 }, admin);
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 40 }, admin);
}

let services = 0;

/** A service of its own for each test, where 1.0.0 runs and 2.0.0 is known. Answers its slug. */
export async function freshGated(tier = 1, environments: readonly string[] = ["production"]): Promise<string> {
  services += 1;
  const slug = `gated-${services}`;
  await createService.run({ slug, name: `Gated ${services}`, tier }, admin);
  for (const environment of environments) {
    const config = {
      kind: "haproxy" as const,
      socket: "/run/haproxy.sock",
      backend: slug,
      slots: { a: ["a"], b: ["b"] },
    };
    await createTarget.run({ service: slug, environment, config, live: { slot: "a", version: "1.0.0" } }, admin);
  }
  await registerVersion.run({ slug, name: "2.0.0", commitSha: "b".repeat(40) }, admin);
  return slug;
}

export function askFor(service: string, environment = "production"): Promise<GateView> {
  return getGate.run({ service, environment, version: "2.0.0" }, callAs("viewer"));
}

/** States of the reasons of some kinds, as `kind state`, in the order of the verdict. */
export function statesOf({ reasons }: GateView, ...kinds: string[]): string[] {
  return reasons.filter(({ kind }) => kinds.includes(kind)).map(({ kind, state }) => `${kind} ${state}`);
}

type Wanted = z.input<typeof SetRequirementInput>;

export function requireThat(wanted: Omit<Wanted, "reason"> & { reason?: string }): Promise<RequirementView> {
  return setRequirement.run({ reason: "Agreed on.", ...wanted }, callAs("sre"));
}

export function askForRelease(service: string, as: Call = ada, more: object = {}): Promise<ReleaseRequestDetail> {
  return requestRelease.run(
    { service, environment: "production", version: "2.0.0", note: "It is faster", ...more },
    as,
  );
}

export function approveIt({ id, contentHash }: ReleaseRequestDetail, as: Call = bea): Promise<ReleaseRequestDetail> {
  return approveRelease.run({ id, contentHash, comment: "Looked at it" }, as);
}
