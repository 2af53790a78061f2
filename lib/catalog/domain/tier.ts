/** How much depends on a service: 0 is the most critical. */
export const tiers = [0, 1, 2, 3] as const;
export type Tier = (typeof tiers)[number];

const titles: Readonly<Record<Tier, { readonly title: string; readonly means: string }>> = {
  0: { title: "Tier 0", means: "Everything stops without it" },
  1: { title: "Tier 1", means: "Customers notice at once" },
  2: { title: "Tier 2", means: "Customers notice after a while" },
  3: { title: "Tier 3", means: "Only we notice" },
};

/** Does this number name a tier? */
export function isTier(value: number): value is Tier {
  return tiers.some((tier) => tier === value);
}

/** "Tier 0". Throws a RangeError for what is not a tier. */
export function tierTitle(value: number): string {
  return entryOf(value).title;
}

/** What a tier means, in a few words. Throws a RangeError for what is not a tier. */
export function tierMeaning(value: number): string {
  return entryOf(value).means;
}

function entryOf(value: number): { readonly title: string; readonly means: string } {
  if (!isTier(value)) throw new RangeError(`not a tier: ${value}`);
  return titles[value];
}
