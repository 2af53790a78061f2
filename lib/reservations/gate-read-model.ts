import type { GateSource } from "@/lib/gates/port";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { reservationKind, reservationReasons } from "./domain/gate-reasons";
import { listHolders } from "./reservation-read-model";

/** What reservations of the environment say to a release: who holds it alone, and whether an own one is demanded. */
export const reservationSource: GateSource & { isInPlay(db: Db | Tx): Promise<boolean> } = {
  kind: reservationKind,
  async read(db, question, scene) {
    const { environmentId, serviceId, atMs, person = null } = question;
    const asked = { environmentId, serviceId, person, now: instant(atMs) };
    const { isDemanded, holders } = await listHolders(prismaExecutor(db), asked);
    return reservationReasons({ environment: scene.place.environment, isDemanded, holders });
  },
  async isInPlay(db) {
    const [row] = await prismaExecutor(db).query<{ is_in_play: boolean }>(sql`
      select exists (select from environment_reservation where ended_at is null)
        or exists (select from environment_terms where demands_reservation) as is_in_play`);
    return row?.is_in_play === true;
  },
};
