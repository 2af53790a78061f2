import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

export interface Place {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

export interface EnvironmentPlace extends Place {
  readonly kind: "development" | "testing" | "staging" | "production";
  readonly rank: number;
}

/** Names of everything that figures are grouped by. */
export interface Places {
  readonly services: ReadonlyMap<string, Place>;
  readonly teams: ReadonlyMap<string, Place>;
  readonly environments: ReadonlyMap<string, EnvironmentPlace>;
}

/** Services (archived ones too), teams and environments by their ids. */
export async function loadPlaces(db: SqlExecutor): Promise<Places> {
  const [row] = await db.query<{ services: string | null; teams: string | null; environments: string | null }>(sql`
    select (select json_agg(json_build_object('id', id, 'slug', slug, 'name', name) order by slug)::text from service) as services,
      (select json_agg(json_build_object('id', id, 'slug', slug, 'name', name) order by slug)::text from team) as teams,
      (select json_agg(json_build_object('id', id, 'slug', slug, 'name', name, 'kind', kind, 'rank', rank) order by rank, slug)::text
        from environment) as environments`);
  return {
    services: byId(row?.services ?? null),
    teams: byId(row?.teams ?? null),
    environments: byId<EnvironmentPlace>(row?.environments ?? null),
  };
}

function byId<Kind extends Place = Place>(text: string | null): ReadonlyMap<string, Kind> {
  const places = JSON.parse(text ?? "[]") as Kind[];
  return new Map(places.map((place) => [place.id, place]));
}
