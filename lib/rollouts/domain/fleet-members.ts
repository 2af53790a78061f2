import type { MemberObservation, SlotName, TrafficObservation } from "@/lib/traffic/port";

/** Every process of an observation; a data plane of one process is its own only one. */
export function membersOf(observation: TrafficObservation): readonly MemberObservation[] {
  return observation.members ?? [observation];
}

/** The share of a slot, 0 to 100, at the process that gives it least. */
export function lowestShareOf(observation: TrafficObservation, slot: SlotName): number {
  return Math.min(...membersOf(observation).map(({ slots }) => slots[slot].sharePercent));
}

/** The term that every process has accepted; null when one has accepted another, or none. */
export function commonTermOf(observation: TrafficObservation): number | null {
  const [first, ...others] = membersOf(observation).map(({ accepted }) => accepted?.term ?? null);
  return first !== undefined && others.every((term) => term === first) ? first : null;
}

/** Processes of a fleet that run on since the observation whose incarnation is given; none where there is one process. */
export function unrestartedMembersOf(
  observation: TrafficObservation,
  incarnation: string,
): readonly MemberObservation[] {
  const known = new Set(incarnation.split(" "));
  return (observation.members ?? []).filter((member) => known.has(member.incarnation));
}
