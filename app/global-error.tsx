"use client";

import type { ReactNode } from "react";

interface GlobalErrorProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

const page: React.CSSProperties = {
  margin: "20vh auto",
  maxWidth: "32rem",
  padding: "0 1.5rem",
  font: "14px/1.5 system-ui, sans-serif",
  colorScheme: "light dark",
};

/** Shown when even the root layout failed, so it leans on nothing: no kit, no tokens, no style sheet. */
export default function GlobalError({ error, reset }: GlobalErrorProps): ReactNode {
  return (
    <html lang="en" style={{ colorScheme: "light dark" }}>
      <body style={page}>
        <title>Signalbox could not be shown</title>
        <h1 style={{ fontSize: "1.375rem" }}>Signalbox could not be shown</h1>
        <p>
          The page failed before it could be drawn. Rollouts are not affected: they are run by another process. Try
          again; if it stays, give the name below to whoever runs Signalbox.
        </p>
        {error.digest ? (
          <p>
            <code>{error.digest}</code>
          </p>
        ) : null}
        <button type="button" onClick={reset} style={{ font: "inherit", padding: "0.375rem 0.75rem" }}>
          Try again
        </button>
      </body>
    </html>
  );
}
