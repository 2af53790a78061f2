import type { Prisma, Tx } from "@/lib/platform/db/prisma";
import type { RouteMatch } from "./contract";

export interface NewAlertRoute {
  readonly id: string;
  readonly name: string;
  readonly connectionId: string;
  readonly match: RouteMatch;
  readonly createdBy: string;
}

/** Insert a route; it takes what fires from now on. */
export async function insertAlertRoute(tx: Tx, route: NewAlertRoute): Promise<void> {
  await tx.alertRoute.create({ data: { ...route, match: route.match as Prisma.InputJsonValue } });
}

export interface AlertRouteChange {
  readonly name?: string | undefined;
  readonly connectionId?: string | undefined;
  readonly match?: RouteMatch | undefined;
  readonly disabledAt?: Date | null | undefined;
}

/** Change a route that still has the revision that was seen; false when it has not. Undefined fields stay. */
export async function saveAlertRoute(
  tx: Tx,
  seen: { readonly id: string; readonly revision: number },
  change: AlertRouteChange,
): Promise<boolean> {
  const { match, ...rest } = change;
  const { count } = await tx.alertRoute.updateMany({
    where: { id: seen.id, revision: seen.revision },
    data: { ...rest, ...(match ? { match: match as Prisma.InputJsonValue } : {}), revision: { increment: 1 } },
  });
  return count > 0;
}

/** Remove a route; what it told stays on record. */
export async function removeAlertRoute(tx: Tx, id: string): Promise<void> {
  await tx.alertRoute.deleteMany({ where: { id } });
}
