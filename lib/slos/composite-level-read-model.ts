import { type Instant, instant } from "@/lib/kernel/instant";
import { type Rational, rational, times, toDecimal } from "@/lib/kernel/rational";
import type { Period } from "@/lib/kernel/zoned-time";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { type CompositeDefinition, type CountedDefinition, SloDefinition } from "./contract";
import { countedAt } from "./counted-at-read-model";
import type { CompositePartView } from "./detail-contract";
import { combined, type Member, takenBy } from "./domain/composite";
import { shareOf } from "./domain/evaluation";
import { isComposite, isCounted } from "./domain/sli-kind";
import { type ShownLevel, showRange } from "./level-read-model";
import type { AskedObjective } from "./stored-level-read-model";

/** A composite objective whose level is asked. */
export interface AskedComposite {
  readonly id: string;
  readonly definition: CompositeDefinition;
}

/** An objective that others may stand on, in force or retired. */
interface PartObjective {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly version: number;
  readonly definition: SloDefinition;
  readonly targetId: string | null;
  readonly isRetired: boolean;
}

export type PartsBySlug = ReadonlyMap<string, PartObjective>;

interface PartRow {
  id: string;
  slug: string;
  name: string;
  version: number;
  definition: unknown;
  target_id: string | null;
  is_retired: boolean;
}

/** Everything that these composites stand on, however deep, in one statement. */
export async function loadParts(db: SqlExecutor, composites: readonly AskedComposite[]): Promise<PartsBySlug> {
  const slugs = composites.flatMap(({ definition }) => definition.sli.parts.map(({ objective }) => objective));
  if (slugs.length === 0) return new Map();
  const rows = await db.query<PartRow>(sql`
    with recursive reached as (
      select o.id, o.slug, o.definition from objective o where o.slug = any(${[...new Set(slugs)]}::text[])
      union
      select o.id, o.slug, o.definition from reached r
      cross join lateral jsonb_array_elements(case when r.definition->'sli'->>'kind' = 'composite'
        then r.definition->'sli'->'parts' else '[]'::jsonb end) as part(value)
      join objective o on o.slug = part.value->>'objective')
    select o.id, o.slug, o.name, o.version, o.definition, t.id as target_id, o.retired_at is not null as is_retired
    from objective o
    join reached r on r.id = o.id
    ${countedAt}`);
  return new Map(
    rows.map(({ target_id: targetId, is_retired: isRetired, definition, ...rest }) => [
      rest.slug,
      { ...rest, definition: SloDefinition.parse(definition), targetId, isRetired },
    ]),
  );
}

const keyOf = (composite: AskedComposite, part: PartObjective) => `${composite.id} ${part.id}`;

/** The counted objectives under a composite one, each over the composite's period. */
export function leavesOf(composite: AskedComposite, parts: PartsBySlug): AskedObjective[] {
  const { period } = composite.definition;
  const leaves = new Map<string, AskedObjective>();
  function visit(definition: CompositeDefinition): void {
    for (const { objective } of definition.sli.parts) {
      const part = parts.get(objective);
      if (!part || part.isRetired) continue;
      if (isComposite(part.definition)) visit(part.definition);
      else if (isCounted(part.definition)) {
        const { id, version, targetId } = part;
        const asked: CountedDefinition = { ...part.definition, period };
        leaves.set(part.slug, { id, key: keyOf(composite, part), version, definition: asked, targetId });
      }
    }
  }
  visit(composite.definition);
  return [...leaves.values()];
}

interface PartLevel {
  readonly range: ShownLevel["range"];
  readonly coverage: Rational;
  readonly watermark: Instant | null;
  readonly isDark: boolean;
  readonly gap: string | null;
}

const unknownPart = (gap: string): PartLevel => ({
  range: null,
  coverage: rational(0n),
  watermark: null,
  isDark: true,
  gap,
});

export interface CompositeShown extends ShownLevel {
  readonly parts: CompositePartView[];
}

/** A composite's level over a period from those of its leaves, as `loadLevels` answers them, with what each part adds to it. */
export function showComposite(
  composite: AskedComposite,
  parts: PartsBySlug,
  levels: ReadonlyMap<string, ShownLevel>,
  period: Period,
): CompositeShown {
  const { definition } = composite;
  const { sli } = definition;
  const members = sli.parts.map(({ objective, weight }) => ({
    weight,
    objective,
    part: parts.get(objective),
    level: levelOfPart(composite, objective, parts, levels),
  }));
  const whole = combine(sli.combine, members);
  const shown = showRange(
    { worst: whole.range?.worst ?? null, best: whole.range?.best ?? null, coverage: whole.coverage },
    { target: shareOf(definition.targetPercent), period, watermark: whole.watermark },
  );
  const weight = sli.parts.reduce((sum, part) => sum + BigInt(part.weight), 0n);
  return {
    ...shown,
    view: { ...shown.view, isDark: whole.isDark },
    parts: members.map(({ objective, weight: own, part, level }) => {
      const taken = takenBy(sli.combine, memberOf(own, level), weight);
      return {
        slug: objective,
        name: part?.name ?? objective,
        weight: own,
        gap: level.gap,
        worstPercent: level.range && percent(level.range.worst),
        bestPercent: level.range && percent(level.range.best),
        isDark: level.isDark,
        takesBestPoints: taken && percent(taken.best),
        takesWorstPoints: taken && percent(taken.worst),
      };
    }),
  };
}

function levelOfPart(
  composite: AskedComposite,
  slug: string,
  parts: PartsBySlug,
  levels: ReadonlyMap<string, ShownLevel>,
): PartLevel {
  const part = parts.get(slug);
  if (!part) return unknownPart("There is no such objective.");
  if (part.isRetired) return unknownPart("It was retired.");
  if (isComposite(part.definition)) {
    const { combine: rule, parts: own } = part.definition.sli;
    const members = own.map(({ objective, weight }) => ({
      weight,
      level: levelOfPart(composite, objective, parts, levels),
    }));
    return combine(rule, members);
  }
  const shown = levels.get(keyOf(composite, part));
  if (!shown?.range) return unknownPart("Nothing was counted in this period.");
  const { view, range } = shown;
  return {
    range,
    coverage: rational(1n),
    watermark: view.watermark === null ? null : instant(Date.parse(view.watermark)),
    isDark: view.isDark,
    gap: null,
  };
}

function memberOf(weight: number, { range }: PartLevel): Member {
  return { weight: BigInt(weight), worst: range?.worst ?? null, best: range?.best ?? null };
}

/** The range of parts together. Nothing is known when nothing is known of any; dark when one of them is. */
function combine(
  rule: CompositeDefinition["sli"]["combine"],
  parts: readonly { readonly weight: number; readonly level: PartLevel }[],
): PartLevel {
  const { worst, best, coverage } = combined(
    rule,
    parts.map(({ weight, level }) => memberOf(weight, level)),
  );
  const isNothing = parts.every(({ level }) => level.range === null);
  return {
    range: isNothing ? null : { worst, best },
    coverage,
    watermark: earliest(parts.map(({ level }) => level.watermark)),
    isDark: parts.some(({ level }) => level.isDark),
    gap: isNothing ? "Nothing is known of any of its parts." : null,
  };
}

/** Up to when all of them are known; null when one is not. */
function earliest(watermarks: readonly (Instant | null)[]): Instant | null {
  const known = watermarks.flatMap((one) => one ?? []);
  return known.length === watermarks.length ? instant(Math.min(...known)) : null;
}

function percent(share: Rational): string {
  return toDecimal(times(share, rational(100n)), 4);
}
