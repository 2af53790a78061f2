import { z } from "zod";
import type { SecretBox } from "@/lib/platform/crypto/secret-box";

const Opened = z.record(z.string(), z.string());
const placeOf = (id: string) => ({ table: "synthetic_check", column: "secrets", rowId: id });

/** Seal secrets by name for a check's row; null when there are none. */
export function sealSecrets(
  box: SecretBox,
  id: string,
  secrets: readonly { readonly name: string; readonly value: string }[],
): string | null {
  if (secrets.length === 0) return null;
  return box.seal(JSON.stringify(Object.fromEntries(secrets.map(({ name, value }) => [name, value]))), placeOf(id));
}

/** The secrets of a check by name; null when they cannot be read, as after a lost key. */
export function openSecrets(
  box: SecretBox,
  check: { readonly id: string; readonly secrets: string | null },
): Readonly<Record<string, string>> | null {
  if (check.secrets === null) return {};
  try {
    return Opened.parse(JSON.parse(box.open(check.secrets, placeOf(check.id))));
  } catch {
    return null;
  }
}
