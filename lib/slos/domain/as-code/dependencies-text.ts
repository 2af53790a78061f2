import type { ObjectiveDependency } from "../../dependency-contract";

/** Dependencies as the text of an annotation: `objective:database, vendor:cdn-a (cdn), vendor:cdn-b (cdn)`. */
export function dependenciesText(dependencies: readonly ObjectiveDependency[]): string {
  return dependencies
    .map((one) => {
      const name = one.kind === "objective" ? `objective:${one.objective}` : `vendor:${one.terms}`;
      return one.group === undefined ? name : `${name} (${one.group})`;
    })
    .join(", ");
}

/** The dependencies of such a text; null when it is none. */
export function readDependencies(text: string): ObjectiveDependency[] | null {
  const found: ObjectiveDependency[] = [];
  for (const part of text.split(/,\s*(?=objective:|vendor:)/)) {
    const match = /^(objective|vendor):([a-z0-9-]+)(?: \((.+)\))?$/.exec(part.trim());
    if (!match) return null;
    const [, kind, slug = "", group] = match;
    const common = group === undefined ? {} : { group };
    found.push(
      kind === "objective" ? { kind, objective: slug, ...common } : { kind: "vendor", terms: slug, ...common },
    );
  }
  return found;
}
