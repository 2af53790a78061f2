/** Who has to agree with an objective. */
export const parties = ["product", "operations", "security"] as const;
export type Party = (typeof parties)[number];
