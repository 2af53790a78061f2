/** What work costs, and who is there for it. People say it; nothing of it is measured. */
export interface Assumptions {
  readonly hoursPerDeployment: number;
  readonly hoursPerFailure: number;
  /** Hours a week that one person of the release team has for this. */
  readonly hoursPerPerson: number;
  readonly people: number;
}

/** Assumed where nobody said anything. */
export const usualAssumptions: Assumptions = {
  hoursPerDeployment: 1.5,
  hoursPerFailure: 6,
  hoursPerPerson: 24,
  people: 3,
};

/** What is asked with, over what was kept for the narrowest place, over what is usual. */
export function assumptionsOf(
  asked: { readonly [Name in keyof Assumptions]?: number | undefined },
  kept: Assumptions | null,
): Assumptions {
  const base = kept ?? usualAssumptions;
  return {
    hoursPerDeployment: asked.hoursPerDeployment ?? base.hoursPerDeployment,
    hoursPerFailure: asked.hoursPerFailure ?? base.hoursPerFailure,
    hoursPerPerson: asked.hoursPerPerson ?? base.hoursPerPerson,
    people: asked.people ?? base.people,
  };
}
