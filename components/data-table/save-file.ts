import { toApiError } from "@/lib/platform/http/api-client";

/**
 * Fetch what is at `href` and save it on this device under the name that the server gives. Client-safe.
 * @throws ApiError where there is no such file, and with code `unavailable` when the server cannot be reached.
 */
export async function saveFile(href: string): Promise<void> {
  const answer = await fetch(href, { credentials: "same-origin" }).catch(() => null);
  if (!answer) throw toApiError({ code: "unavailable", detail: "The server did not answer. Try again." }, 0, null);
  if (!answer.ok) {
    const problem: unknown = await answer.json().catch(() => null);
    throw toApiError(problem, answer.status, answer.headers.get("x-request-id"));
  }
  const url = URL.createObjectURL(await answer.blob());
  const link = Object.assign(document.createElement("a"), { href: url, download: fileNameOf(answer.headers) });
  link.click();
  // The browser has taken the bytes when this turn is over.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

/** The name in `attachment; filename="…"`. */
export function fileNameOf(headers: Headers): string {
  return /filename="([^"]+)"/.exec(headers.get("content-disposition") ?? "")?.[1] ?? "export";
}
