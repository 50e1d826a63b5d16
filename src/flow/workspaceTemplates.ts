import { TemplateFault } from '../core/runbook/layOut';
import type { RunbookView } from '../core/runbook/viewModel';
import { badInput } from './errors';
import { joinPath } from './paths';
import type { Ports } from './ports';

/** Where a workspace keeps templates of its own, relative to the planned folder. */
export const TEMPLATE_FOLDER = '.cc10x/templates';
const ENDING = '.hbs';
/** More files are no templates of a runbook. */
const MOST_TEMPLATES = 100;

/** The templates of a workspace by name; undefined when it has none. */
export async function readTemplates(
  { files }: Pick<Ports, 'files'>,
  folder: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const home = joinPath(folder, TEMPLATE_FOLDER);
  const names = (await files.list(home)).filter((name) => name.endsWith(ENDING));
  if (names.length === 0) return undefined;
  if (names.length > MOST_TEMPLATES) {
    throw badInput(
      `${TEMPLATE_FOLDER} holds ${String(names.length)} templates: ${String(MOST_TEMPLATES)} are the most.`,
    );
  }
  const texts = await Promise.all(
    names.map(
      async (name) => [name.slice(0, -ENDING.length), (await files.readText(joinPath(home, name))) ?? ''] as const,
    ),
  );
  return Object.fromEntries(texts);
}

/**
 * Lays out a runbook, with the workspace's own templates where it has some.
 * @throws UserFacingError that names file, line and column of a mistake in them.
 */
export async function layOutRunbook(
  { files, renderer }: Pick<Ports, 'files' | 'renderer'>,
  folder: string,
  view: RunbookView,
): Promise<string> {
  const templates = await readTemplates({ files }, folder);
  if (templates === undefined) return renderer.render(view);
  try {
    return await renderer.renderWith(templates, view);
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    const { template, place, message } = error;
    throw badInput(
      `${TEMPLATE_FOLDER}/${template}${ENDING}, line ${String(place.line)}, column ${String(place.column)}: ${message}`,
    );
  }
}

/**
 * Puts the built-in templates into the workspace, for people to change. Files that are there already stay.
 * @returns absolute paths of the main template and of the files that were written.
 */
export async function ejectTemplates(
  { files, renderer }: Pick<Ports, 'files' | 'renderer'>,
  folder: string,
): Promise<{ readonly main: string; readonly written: readonly string[] }> {
  const home = joinPath(folder, TEMPLATE_FOLDER);
  const created = await Promise.all(
    Object.entries(renderer.templates).map(async ([name, text]) => {
      const path = joinPath(home, `${name}${ENDING}`);
      return (await files.createText(path, text)) ? [path] : [];
    }),
  );
  return { main: joinPath(home, `runbook.md${ENDING}`), written: created.flat() };
}
