import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as esbuild from 'esbuild';
import { handlebarsEsbuild } from './build/handlebarsPlugin.mjs';

/** `import('./engine')` stays a `require` at run time, so that a registering bundle loads none of it. */
const sharedEngine = {
  name: 'shared-engine',
  setup(build) {
    build.onResolve({ filter: /(^|\/)engine$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './engine.cjs', external: true } : undefined,
    );
  },
};

const node = {
  bundle: true,
  platform: 'node',
  // The UMD builds of some parsers require their parts in a way no bundler can follow.
  mainFields: ['module', 'main'],
  target: 'node20',
  format: 'cjs',
  minify: true,
  keepNames: true,
  external: ['vscode'],
  // As `require`: Node would read the whole engine once more, only to look for its exports.
  supported: { 'dynamic-import': false },
  logLevel: 'warning',
  legalComments: 'none',
};

const builds = [
  { ...node, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.cjs', plugins: [sharedEngine] },
  { ...node, entryPoints: ['src/engine.ts'], outfile: 'dist/engine.cjs', plugins: [handlebarsEsbuild()] },
  {
    ...node,
    entryPoints: ['src/cli.ts'],
    outfile: 'dist/cli.js',
    plugins: [sharedEngine],
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    entryPoints: ['webview/main.ts'],
    outfile: 'dist/webview.js',
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    minify: true,
    logLevel: 'warning',
    legalComments: 'none',
  },
];

/** The published JSON Schemas derive from the very schemas that the program parses with. */
async function writeSchemas() {
  const { outputFiles } = await esbuild.build({
    ...node,
    entryPoints: ['src/core/plan/jsonSchema.ts'],
    write: false,
  });
  const module = { exports: {} };
  new Function('module', 'exports', 'require', outputFiles[0].text)(
    module,
    module.exports,
    createRequire(import.meta.url),
  );
  await mkdir('dist/schemas', { recursive: true });
  for (const [name, schema] of Object.entries(module.exports.publishedSchemas())) {
    await writeFile(`dist/schemas/${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`);
  }
}

/** The parsers of SQL and shell look for their WebAssembly modules beside the bundle that holds them. */
async function copyParsers() {
  const { resolve } = createRequire(import.meta.url);
  await mkdir('dist', { recursive: true });
  await copyFile(resolve('libpg-query').replace(/index\.cjs$/, 'libpg-query.wasm'), 'dist/libpg-query.wasm');
  await copyFile(resolve('sh-syntax/main.wasm'), 'dist/sh-syntax.wasm');
}

if (process.argv.includes('--watch')) {
  const contexts = await Promise.all(builds.map((options) => esbuild.context(options)));
  await Promise.all([writeSchemas(), copyParsers()]);
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  for (const file of [
    'extension.cjs',
    'engine.cjs',
    'cli.js',
    'webview.js',
    'schemas',
    'libpg-query.wasm',
    'sh-syntax.wasm',
  ]) {
    await rm(`dist/${file}`, { recursive: true, force: true });
  }
  await Promise.all([...builds.map((options) => esbuild.build(options)), writeSchemas(), copyParsers()]);
}
