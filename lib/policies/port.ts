/** Tells whether a rollout was started as an emergency that has not ended at `at` (epoch ms); null when not. */
export interface Emergencies {
  inForce(rolloutId: string, at: number): Promise<{ readonly reason: string; readonly endsAt: number } | null>;
}

/** No rollout is an emergency. */
export const noEmergencies: Emergencies = { inForce: async () => null };
