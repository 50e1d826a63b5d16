import { template } from 'handlebars/runtime';
import type { RunbookView } from '../core/runbook/viewModel';
import type { Renderer } from '../flow/ports';
import { main, partials } from '../../templates/runbook.md.hbs';

const runbook = template<RunbookView>(main);
const parts = Object.fromEntries(Object.entries(partials).map(([name, partial]) => [name, template<unknown>(partial)]));

/** Lays out a runbook with the built-in templates. The view is Markdown already: nothing is escaped here. */
export const handlebarsRenderer: Renderer = {
  render: (view) => runbook(view, { partials: parts }),
};
