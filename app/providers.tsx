"use client";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { AnnouncerProvider } from "@/components/feedback/announcer";
import { NowProvider } from "@/components/feedback/now";
import { PreferencesProvider } from "@/components/layout/preferences";
import type { Preferences } from "@/components/layout/preferences-cookie";
import { cssVariablesResolver, theme } from "@/components/theme";
import { createQueryClient } from "@/lib/platform/http/query-client";

export interface ProvidersProps {
  /** Nonce of this document's Content-Security-Policy. */
  readonly nonce: string | undefined;
  readonly initialNowMs: number;
  readonly preferences: Preferences;
  readonly children: ReactNode;
}

export function Providers({ nonce, initialNowMs, preferences, children }: ProvidersProps): ReactNode {
  // A refresh brings a newer nonce, but the document keeps the policy it was loaded with: the first one stays.
  const [documentNonce] = useState(() => adoptNonce(nonce));
  const [queryClient] = useState(createQueryClient);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={() => documentNonce ?? ""}
    >
      <PreferencesProvider initial={preferences}>
        <NowProvider initialNowMs={initialNowMs}>
          <QueryClientProvider client={queryClient}>
            <NuqsAdapter>
              <AnnouncerProvider>
                {children}
                <Notifications position="bottom-right" limit={3} />
              </AnnouncerProvider>
            </NuqsAdapter>
          </QueryClientProvider>
        </NowProvider>
      </PreferencesProvider>
    </MantineProvider>
  );
}

/** The scroll lock of dialogs writes a style element of its own and looks for its nonce in this global. */
function adoptNonce(nonce: string | undefined): string | undefined {
  if (typeof window !== "undefined" && nonce) Object.assign(window, { __webpack_nonce__: nonce });
  return nonce;
}
