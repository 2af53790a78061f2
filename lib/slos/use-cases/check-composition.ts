import { AppError } from "@/lib/kernel/app-error";
import type { Reason } from "@/lib/kernel/result";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import type { SloDefinition } from "../contract";
import { type CompositionFault, compositionFaults, maxDepth } from "../domain/composition-check";
import { isComposite, isDelivery } from "../domain/sli-kind";
import { listDefinitionsInForce } from "../objective-read-model";
import { lockCompositions } from "../objective-store";
import type { CompositePart } from "../sli-contract";

/** What will be: definitions by slug as they are wanted, and objectives that are to end. The others stay as they are. */
export interface ComposedChange {
  readonly wanted: ReadonlyMap<string, SloDefinition>;
  readonly leaving?: ReadonlySet<string>;
}

/** Throws `invalid_input` with everything that `compositionReasons` finds. */
export async function checkCompositions(tx: Tx, change: ComposedChange): Promise<void> {
  const reasons = await compositionReasons(tx, change);
  if (reasons.length > 0)
    throw new AppError("invalid_input", { detail: reasons.map(({ message }) => message).join(" "), reasons });
}

/**
 * Why objectives could not stand on their parts after a change: parts that are not there, are named twice, are about delivery, lead back to
 * where they began, or are to end. Compositions are changed one after the other, until the transaction ends: two that are right alone
 * could be a circle together.
 */
export async function compositionReasons(tx: Tx, { wanted, leaving = new Set() }: ComposedChange): Promise<Reason[]> {
  const isConcerned =
    leaving.size > 0 || [...wanted.values()].some((one) => isComposite(one) || standsOn(one).length > 0);
  if (!isConcerned) return [];
  await lockCompositions(prismaExecutor(tx));
  const all = new Map([...(await listDefinitionsInForce(tx)), ...wanted]);
  for (const slug of leaving) all.delete(slug);
  const partsOf = (slug: string): readonly CompositePart[] | undefined => {
    const definition = all.get(slug);
    if (!definition) return undefined;
    return isComposite(definition) ? definition.sli.parts : [];
  };
  const standing = (slug: string) => {
    const definition = all.get(slug);
    return definition && standsOn(definition);
  };
  const dependencies = [...wanted].flatMap(([slug, definition]) =>
    compositionFaults(slug, standsOn(definition), standing).map((fault) => ({
      ...reasonOf(slug, fault),
      field: "definition.dependsOn",
    })),
  );
  const composed = [...all].flatMap(([slug, definition]) => {
    if (!isComposite(definition)) return [];
    const { parts } = definition.sli;
    const ending = parts
      .filter(({ objective }) => leaving.has(objective))
      .map(({ objective }) => partOf(slug, objective));
    if (!wanted.has(slug)) return ending;
    const isOther = (part: CompositionFault) => part.kind !== "unknown_part" || !leaving.has(part.slug);
    return [
      ...ending,
      ...compositionFaults(slug, parts, partsOf)
        .filter(isOther)
        .map((fault) => reasonOf(slug, fault)),
      ...parts.flatMap(({ objective }) => {
        const part = all.get(objective);
        return part && isDelivery(part) ? [deliveryPart(slug, objective)] : [];
      }),
    ];
  });
  return [...dependencies, ...composed];
}

/** Objectives that a promise stands on, as parts. */
function standsOn({ dependsOn = [] }: SloDefinition): CompositePart[] {
  return dependsOn.flatMap((one) => (one.kind === "objective" ? { objective: one.objective, weight: 1 } : []));
}

function partOf(slug: string, part: string): Reason {
  return {
    code: "part_of_composite",
    field: "slug",
    message: `“${part}” is a part of “${slug}”.`,
    remedy: `Take it out of “${slug}” first, or end that one too.`,
  };
}

const field = "definition.sli.parts";

function deliveryPart(slug: string, part: string): Reason {
  return {
    code: "part_without_minutes",
    field,
    message: `“${slug}” cannot stand on “${part}”, which is about delivery and is not counted by the minute.`,
    remedy: "Leave it out.",
  };
}

function reasonOf(slug: string, fault: CompositionFault): Reason {
  switch (fault.kind) {
    case "unknown_part":
      return {
        code: "unknown_part",
        field,
        message: `“${slug}” stands on “${fault.slug}”, and no such objective is in force.`,
        remedy: "Name objectives that are in force.",
      };
    case "named_twice":
      return {
        code: "part_named_twice",
        field,
        message: `“${slug}” names “${fault.slug}” twice.`,
        remedy: "Name it once; its weight says how much it counts.",
      };
    case "cycle":
      return {
        code: "composition_cycle",
        field,
        message: `Parts lead back to where they began: ${fault.path.join(" → ")}.`,
        remedy: "Take one of them out.",
      };
    case "too_deep":
      return {
        code: "composition_too_deep",
        field,
        message: `Parts of parts go deeper than ${maxDepth}: ${fault.path.join(" → ")}.`,
        remedy: "Name the innermost objectives themselves.",
      };
  }
}
