import type { Db, Tx } from "@/lib/platform/db/prisma";
import type { RouteMatch } from "./contract";

interface UnknownPlace {
  readonly field: "services" | "teams" | "environments" | "objectives";
  readonly slug: string;
}

/** Names in a match that no service, team, environment or objective has. */
export async function listUnknownPlaces(db: Db | Tx, match: RouteMatch): Promise<UnknownPlace[]> {
  const by = (slugs: readonly string[]) => ({ where: { slug: { in: [...slugs] } }, select: { slug: true } });
  const known = {
    services: await db.service.findMany(by(match.services)),
    teams: await db.team.findMany(by(match.teams)),
    environments: await db.environment.findMany(by(match.environments)),
    objectives: await db.objective.findMany(by(match.objectives)),
  };
  const fields = ["services", "teams", "environments", "objectives"] as const;
  return fields.flatMap((field) =>
    match[field].filter((slug) => !known[field].some((one) => one.slug === slug)).map((slug) => ({ field, slug })),
  );
}
