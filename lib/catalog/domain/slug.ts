const maxLength = 63;

/** Form of a slug: 1 to 63 of `a-z 0-9 -`, with a letter or digit at both ends. The database checks the same. */
export const slugForm = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** A slug made from a name that a person typed, for prefilling a form; empty when nothing of the name can be used. */
export function slugFrom(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, maxLength)
    .replace(/-+$/, "");
}
