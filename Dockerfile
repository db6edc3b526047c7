FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:24-slim AS pages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY src/pages ./src/pages
RUN node src/pages/build.js

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY bin ./bin
COPY src ./src
COPY --from=pages /app/dist ./dist
# Where a volume for channel records goes: it takes its owner from here.
RUN install -d -o node -g node /var/lib/roomcal
USER node
EXPOSE 8080
# Not through npm, which would keep SIGTERM to itself.
CMD ["node", "src/bootstrap.ts"]
