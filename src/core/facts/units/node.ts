import { entriesAt, textAt, valueAt } from '../looseValue';
import { baseName, folderOf, inFolder } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import { strong, weak, type UnitEvidence, type UnitSource } from './unitEvidence';

/** Programs that build or serve an application; a library's scripts do not call them. */
const applicationTools =
  /(?:^|[\s/&;"'])(?:next|nuxt|nuxi|remix|remix-serve|remix-vite:build|react-router(?:-serve)?|gatsby|astro|ng (?:serve|build)|vue-cli-service|react-scripts|nest|expo|wrangler|docusaurus|vitepress|strapi|sst|keystone|medusa|svelte-kit|vinxi|rsbuild|functions-framework|func start|moleculer-runner)(?=$|[\s;&"'])/u;
const server =
  /(?:^|[\s/&;"'=])(?:node|tsx|ts-node|ts-node-dev|nodemon|bun|deno|pm2|pm2-runtime|fastify|dotenv|cross-env|babel-node|swc-node|supervisor)\s/u;
const serverLibraries =
  /^(?:express|fastify|koa|hono|@hono\/node-server|@hapi\/hapi|restify|polka|@nestjs\/core|@apollo\/server|apollo-server(?:-.*)?|graphql-yoga|@grpc\/grpc-js|moleculer|bullmq|bull|amqplib|kafkajs|socket\.io|@feathersjs\/.*|@adonisjs\/core|@temporalio\/worker|probot|telegraf|discord\.js|@slack\/bolt|sails|elysia|h3)$/u;
/** Where monorepos keep what they deploy. */
const applicationFolder = /(?:^|\/)(?:apps|services|sites|workers|functions|lambdas|microservices)\/[^/]+$/u;

/** Packages that are applications: by the tool that builds or serves them, else by a server that `start` runs. */
export const node: UnitSource = {
  reads: (path) => baseName(path) === 'package.json',
  find: (files) =>
    files.named('package.json').flatMap((path): readonly UnitEvidence[] => {
      const manifest = files.json(path)?.value;
      const folder = folderOf(path);
      if (manifest === undefined || isPublished(manifest)) return [];
      if (isApplication(files, folder, manifest)) return [strong(folder)];
      return startsServer(manifest) ? [weak(folder)] : [];
    }),
};

/** Made for a registry or an editor's marketplace: consumers install it, nobody deploys it. */
function isPublished(manifest: unknown): boolean {
  if (valueAt(manifest, 'engines', 'vscode') !== undefined) return true;
  if (valueAt(manifest, 'private') === true) return false;
  return valueAt(manifest, 'publishConfig') !== undefined || valueAt(manifest, 'exports') !== undefined;
}

function isApplication(files: WorkspaceFiles, folder: string, manifest: unknown): boolean {
  const scripts = entriesAt(manifest, 'scripts').flatMap(([name, body]) =>
    typeof body === 'string' && /^(?:start|serve|dev|develop|build|preview|deploy)(?:$|[:-])/u.test(name) ? [body] : [],
  );
  if (scripts.length === 0) return false;
  if (scripts.some((body) => applicationTools.test(body))) return true;
  const hasPage = files.has(inFolder(folder, 'index.html')) || files.has(inFolder(folder, 'public/index.html'));
  if (hasPage && scripts.some((body) => /\b(?:vite|webpack|parcel|esbuild|rspack|snowpack)\b/u.test(body))) return true;
  if (applicationFolder.test(folder)) return scripts.some((body) => !/\bstorybook\b/u.test(body));
  return startsServer(manifest) && dependencies(manifest).some((name) => serverLibraries.test(name));
}

function startsServer(manifest: unknown): boolean {
  const start =
    textAt(manifest, 'scripts', 'start') ??
    textAt(manifest, 'scripts', 'start:prod') ??
    textAt(manifest, 'scripts', 'start:production') ??
    textAt(manifest, 'scripts', 'serve');
  return start !== undefined && server.test(`${start} `);
}

function dependencies(manifest: unknown): readonly string[] {
  return entriesAt(manifest, 'dependencies').map(([name]) => name);
}
