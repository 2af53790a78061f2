import { errorCatalogue } from "@/lib/kernel/error-catalogue";
import { problemResponse } from "./problem";
import { requestIdOf } from "./request-facts";

const forPages = ["GET", "HEAD", "POST"] as const;
const forAssets = ["GET", "HEAD"] as const;
const forTheApi = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;

/** Files that are sent as they are: what the build made, and the icons beside `app/layout.tsx`. */
const asset = /^\/_next\/|^\/[\w-]+\.(?:svg|ico)$/;

/**
 * Methods that may be asked of an address at all. Pages are read, and POST carries server actions; the framework would
 * render a page for any other word, too. Of the API these are all the methods that an operation can have; which of them
 * an address has is what its route exports, and the framework refuses the others.
 */
function servedMethods(pathname: string): readonly string[] {
  if (pathname === "/api" || pathname.startsWith("/api/")) return forTheApi;
  return asset.test(pathname) ? forAssets : forPages;
}

/** The refusal of a method that this address cannot have, as a problem document; null when it may have it. */
export function refusedMethod(
  request: { readonly method: string; readonly headers: Headers },
  pathname: string,
): Response | null {
  const methods = servedMethods(pathname);
  if (methods.includes(request.method)) return null;
  const code = "method_not_allowed";
  const answer = problemResponse({
    type: `https://signalbox.dev/problems/${code}`,
    title: errorCatalogue[code].title,
    status: errorCatalogue[code].status,
    detail: `Use ${methods.join(", ")}.`,
    code,
    requestId: requestIdOf(request.headers, () => `req_${crypto.randomUUID()}`),
    reasons: [],
  });
  answer.headers.set("allow", methods.join(", "));
  return answer;
}
