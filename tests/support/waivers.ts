import { createWindow } from "@/lib/calendar/use-cases/create-window";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import type { TokenActor } from "@/lib/platform/auth/actor";
import { permissionsOf, type Role } from "@/lib/platform/auth/permissions";
import type { Call } from "@/lib/platform/use-case";
import type { WaiverDetail } from "@/lib/waivers/contract";
import { approveWaiver } from "@/lib/waivers/use-cases/approve-waiver";
import { requestWaiver } from "@/lib/waivers/use-cases/request-waiver";
import { callAs, T0 } from "./harness";

/** People, places and requests for tests of waivers. Everywhere a blackout is in force. */

export const hour = 3_600_000;
const manager = callAs("release_manager");

/** So many hours after the tests' beginning. */
export function at(hours: number): string {
  return new Date(T0 + hours * hour).toISOString();
}

/** Somebody of their own, by name, as behind a token. */
export function person(name: string, ...held: Role[]): Call & { readonly actor: TokenActor } {
  const permissions = permissionsOf(held);
  return { actor: { kind: "token", id: `tok_${name}`, name, ownerId: `usr_${name}`, roles: held, permissions } };
}

export const ada = person("ada", "developer");
export const bea = person("bea", "approver");
export const cem = person("cem", "release_manager");
export const waiverWords = { justification: "It must go", risk: "It may break", mitigation: "We watch" };

export async function makePlaces(): Promise<void> {
  await createEnvironment.run({ slug: "testing", name: "Testing", kind: "testing", rank: 10 }, manager);
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 20 }, manager);
  await createWindow.run({ kind: "blackout", name: "Peak", startsAt: at(-10), endsAt: at(10_000) }, manager);
}

let services = 0;

/** A service of its own for each test, so that debts of one do not stand in the way of another. Answers its slug. */
export async function freshService(tier = 3): Promise<string> {
  services += 1;
  const slug = `service-${services}`;
  await createService.run({ slug, name: `Service ${services}`, tier }, manager);
  return slug;
}

type Wanted = Partial<Parameters<typeof requestWaiver.run>[0] & object>;

/** Ask that every window be bent for a service in testing, from the beginning for eight hours. */
export function request(service: string, wanted: Wanted = {}, as: Call = ada): Promise<WaiverDetail> {
  const place = { service, environment: "testing" };
  const input = { kind: "freeze", subject: "*", ...place, ...waiverWords, startsAt: at(0), endsAt: at(8) };
  return requestWaiver.run({ ...input, ...wanted }, as);
}

export function approve(waiver: WaiverDetail, as: Call = bea): Promise<WaiverDetail> {
  return approveWaiver.run({ id: waiver.id, contentHash: waiver.contentHash, comment: "Seen" }, as);
}
