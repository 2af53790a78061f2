import "@fontsource-variable/inter/wght.css";
import "./mantine.css";
import "./globals.css";
import "./print.css";
import { ColorSchemeScript, mantineHtmlProps } from "@mantine/core";
import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { parsePreferences, preferencesCookieName } from "@/components/layout/preferences-cookie";
import { Providers } from "./providers";

// Latin is preloaded from our own origin; the other scripts of the family load when a page has their letters.
const inter = localFont({
  src: "../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  variable: "--font-inter",
  weight: "100 900",
  display: "swap",
});

export const metadata: Metadata = {
  title: { default: "Signalbox", template: "%s · Signalbox" },
  description: "Release control: gradual traffic shifts, automatic rollback, proof of every decision.",
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f8f8fa" },
    { media: "(prefers-color-scheme: dark)", color: "#101114" },
  ],
};

export default async function RootLayout({ children }: { readonly children: ReactNode }): Promise<ReactNode> {
  // Reading the request makes every page dynamic, which the per-request nonce needs.
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const preferences = parsePreferences((await cookies()).get(preferencesCookieName)?.value);
  return (
    <html lang="en" className={inter.variable} data-density={preferences.density} {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript nonce={nonce} defaultColorScheme="auto" suppressHydrationWarning />
      </head>
      <body>
        <Providers nonce={nonce} initialNowMs={Date.now()} preferences={preferences}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
