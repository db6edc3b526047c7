FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:24-slim AS pages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY src/pages ./src/pages
COPY src/agenda/page-words.ts ./src/agenda/page-words.ts
RUN node src/pages/build.js

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY bin ./bin
COPY src ./src
COPY --from=pages /app/dist ./dist
USER node
EXPOSE 8080
# Not through npm, which would keep SIGTERM to itself.
CMD ["node", "src/bootstrap.ts"]
