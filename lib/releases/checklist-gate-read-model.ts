import type { GateReason, GateSource } from "@/lib/gates/port";
import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { findCarrier } from "./checklist-read-model";
import { standingChecklist } from "./checks-read-model";
import { missingItems } from "./domain/checklist";
import { loadTrain } from "./train-record-read-model";

const kind = "release_checklist";

/** What the checklist of the release that carries a version has to say before it moves. */
export const checklistSource: GateSource = {
  kind,
  async read(db, { serviceId, environmentId, version, atMs }, scene): Promise<readonly GateReason[]> {
    const owner = scene.place.service.owner;
    if (version === null)
      return [
        {
          kind,
          state: "unknown",
          sentence: "A checklist belongs to a version.",
          owner,
          nextAction: "Name the version.",
          href: null,
        },
      ];
    const run = prismaExecutor(db);
    const carrier = await findCarrier(run, { serviceId, environmentId, version });
    const train = carrier && (await loadTrain(run, carrier.id));
    if (!train) {
      const sentence = `No open release carries ${version} to ${scene.place.environment.name}.`;
      return [
        { kind, state: "blocked", sentence, owner, nextAction: "Plan a release with it.", href: "/releases/new" },
      ];
    }
    const href = `/releases/${train.id}`;
    const missing = missingItems(await standingChecklist(db, train, atMs as Instant), "departure");
    if (missing.length === 0) {
      const sentence = `The checklist of ${train.reference} is done as far as departure needs it.`;
      return [{ kind, state: "pass", sentence, owner: null, nextAction: null, href }];
    }
    return missing.map(({ title, state, sentence }) => ({
      kind,
      state: state === "unknown" ? ("unknown" as const) : ("blocked" as const),
      sentence: `${train.reference}, “${title}”: ${sentence}`,
      owner,
      nextAction: "Do it, and tick it in the release.",
      href,
    }));
  },
};
