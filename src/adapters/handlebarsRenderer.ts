import { template } from 'handlebars/runtime';
import { layOut } from '../core/runbook/layOut';
import type { RunbookView } from '../core/runbook/viewModel';
import type { Renderer } from '../flow/ports';
import { main, partials, sources } from '../../templates/runbook.md.hbs';

const runbook = template<RunbookView>(main);
const parts = Object.fromEntries(Object.entries(partials).map(([name, partial]) => [name, template<unknown>(partial)]));

/** Lays out a runbook. The view is Markdown already: nothing is escaped here. */
export const handlebarsRenderer: Renderer = {
  templates: sources,
  render: (view) => runbook(view, { partials: parts }),
  renderWith: async (own, view) => {
    // The parser is needed where a workspace has templates of its own, and nowhere else.
    const { parseTemplate } = await import('./handlebarsTemplates');
    const texts = Object.entries({ ...sources, ...own });
    const templates = Object.fromEntries(texts.map(([name, text]) => [name, parseTemplate(name, text)]));
    return layOut('runbook.md', templates, view);
  },
};
