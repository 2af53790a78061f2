/** What identifies the build behind a version's name; null where it was never said. */
export interface VersionIdentity {
  readonly commitSha: string | null;
  readonly artifactDigest: string | null;
}

export type VersionIdentityField = keyof VersionIdentity;

export type VersionDecision =
  /** Nothing new was said. */
  | { readonly kind: "same" }
  /** Something was said for the first time; `next` is what is known now. */
  | { readonly kind: "enriched"; readonly next: VersionIdentity }
  /** The name belongs to another build already: a version never changes. */
  | { readonly kind: "conflict"; readonly fields: readonly VersionIdentityField[] };

const identityFields: readonly VersionIdentityField[] = ["commitSha", "artifactDigest"];

/**
 * What registering a version again means. A field may be filled in once; it may never become something else. Two
 * spellings of one commit (a short hash and the long one) are the same, and the longer is kept.
 */
export function reconcileVersion(known: VersionIdentity, sent: VersionIdentity): VersionDecision {
  const fields = identityFields.filter((field) => differs(field, known[field], sent[field]));
  if (fields.length > 0) return { kind: "conflict", fields };
  const next = {
    commitSha: longer(known.commitSha, sent.commitSha),
    artifactDigest: known.artifactDigest ?? sent.artifactDigest,
  };
  const isSame = next.commitSha === known.commitSha && next.artifactDigest === known.artifactDigest;
  return isSame ? { kind: "same" } : { kind: "enriched", next };
}

function differs(field: VersionIdentityField, known: string | null, sent: string | null): boolean {
  if (known === null || sent === null || known === sent) return false;
  return field === "artifactDigest" || !(known.startsWith(sent) || sent.startsWith(known));
}

function longer(known: string | null, sent: string | null): string | null {
  if (known === null || sent === null) return known ?? sent;
  return sent.length > known.length ? sent : known;
}
