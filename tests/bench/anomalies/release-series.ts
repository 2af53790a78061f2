import type { SeriesKind, SeriesPoint } from "@/lib/anomalies/domain/detector";
import { instant } from "@/lib/kernel/instant";
import type { Random } from "../random";

/** What really happened in a generated series. */
export interface TrueStep {
  /** Index of the first point on the new level. */
  readonly index: number;
  readonly direction: "up" | "down";
  /** The deployment that caused it; null when none did. */
  readonly deploymentId: string | null;
  readonly isEnd: boolean;
}

export interface GeneratedSeries {
  readonly name: string;
  readonly kind: SeriesKind;
  readonly points: readonly SeriesPoint[];
  readonly steps: readonly TrueStep[];
}

export interface SeriesPlan {
  readonly scale: "count" | "share" | "duration";
  readonly rhythm: "hourly" | "daily";
  readonly length: number;
}

const hourMs = 3_600_000;
/** A Monday, 00:00 UTC. */
const origin = Date.parse("2026-01-05T00:00:00Z");

interface Shape {
  readonly weekly: readonly number[];
  /** Deviation of the first-order part and of the fresh part of the noise. */
  readonly phi: number;
  readonly spread: number;
  readonly trendPerPoint: number;
  readonly base: number;
}

interface Change {
  readonly from: number;
  readonly until: number;
  readonly size: number;
}

/**
 * One series as release systems make them: a weekly rhythm with quiet nights and weekends, neighbours that are alike,
 * heavy tails, a slow trend, single gaps and outages of the source, freezes and holidays that change the activity,
 * deployments in working hours of which some move the level, and moves that no deployment made.
 */
export function releaseSeries(plan: SeriesPlan, random: Random): GeneratedSeries {
  const perDay = plan.rhythm === "hourly" ? 24 : 1;
  const shape = shapeOf(plan, random, perDay);
  const excuses = excusesOf(plan.length, perDay, random);
  const gaps = gapsOf(plan.length, perDay, random);
  const { changes, steps, deployments } = happenings(plan, random, perDay, excuses);
  let noise = 0;
  const points = Array.from({ length: plan.length }, (_, index): SeriesPoint => {
    noise = shape.phi * noise + Math.sqrt(1 - shape.phi ** 2) * heavyTailed(random);
    const slot = index % (7 * perDay);
    const at = instant(origin + (index * (hourMs * 24)) / perDay);
    const moved = changes
      .filter((one) => one.from <= index && index < one.until)
      .reduce((sum, one) => sum + one.size, 0);
    const excuse = excuses[index] ?? null;
    const context = { shape, slot, index, noise, moved, isQuiet: excuse !== null };
    const drawn = gaps[index] ? { value: null } : draw(plan, context, random);
    const here = deployments.get(index);
    return {
      at,
      slot,
      ...drawn,
      ...(excuse ? { excuse } : {}),
      ...(here ? { deployments: here.map((id) => ({ id, label: id, at })) } : {}),
    };
  });
  const name = `${plan.scale} ${plan.rhythm}`;
  return { name, kind: { scale: plan.scale, rhythm: plan.rhythm }, points, steps };
}

/** Student's t with five degrees of freedom, scaled to a standard deviation of one. */
function heavyTailed(random: Random): number {
  let chi = 0;
  for (let i = 0; i < 5; i += 1) chi += random.normal() ** 2;
  return random.normal() / Math.sqrt(chi / 5) / Math.sqrt(5 / 3);
}

function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.next();
}

function whole(random: Random, low: number, high: number): number {
  return Math.floor(between(random, low, high + 1));
}

function shapeOf(plan: SeriesPlan, random: Random, perDay: number): Shape {
  const depth = between(random, 0.3, 0.9);
  const weekly = Array.from({ length: 7 * perDay }, (_, slot) => {
    const day = Math.floor(slot / perDay);
    const hour = perDay === 1 ? 12 : slot % 24;
    const work = Math.max(0, Math.sin(((hour - 6) / 16) * Math.PI));
    const isWeekend = day >= 5;
    return (isWeekend ? 0.25 : 1) * (1 - depth + depth * (perDay === 1 ? 1 : work)) * (1 + 0.1 * random.normal());
  }).map((one) => Math.max(0.02, one));
  return {
    weekly,
    phi: between(random, 0, 0.5),
    spread: between(random, 0.08, 0.35),
    trendPerPoint: (between(random, -0.1, 0.1) * 1) / (90 * perDay),
    base: plan.scale === "share" ? between(random, 0.02, 0.15) : between(random, 8, 60),
  };
}

/** Name of what excuses a point, by index. */
function excusesOf(length: number, perDay: number, random: Random): readonly (string | null)[] {
  const excuses: (string | null)[] = Array.from({ length }, () => null);
  const cover = (from: number, points: number, name: string): void => {
    for (let i = from; i < Math.min(length, from + points); i += 1) excuses[i] = name;
  };
  for (let week = 5; week * 7 * perDay < length; week += whole(random, 6, 12)) {
    if (random.next() < 0.5) cover(week * 7 * perDay, whole(random, 3, 10) * perDay, "freeze");
    else cover((week * 7 + whole(random, 0, 4)) * perDay, perDay, "holiday");
  }
  return excuses;
}

