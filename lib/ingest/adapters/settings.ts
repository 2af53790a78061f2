import { AppError } from "@/lib/kernel/app-error";
import type { SourceFacts } from "../port";
import { type VendorKind, type VendorSettings, vendorSettings } from "../vendor-settings-contract";
import { issuesOf, type Malformed, malformed } from "./reading";

type SettingsRead<Kind extends VendorKind> =
  | { readonly kind: "settings"; readonly settings: VendorSettings<Kind> }
  | Malformed;

/**
 * The settings of a source for its parser. Settings that cannot be read make the delivery malformed, under a name of its own, so
 * that it is kept and read again when they are mended: going on without them would count the wrong things.
 */
export function settingsOf<Kind extends VendorKind>(kind: Kind, source: SourceFacts): SettingsRead<Kind> {
  const read = vendorSettings[kind].safeParse(source.config);
  if (!read.success) return malformed("bad_settings", `The settings of this source: ${issuesOf(read.error)}`);
  return { kind: "settings", settings: read.data as VendorSettings<Kind> };
}

/** The same for asking. Throws AppError `unavailable` with what is wrong with them. */
export function settingsToAskWith<Kind extends VendorKind>(kind: Kind, source: SourceFacts): VendorSettings<Kind> {
  const read = settingsOf(kind, source);
  if (read.kind === "malformed") throw new AppError("unavailable", { detail: read.detail });
  return read.settings;
}
