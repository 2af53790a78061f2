import type { NameResolver } from "../port";
import { repositoryName } from "./repository-name";

export type NameKind = "service" | "environment";

/** What is known about names: our own things, and what people said that senders' names mean. */
export interface NameTable {
  readonly services: readonly { readonly id: string; readonly slug: string; readonly repositoryUrl: string | null }[];
  readonly environments: readonly { readonly id: string; readonly slug: string }[];
  readonly mappings: readonly NameMeaning[];
}

export interface NameMeaning {
  readonly sourceId: string;
  readonly kind: NameKind;
  readonly externalName: string;
  readonly targetId: string | null;
  readonly isIgnored: boolean;
}

/** A name that nobody has explained yet. A service that is known by its repository only has that as its name. */
export interface UnknownName {
  readonly sourceId: string;
  readonly kind: NameKind;
  readonly externalName: string;
}

export interface NotingResolver extends NameResolver {
  /** Names that were asked for and mean nothing here, each once. */
  unknown(): readonly UnknownName[];
}

/**
 * Names by these rules, first match wins: what somebody said; the exact slug; for services the repository, when exactly one
 * service has it. What was said to be none of ours is null, and is not noted as unknown.
 */
export function createNameResolver(table: NameTable): NotingResolver {
  const said = new Map(table.mappings.map((one) => [keyOf(one.sourceId, one.kind, one.externalName), one]));
  const slugs = {
    service: new Map(table.services.map((one) => [one.slug, one.id])),
    environment: new Map(table.environments.map((one) => [one.slug, one.id])),
  };
  const repositories = new Map<string, string | null>();
  for (const { id, repositoryUrl } of table.services) {
    if (!repositoryUrl) continue;
    const name = spelled(repositoryUrl);
    repositories.set(name, repositories.has(name) ? null : id);
  }
  const unknown = new Map<string, UnknownName>();

  function byRepository(repository: string | undefined): string | null {
    if (!repository) return null;
    const name = spelled(repository);
    const exact = repositories.get(name);
    if (exact !== undefined) return exact;
    return name.split("/")[0]?.includes(".") ? null : onlyEnding(name);
  }

  /** Senders often leave the host out: `shop/checkout` is meant when exactly one host has it. */
  function onlyEnding(name: string): string | null {
    const found = [...repositories].filter(([full]) => full.endsWith(`/${name}`));
    return found.length === 1 ? (found[0]?.[1] ?? null) : null;
  }

  function resolve(sourceId: string, kind: NameKind, name: string, fallback: () => string | null): string | null {
    const meaning = said.get(keyOf(sourceId, kind, name));
    if (meaning && (meaning.isIgnored || meaning.targetId !== null)) return meaning.isIgnored ? null : meaning.targetId;
    const found = slugs[kind].get(name) ?? fallback();
    if (found === null) unknown.set(keyOf(sourceId, kind, name), { sourceId, kind, externalName: name });
    return found;
  }

  return {
    service(sourceId, name, repository) {
      const asked = name || repository || "";
      if (asked === "") return null;
      return resolve(sourceId, "service", asked, () => byRepository(repository));
    },
    environment(sourceId, name) {
      return name ? resolve(sourceId, "environment", name, () => null) : null;
    },
    unknown: () => [...unknown.values()],
  };
}

function keyOf(sourceId: string, kind: NameKind, name: string): string {
  return JSON.stringify([sourceId, kind, name]);
}

/** Hosts take the path of a repository in any case. */
function spelled(repository: string): string {
  return (repositoryName(repository) ?? repository).toLowerCase();
}
