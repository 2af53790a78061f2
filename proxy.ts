import { type NextRequest, NextResponse } from "next/server";
import { isProductionBuild } from "@/lib/platform/config/build-mode";
import { contentSecurityPolicy, machineAnswerPolicy } from "@/lib/platform/http/content-security-policy";
import { requestedPathHeader } from "@/lib/platform/http/requested-path";

/**
 * Gives each page request its own Content-Security-Policy nonce, and answers for machines a policy that allows nothing.
 * It decides nothing about who may see what: that lives in the use-cases, and the product must answer the same with this
 * file removed.
 */
export function proxy(request: NextRequest): NextResponse {
  if (request.nextUrl.pathname.startsWith("/api/")) {
    const answer = NextResponse.next();
    answer.headers.set("content-security-policy", machineAnswerPolicy);
    return answer;
  }
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))));
  const policy = contentSecurityPolicy({ nonce, development: !isProductionBuild });
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  // Where to come back to after signing in; a page that misses it comes back to the home page.
  headers.set(requestedPathHeader, request.nextUrl.pathname + request.nextUrl.search);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = {
  matcher: ["/((?!_next/static|_next/image|favicon.ico|icon.svg).*)"],
};
