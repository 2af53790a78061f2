export interface ContentSecurityPolicyOptions {
  /** Fresh and unguessable for each request, base64. */
  readonly nonce: string;
  /** Development servers evaluate source maps and inject unsigned styles; never true in a production build. */
  readonly development: boolean;
}

/**
 * The value of the Content-Security-Policy header of a page.
 *
 * Scripts and style sheets run only when they come from this origin or carry the nonce. `style-src-attr` is the one
 * loose end: the component kit passes CSS variables through `style` attributes, which cannot carry a nonce.
 */
export function contentSecurityPolicy({ nonce, development }: ContentSecurityPolicyOptions): string {
  const directives = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    development ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
  ];
  return directives.join("; ");
}

/** The policy of answers for machines: opened in a browser, such an answer may load, run and send nothing. */
export const machineAnswerPolicy =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";
