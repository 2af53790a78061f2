import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reconcileVersion, type VersionIdentity } from "@/lib/catalog/domain/version-identity";

const long = "0123456789abcdef0123456789abcdef01234567";
const none: VersionIdentity = { commitSha: null, artifactDigest: null };

const identity: fc.Arbitrary<VersionIdentity> = fc.record({
  commitSha: fc.constantFrom(null, long, long.slice(0, 7), "fffffff"),
  artifactDigest: fc.constantFrom(null, "sha256:a", "sha256:b"),
});

describe("registering a version again", () => {
  it("fills in what was unknown, once", () => {
    const sent = { commitSha: long, artifactDigest: "sha256:a" };
    expect(reconcileVersion(none, sent)).toEqual({ kind: "enriched", next: sent });
    expect(reconcileVersion(sent, none)).toEqual({ kind: "same" });
  });

  it("names all the fields that differ", () => {
    const known = { commitSha: long, artifactDigest: "sha256:a" };
    const sent = { commitSha: "fffffff", artifactDigest: "sha256:b" };
    expect(reconcileVersion(known, sent)).toEqual({ kind: "conflict", fields: ["commitSha", "artifactDigest"] });
  });

  it("takes a short commit hash for the long one and keeps the long one", () => {
    const short = { commitSha: long.slice(0, 7), artifactDigest: null };
    const full = { commitSha: long, artifactDigest: null };
    expect(reconcileVersion(short, full)).toEqual({ kind: "enriched", next: full });
    expect(reconcileVersion(full, short)).toEqual({ kind: "same" });
  });

  it("says the same the second time, and never takes back what is known", () => {
    fc.assert(
      fc.property(identity, identity, (known, sent) => {
        const decision = reconcileVersion(known, sent);
        if (decision.kind !== "enriched") return;
        expect(reconcileVersion(decision.next, sent)).toEqual({ kind: "same" });
        expect(decision.next.artifactDigest).toBe(known.artifactDigest ?? sent.artifactDigest);
        expect(decision.next.commitSha?.startsWith(known.commitSha ?? "")).not.toBe(false);
      }),
    );
  });
});
