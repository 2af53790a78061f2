import type { GateReason, GateSource } from "@/lib/gates/port";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { listKnownServices } from "./declaration-read-model";
import { reasonsOfVerdict } from "./domain/gate-reasons";
import { canRelease } from "./domain/verdict";
import { loadSharedWorld } from "./world-read-model";

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
    const { together } = scene;
    const known = await together.once("dependencies: services", () =>
      listKnownServices(executor, [...new Set(together.places.map((one) => one.service))]),
    );
    // Nothing would be said anyway, and most places of a new installation are such.
    if (!isRequired && !known.has(service.slug)) return [];
    const shared = await together.once(`dependencies: ${environment.slug}`, () => {
      const moves = together.places.filter((one) => one.environment === environment.slug);
      const place = { id: environment.id, slug: environment.slug };
      return loadSharedWorld(executor, { environment: place, moves, now: instant(question.atMs) });
    });
    const moves = [{ service: service.slug, version }];
    const { running, knowledge } = shared.worldOf(moves);
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
