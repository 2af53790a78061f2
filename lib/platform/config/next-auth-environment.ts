/**
 * next-auth learns its own address from the environment only. We hand it the address with each request instead, in
 * headers that we write ourselves; this makes it believe them, and no others can reach it.
 */
export function trustGivenOrigin(): void {
  process.env.AUTH_TRUST_HOST = "1";
  delete process.env.NEXTAUTH_URL;
}
