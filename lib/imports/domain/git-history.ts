import { instant } from "@/lib/kernel/instant";
import { isoText } from "./time-text";

/** A repository's past as facts: what `git log` and `git for-each-ref` print goes in, events for the importer come out. */

/** Between fields of a line; in no name, and in no subject of a commit. */
export const fieldMark = "\u001f";

export const logFormat = ["%H", "%P", "%at", "%ct", "%aN", "%s"].join("%x1f");
export const tagFormat = [
  "%(refname:strip=2)",
  "%(objectname)",
  "%(*objectname)",
  "%(creatordate:unix)",
  "%(taggername)",
].join("%1f");

export interface GitTag {
  readonly name: string;
  readonly commitSha: string;
  /** When the tag was made; for a light tag that is when its commit was made. */
  readonly atSeconds: number;
  readonly tagger: string | null;
}

export interface GitPlace {
  readonly repository: string;
  readonly service: string;
  readonly environment: string;
  /** Cut from the beginning of a tag to make the version; empty leaves it as it is. */
  readonly versionPrefix: string;
}

type GitEvent = Readonly<Record<string, unknown>> & { readonly kind: "commit" | "deployment" };

function linesOf(text: string): string[][] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split(fieldMark));
}

function isoOf(seconds: string | number | undefined): string | undefined {
  const at = Number(seconds);
  if (!Number.isFinite(at) || at < 0 || at > 4_102_444_799) return undefined;
  return isoText(instant(Math.trunc(at) * 1_000));
}

/** Tags in the order of their time, then of their names. Lines that are not in `tagFormat` are left out. */
export function readTags(text: string): GitTag[] {
  return linesOf(text)
    .flatMap(([name, object, peeled, at, tagger]): GitTag[] => {
      const commitSha = peeled || object;
      if (!name || !commitSha || !/^[0-9a-f]{40,64}$/.test(commitSha)) return [];
      return [{ name, commitSha, atSeconds: Number(at), tagger: tagger || null }];
    })
    .sort((left, right) => left.atSeconds - right.atSeconds || (left.name < right.name ? -1 : 1));
}

/** Events of commits from lines in `logFormat`. */
export function commitEvents(text: string, repository: string): GitEvent[] {
  return linesOf(text).flatMap(([sha, parents, authored, committed, author, title]): GitEvent[] => {
    const occurredAt = isoOf(committed);
    if (!sha || !/^[0-9a-f]{40,64}$/.test(sha) || occurredAt === undefined) return [];
    const about = {
      ...(author ? { author: author.slice(0, 200) } : {}),
      ...(title ? { title: title.slice(0, 500) } : {}),
    };
    const authoredAt = isoOf(authored);
    return [
      {
        kind: "commit",
        repository,
        sha,
        parents: (parents ?? "").split(" ").filter(Boolean).slice(0, 100),
        ...about,
        ...(authoredAt === undefined ? {} : { authoredAt }),
        committedAt: occurredAt,
        occurredAt,
      },
    ];
  });
}

/** One deployment for each tag; the commits since the tag before came with it. */
export function deploymentEvents(tags: readonly GitTag[], place: GitPlace): GitEvent[] {
  return tags.flatMap((tag, index): GitEvent[] => {
    const previous = tags[index - 1];
    const occurredAt = isoOf(tag.atSeconds);
    const { service, environment, repository, versionPrefix } = place;
    const version = tag.name.startsWith(versionPrefix) ? tag.name.slice(versionPrefix.length) : tag.name;
    if (occurredAt === undefined || version === "") return [];
    return [
      {
        kind: "deployment",
        service,
        environment,
        version: version.slice(0, 200),
        repository,
        commitSha: tag.commitSha,
        ...(previous && previous.commitSha !== tag.commitSha ? { previousCommitSha: previous.commitSha } : {}),
        ...(tag.tagger ? { by: tag.tagger.slice(0, 200) } : {}),
        progress: "succeeded",
        occurredAt,
      },
    ];
  });
}
