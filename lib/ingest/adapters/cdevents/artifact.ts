import { clipped, percentDecoded } from "../reading";

/** What is known of an artifact. */
export interface Artifact {
  readonly version: string;
  readonly digest: string | undefined;
}

/**
 * Version and digest of a package URL, `pkg:type/name@version?tag=…#…`: of an image the tag, where the digest is its version.
 * Another text is the version itself. Null when there is none.
 */
export function artifactOf(id: string | undefined): Artifact | null {
  if (id === undefined) return null;
  const purl = /^pkg:[^@?#]+(?:@([^?#]*))?(?:\?([^#]*))?/.exec(id);
  if (!purl) return { version: clipped(id, 200), digest: undefined };
  const version = percentDecoded(purl[1] ?? "");
  const tag = new URLSearchParams(purl[2] ?? "").get("tag") ?? "";
  const digest = /^sha256:[0-9a-f]{64}$/i.test(version) ? version.toLowerCase() : undefined;
  const name = clipped(digest === undefined ? version : tag || version, 200);
  return name === "" ? null : { version: name, digest };
}
