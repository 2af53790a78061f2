import { alertKinds } from "@/lib/connections/contract";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { invalidField } from "@/lib/platform/refusals";
import { findAlertConnection } from "../alert-route-read-model";
import type { RouteMatch } from "../contract";
import { listUnknownPlaces } from "../place-name-read-model";

/** The id of a connection that alarms can be told to. Throws `invalid_input` when there is none. */
export async function connectionIdOf(db: Db | Tx, slug: string): Promise<string> {
  const found = await findAlertConnection(db, slug, alertKinds);
  if (found) return found.id;
  const message = `There is no connection “${slug}” that alerts can be told to.`;
  throw invalidField(
    "connection",
    message,
    "Add one under Connections: PagerDuty, ServiceNow, a webhook or a mailbox.",
  );
}

/** Throws `invalid_input` for the first name in a match that nothing has. */
export async function checkPlaces(db: Db | Tx, match: RouteMatch): Promise<void> {
  const [unknown] = await listUnknownPlaces(db, match);
  if (!unknown) return;
  throw invalidField(`match.${unknown.field}`, `There is none called “${unknown.slug}”.`, "Choose one that is there.");
}
