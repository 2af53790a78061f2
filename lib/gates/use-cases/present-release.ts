import { AppError } from "@/lib/kernel/app-error";
import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { type Actor, personKeyOf } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { notFound } from "@/lib/platform/refusals";
import { loadRelease, type PresentRelease, releaseOf, type StoredRelease } from "../release-read-model";
import { lockRelease } from "../release-store";
import { askGates, type GateOutcome } from "../verdict-read-model";
import { requireGatePlace } from "./find-gate-place";

/** A request as it stands now: its content, and what the gate says of it. */
export interface StandingRelease {
  readonly release: PresentRelease;
  readonly outcome: GateOutcome;
}

/** Ask the gate about a request. */
export async function standingOf(db: Db | Tx, stored: StoredRelease, now: Instant): Promise<StandingRelease> {
  const { version } = stored;
  const place = await requireGatePlace(prismaExecutor(db), stored);
  const outcome = await askGates(db, { place, version, purpose: "release", now, person: stored.authors[0] });
  const release = await releaseOf(db, outcome.question, outcome.scene);
  if (!release) throw notFound("release request", stored.id);
  return { release, outcome };
}

/** A request, held until the transaction ends, as it stands. Throws `not_found`. */
export async function lockedRelease(tx: Tx, id: string, now: Instant): Promise<StandingRelease> {
  const db = prismaExecutor(tx);
  const stored = (await lockRelease(db, id)) ? await loadRelease(db, id) : null;
  if (!stored) throw notFound("release request", id);
  return standingOf(tx, stored, now);
}

/** The person behind a call. Throws `forbidden` for the product's own parts: releases are people's decisions. */
export function requireReleasePerson(actor: Actor): string {
  const person = personKeyOf(actor);
  if (person !== null) return person;
  throw new AppError("forbidden", { detail: "Releases are asked for, approved and decided about by persons." });
}

/** Throw when there are reasons: `forbidden` when one is about who asks, else `rejected`. All of them are told. */
export function refuseRelease(reasons: readonly Reason[]): void {
  if (reasons.length === 0) return;
  const detail = reasons.map(({ message }) => message).join(" ");
  const isAboutPerson = reasons.some(({ code }) => code === "own_release");
  throw new AppError(isAboutPerson ? "forbidden" : "rejected", { detail, reasons });
}
