import { Range, SemVer } from "semver";

/** Does a version keep a range? `unknown`: the version's name has no order that a range could be asked about. */
export type Answer = "yes" | "no" | "unknown";

/** Names and ranges that are remembered at once; more than any installation compares in one question. */
const maxRemembered = 20_000;
const versions = new Map<string, SemVer | null>();
const ranges = new Map<string, Range | null>();

function remembered<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= maxRemembered) known.clear();
  const made = make();
  known.set(key, made);
  return made;
}

function orNull<Value>(make: () => Value): Value | null {
  try {
    return make();
  } catch {
    return null;
  }
}

/** `4.12` and `v4` are said often and mean `4.12.0` and `4.0.0`; nothing else is guessed. */
function wholeName(name: string): string {
  const bare = name.replace(/^v(?=\d)/i, "");
  const parts = /^(\d+)(\.\d+)?$/.exec(bare);
  return parts ? `${parts[1]}${parts[2] ?? ".0"}.0` : bare;
}

function versionOf(name: string): SemVer | null {
  return remembered(versions, name, () => orNull(() => new SemVer(wholeName(name))));
}

function rangeOf(text: string): Range | null {
  return remembered(ranges, text, () => orNull(() => new Range(text, { includePrerelease: true })));
}

/** Is this text a range of semantic versions (https://semver.org, in the notation of node-semver)? */
export function isRange(text: string): boolean {
  return text.trim() !== "" && rangeOf(text) !== null;
}

/** Is this the name of a version that ranges can be asked about? */
export function isComparable(name: string): boolean {
  return versionOf(name) !== null;
}

/**
 * Does the version of this name keep the range? Builds before a release (`2.0.0-rc.1`) count where their release would, except that they
 * come before it. `*` is kept by whatever has a name.
 */
export function keepsRange(name: string, range: string): Answer {
  if (range.trim() === "*") return "yes";
  const version = versionOf(name);
  const parsed = rangeOf(range);
  if (version === null || parsed === null) return "unknown";
  return parsed.test(version) ? "yes" : "no";
}
