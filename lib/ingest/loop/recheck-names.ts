import { createNameResolver } from "../domain/name-resolver";
import { forgetName, listUnknownNames, loadNames, markSubjectsNaming } from "../name-store";
import type { IntakeParts } from "./intake-parts";

/**
 * A service or an environment may have been made since its name was first heard. Names that mean something now are forgotten as
 * unknown, and what was told under them is projected again. Answers how many names.
 */
export async function recheckNames(parts: IntakeParts): Promise<number> {
  return parts.transaction(async (db) => {
    const unknown = await listUnknownNames(db);
    if (unknown.length === 0) return 0;
    const names = createNameResolver(await loadNames(db, [...new Set(unknown.map(({ sourceId }) => sourceId))]));
    const known = unknown.filter(({ sourceId, kind, externalName }) =>
      kind === "service"
        ? names.service(sourceId, externalName, externalName) !== null
        : names.environment(sourceId, externalName) !== null,
    );
    for (const name of known) {
      await forgetName(db, name);
      await markSubjectsNaming(db, name);
    }
    return known.length;
  });
}