function gapsOf(length: number, perDay: number, random: Random): readonly boolean[] {
  const gaps = Array.from({ length }, () => random.next() < 0.01);
  for (let week = 4; week * 7 * perDay < length; week += whole(random, 5, 15)) {
    const from = week * 7 * perDay + whole(random, 0, 6 * perDay);
    const until = from + whole(random, 2, 3 * perDay);
    for (let i = from; i < Math.min(length, until); i += 1) gaps[i] = true;
  }
  return gaps;
}

/** Deployments through the working week, and the changes of level that some of them and some other things make. */
function happenings(plan: SeriesPlan, random: Random, perDay: number, excuses: readonly (string | null)[]) {
  const deployments = new Map<number, string[]>();
  const steps: TrueStep[] = [];
  const changes: Change[] = [];
  const isWorkingTime = (index: number): boolean => {
    const day = Math.floor(index / perDay) % 7;
    return day < 5 && (perDay === 1 || (index % 24 >= 9 && index % 24 < 15)) && !excuses[index];
  };
  const deploy = (index: number): string => {
    const id = `d${index}-${deployments.get(index)?.length ?? 0}`;
    deployments.set(index, [...(deployments.get(index) ?? []), id]);
    return id;
  };
  const perPoint = between(random, 2, 5) / (perDay === 1 ? 5 : 5 * 6);
  for (let index = 0; index < plan.length; index += 1) {
    if (isWorkingTime(index) && random.next() < perPoint) deploy(index);
  }
  const week = 7 * perDay;
  let at = 4 * week;
  for (;;) {
    at += whole(random, 3 * week, 6 * week);
    while (at < plan.length && !isWorkingTime(at)) at += 1;
    if (at >= plan.length - week) return { deployments, steps, changes };
    const deploymentId = random.next() < 0.7 ? deploy(at) : null;
    // What a deployment changes shows in the same hour or the next; in a daily series in the same day.
    const from = deploymentId !== null && perDay > 1 && random.next() < 0.5 ? at + 1 : at;
    const level = changes.filter((one) => one.until > from).reduce((sum, one) => sum + one.size, 0);
    // A level that was raised falls again: what stands near zero cannot fall by four standard deviations.
    const size = level >= 1 ? -between(random, 1, Math.min(2, level)) : between(random, 1, 2);
    const lasts =
      size > 0 && random.next() < 0.4 ? whole(random, perDay === 1 ? 7 : 24, perDay === 1 ? 14 : 72) : plan.length;
    let until = Math.min(plan.length, from + lasts);
    while (until < plan.length && !isWorkingTime(until)) until += 1;
    changes.push({ from, until, size });
    const direction = size > 0 ? "up" : "down";
    steps.push({ index: from, direction, deploymentId, isEnd: false });
    if (until >= plan.length) continue;
    // Most repairs are deployments too.
    const repair = random.next() < 0.8 ? deploy(until) : null;
    steps.push({ index: until, direction: "down", deploymentId: repair, isEnd: true });
  }
}

interface DrawContext {
  readonly shape: Shape;
  readonly slot: number;
  readonly index: number;
  readonly noise: number;
  /** Sum of the open changes, 1 to 2 each: how many times four standard deviations in working hours. */
  readonly moved: number;
  readonly isQuiet: boolean;
}

function draw(plan: SeriesPlan, context: DrawContext, random: Random): Pick<SeriesPoint, "value" | "trials"> {
  const { shape, slot, index, noise, moved } = context;
  const weekly = (shape.weekly[slot] ?? 1) * (context.isQuiet ? 0.3 : 1);
  const trend = Math.exp(shape.trendPerPoint * index);
  if (plan.scale === "duration") {
    const minutes = shape.base * (0.6 + 0.4 * weekly) * trend * Math.exp(shape.spread * (noise + 4 * moved));
    return { value: minutes };
  }
  if (plan.scale === "count") {
    const mean = shape.base * weekly * trend * Math.exp(shape.spread * 0.5 * noise);
    // Four standard deviations of a count are four on the root scale: added to the root of the mean.
    const spread = Math.hypot(1, shape.spread * 0.5 * Math.sqrt(shape.base));
    const root = Math.max(0, 2 * Math.sqrt(mean) + 4 * moved * spread * Math.sqrt(weekly));
    return { value: poisson(random, (root / 2) ** 2) };
  }
  const trials = poisson(random, 40 * weekly);
  if (trials === 0) return { value: null };
  const odds = (shape.base / (1 - shape.base)) * Math.exp(0.25 * noise);
  const share = odds / (1 + odds);
  // Four standard deviations of a share of 40 in the working hours, on the angle's scale.
  const angle = Math.min(Math.PI, Math.max(0, 2 * Math.asin(Math.sqrt(share)) + (4 * moved) / Math.sqrt(40)));
  return { value: random.binomial(trials, Math.sin(angle / 2) ** 2) / trials, trials };
}

function poisson(random: Random, mean: number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()));
  const limit = Math.exp(-mean);
  let product = random.next();
  let count = 0;
  while (product > limit) {
    product *= random.next();
    count += 1;
  }
  return count;
}
