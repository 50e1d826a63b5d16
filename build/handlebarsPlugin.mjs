/**
 * Makes `import { main, partials, sources } from '…/runbook.md.hbs'` work: the template and the other `*.hbs` files beside
 * it (its partials, named after their files) are precompiled, so that only the small runtime is shipped; their texts come
 * along for people who want templates of their own. For esbuild, and for vitest, which reads the same sources.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import Handlebars from 'handlebars';

/** `strict`: a value the view model forgot is an error, not a gap in the runbook. Escaping is the view model's work. */
const options = { noEscape: true, strict: true, preventIndent: true, knownHelpersOnly: true };

const read = async (file) => (await readFile(file, 'utf8')).replaceAll('\r\n', '\n');

async function precompile(file) {
  return Handlebars.precompile(await read(file), { ...options, srcName: undefined });
}

/** The module that stands for a main template, and every file it was made of. */
async function templateModule(main) {
  const folder = path.dirname(main);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.hbs') && name !== path.basename(main)).sort();
  const files = names.map((name) => path.join(folder, name));
  const partials = await Promise.all(
    files.map(
      async (file, index) => `${JSON.stringify(path.basename(names[index], '.hbs'))}: ${await precompile(file)}`,
    ),
  );
  const texts = await Promise.all(
    [main, ...files].map(async (file) => [path.basename(file, '.hbs'), await read(file)]),
  );
  return {
    contents: [
      `export const main = ${await precompile(main)};`,
      `export const partials = {\n${partials.join(',\n')}\n};`,
      `export const sources = ${JSON.stringify(Object.fromEntries(texts))};`,
      '',
    ].join('\n'),
    files: [main, ...files],
  };
}

export function handlebarsEsbuild() {
  return {
    name: 'handlebars',
    setup(build) {
      build.onLoad({ filter: /\.hbs$/ }, async ({ path: main }) => {
        const { contents, files } = await templateModule(main);
        return { contents, loader: 'js', watchFiles: files, watchDirs: [path.dirname(main)] };
      });
    },
  };
}

export function handlebarsVite() {
  return {
    name: 'handlebars',
    enforce: 'pre',
    async load(id) {
      const file = id.split('?', 1)[0];
      if (!file.endsWith('.hbs')) return null;
      const { contents, files } = await templateModule(file);
      for (const watched of files) this.addWatchFile(watched);
      return { code: contents, map: null };
    },
  };
}
