import { type NextRequest, NextResponse } from "next/server";
import { isProductionBuild } from "@/lib/platform/config/build-mode";
import { contentSecurityPolicy } from "@/lib/platform/http/content-security-policy";
import { earlyRefusal } from "@/lib/platform/http/early-refusal";
import { requestedPathHeader } from "@/lib/platform/http/requested-path";
import { addressKind } from "@/lib/platform/http/served-methods";

/**
 * Refuses requests that have no meaning here, and gives each page request its own Content-Security-Policy nonce. It decides
 * nothing about who may see what: that lives in the use-cases, and who may do what is the same with this file removed.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { pathname, search } = request.nextUrl;
  const refusal = await earlyRefusal(request, pathname);
  if (refusal) return new NextResponse(refusal.body, refusal);
  // What is not a page has the policy that every answer has.
  if (addressKind(pathname) !== "page") return NextResponse.next();
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))));
  const policy = contentSecurityPolicy({ nonce, development: !isProductionBuild });
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  // Where to come back to after signing in; a page that misses it comes back to the home page.
  headers.set(requestedPathHeader, pathname + search);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = { matcher: "/:path*" };
