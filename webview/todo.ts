import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { FormAction } from '../src/protocol/formActions';
import type { FormProblem, MissingItem } from '../src/protocol/formProtocol';
import { prose } from './fields';
import { type Form, run } from './form';
import { icons } from './icons';

/** Everything that stands between the plan and the checkpoint, and the other problems after it. */
export function todo(form: Form): TemplateResult | typeof nothing {
  const { host, folds } = form.state;
  const missing = host?.status?.missing ?? [];
  const told = new Set(missing.map(({ text }) => text));
  const problems = (host?.problems ?? []).filter(({ message }) => !told.has(message));
  if (missing.length + problems.length === 0) return nothing;
  // In the side bar the tree above lists the same things.
  const isOpen = folds['todo'] ?? host?.home === 'editor';
  const toggle = (): void => {
    form.dispatch({ type: 'folded', key: 'todo', isOpen: !isOpen });
  };
  return html`<div class="todo">
    <h2>
      <button
        class="fold"
        type="button"
        aria-expanded=${isOpen ? 'true' : 'false'}
        aria-controls="todo-list"
        @click=${toggle}
      >
        ${icons.chevron}<span class="fold-text">${titleOf(missing.length, problems.length)}</span>
      </button>
    </h2>
    <ul id="todo-list" ?hidden=${!isOpen}>
      ${isOpen ? [...missing.map((item) => missingItem(form, item)), ...problems.map((item) => problemItem(form, item))] : nothing}
    </ul>
  </div>`;
}

function titleOf(missing: number, problems: number): string {
  if (missing === 1) return l10n.t('1 thing to do before the checkpoint');
  if (missing > 1) return l10n.t('{0} things to do before the checkpoint', missing);
  return problems === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', problems);
}

function missingItem(form: Form, { text, action, path }: MissingItem): TemplateResult {
  const icon = action === undefined ? icons.edit : iconFor(action);
  if (action !== undefined) {
    return entry(icon, text, () => {
      run(form, action);
    });
  }
  return path === undefined ? entry(icon, text) : jumpEntry(form, icon, text, path);
}

function problemItem(form: Form, { severity, message, path, elsewhere }: FormProblem): TemplateResult {
  return elsewhere === undefined
    ? jumpEntry(form, icons[severity], message, path)
    : entry(icons[severity], `${elsewhere}: ${message}`);
}

function jumpEntry(form: Form, icon: TemplateResult, text: string, path: FormProblem['path']): TemplateResult {
  return entry(icon, text, () => {
    form.dispatch({ type: 'jumped', path });
  });
}

function entry(icon: TemplateResult, text: string, onClick?: () => void): TemplateResult {
  return html`<li>
    ${icon}${
      onClick === undefined
        ? html`<span>${prose(text)}</span>`
        : html`<button class="link" type="button" @click=${onClick}>${prose(text)}</button>`
    }
  </li>`;
}

/** The same pictures as in the tree. */
function iconFor({ action }: FormAction): TemplateResult {
  switch (action) {
    case 'runCheck':
    case 'runChecks':
      return icons.play;
    case 'attestCheck':
    case 'requestApproval':
      return icons.vouch;
    case 'writeRunbook':
    case 'openRunbook':
      return icons.book;
    default:
      return icons.edit;
  }
}
