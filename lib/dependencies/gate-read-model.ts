import type { GateReason, GateSource } from "@/lib/gates/port";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { isAnythingKnown } from "./declaration-read-model";
import { reasonsOfVerdict } from "./domain/gate-reasons";
import { canRelease } from "./domain/verdict";
import { loadWorld } from "./world-read-model";

/** What other services need of a version, and it of them, at the gate. */
export const dependencySource: GateSource = {
  kind: "dependencies",
  async read(db, question, scene) {
    const isRequired = scene.requirement("dependencies") !== null;
    const { service, environment } = scene.place;
    const { version } = question;
    const href = `/dependencies?environment=${environment.slug}&service=${service.slug}`;
    if (version === null) return isRequired ? [unnamed(href)] : [];
    const executor = prismaExecutor(db);
    // Nothing would be said anyway, and most places of a new installation are such.
    if (!isRequired && !(await isAnythingKnown(executor, service.id))) return [];
    const moves = [{ service: service.slug, version }];
    const asked = { environment: { id: environment.id, slug: environment.slug }, moves, now: instant(question.atMs) };
    const { running, knowledge } = await loadWorld(executor, asked);
    const verdict = canRelease({ running, knowledge, moves });
    return reasonsOfVerdict(verdict, {
      service: service.slug,
      version,
      place: environment.name,
      owner: service.owner,
      href,
      isRequired,
    });
  },
};

function unnamed(href: string): GateReason {
  return {
    kind: "dependencies",
    state: "unknown",
    sentence: "What it needs depends on the version, and none is named.",
    owner: "whoever asks",
    nextAction: "Name the version.",
    href,
  };
}
