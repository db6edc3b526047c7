# The Node that the tests run on.
ARG NODE=24.21.0

FROM node:${NODE}-slim AS manifest
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

FROM manifest AS dependencies
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM manifest AS developer-dependencies
RUN npm ci --omit=dev --ignore-scripts

FROM manifest AS everything
RUN npm ci --ignore-scripts
COPY bin ./bin
COPY src ./src
RUN node src/pages/build.js

# What production never loads: stand-ins with published credentials, and the tools of developers.
FROM everything AS production-sources
RUN rm -r \
    dist/visualizer.html \
    src/sandbox-mode.ts \
    src/sandbox \
    src/stand-ins \
    src/replay \
    src/simulation \
    src/record \
    src/visualizer \
    src/inspector \
    src/pages \
    src/telemetry/lines-for-people.ts

FROM node:${NODE}-slim AS base
ARG VERSION=development
ARG REVISION=unknown
LABEL org.opencontainers.image.title="roomcal" \
      org.opencontainers.image.description="Keeps the display at a meeting room's door equal to the room's Google Calendar" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="https://github.com/roomcal/roomcal" \
      org.opencontainers.image.documentation="https://github.com/roomcal/roomcal#readme" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
WORKDIR /app
COPY package.json LICENSE ./
# Where a volume for channel records goes: it takes its owner from here.
RUN install -d -o node -g node /var/lib/roomcal
USER node
EXPOSE 8080
# Whether the process lives, which is no vendor's doing: nobody is to restart it because Google does not answer.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 8080) + '/livez').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Not through npm, which would keep SIGTERM to itself.
ENTRYPOINT ["node", "bin/roomcal.js"]
CMD ["start"]

# With everything that developers have; on the sandbox unless told otherwise.
FROM base AS developer
ENV HOST=0.0.0.0
COPY fixtures/days ./fixtures/days
COPY --from=developer-dependencies /app/node_modules ./node_modules
COPY --from=everything /app/bin ./bin
COPY --from=everything /app/src ./src
COPY --from=everything /app/dist ./dist

FROM base AS production
# What is compiled is not kept: where /tmp is memory it would cost more than a start. What a start has used goes back to the
# system: by itself malloc keeps 60 MB of it where there are 10,000 rooms.
ENV NODE_ENV=production NODE_DISABLE_COMPILE_CACHE=1 MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=131072
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=production-sources /app/bin ./bin
COPY --from=production-sources /app/src ./src
COPY --from=production-sources /app/dist ./dist
