import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Json } from '../src/core/json';
import type { ItemPath } from '../src/core/plan/itemPath';
import { iconButton } from './components';
import { tellProblems } from './fields';
import { click, type Form, isOpen, problemsAt, problemsWithin } from './form';
import { icons } from './icons';
import { elementId, foldKey } from './ids';
import { itemButtons, orderKeys, type Place } from './order';
import type { SectionId } from './sectionIds';

export type Part = TemplateResult | typeof nothing | readonly Part[];

/** One chapter of the page. Its heading folds it. */
export function section(
  form: Form,
  parts: {
    readonly id: SectionId;
    readonly title: string;
    readonly meta?: string | undefined;
    readonly body: () => Part;
  },
): TemplateResult {
  const path = [parts.id];
  const isShown = isOpen(form, path, true);
  return html`<section class="chapter" aria-labelledby="heading-${parts.id}" data-section=${parts.id}>
    <h2 id="heading-${parts.id}">
      ${foldButton(form, path, isShown, html`<span class="fold-title">${parts.title}</span>`, parts.meta)}
    </h2>
    <div class="chapter-body" id="${elementId(path)}/body" ?hidden=${!isShown}>
      ${isShown ? html`${tellProblems(problemsAt(form, path))}${parts.body()}` : nothing}
    </div>
  </section>`;
}

/** One item of a chapter that opens to show its fields. */
export function card(
  form: Form,
  parts: {
    readonly path: ItemPath;
    readonly title: Part | string;
    /** What can be said on the closed card. */
    readonly summary?: Part | string;
    /** Right of the title. */
    readonly meta?: Part | string;
    readonly body: () => Part;
    /** What the keys of a list do here. */
    readonly onKeyDown?: (event: KeyboardEvent) => void;
  },
): TemplateResult {
  const isShown = isOpen(form, parts.path, false);
  return html`<article class="card" id="${elementId(parts.path)}/card" @keydown=${parts.onKeyDown ?? nothing}>
    <h3>
      ${foldButton(
        form,
        parts.path,
        isShown,
        html`<span class="fold-title">${parts.title}</span>${badge(form, parts.path)}`,
        parts.meta,
        parts.summary,
      )}
    </h3>
    <div class="card-body" id="${elementId(parts.path)}/body" ?hidden=${!isShown}>
      ${isShown ? html`${tellProblems(problemsAt(form, parts.path))}${parts.body()}` : nothing}
    </div>
  </article>`;
}

/** Tells on a closed fold that there is a problem inside. */
function badge(form: Form, path: ItemPath): Part {
  const count = problemsWithin(form, path).length;
  if (count === 0) return nothing;
  const text = count === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', count);
  return html`<span class="badge">${icons.error}<span class="unseen">${text}</span></span>`;
}

function foldButton(
  form: Form,
  path: ItemPath,
  isShown: boolean,
  title: TemplateResult,
  meta?: Part | string,
  summary?: Part | string,
): TemplateResult {
  const toggle = (): void => {
    form.dispatch({ type: 'folded', key: foldKey(path), isOpen: !isShown });
  };
  return html`<button
    class="fold"
    type="button"
    id=${elementId(path)}
    aria-expanded=${isShown ? 'true' : 'false'}
    aria-controls="${elementId(path)}/body"
    @click=${toggle}
  >
    ${icons.chevron}
    <span class="fold-text">
      <span class="fold-line">${title}${meta === undefined ? nothing : html`<span class="meta">${meta}</span>`}</span>
      ${summary === undefined ? nothing : html`<span class="fold-summary">${summary}</span>`}
    </span>
  </button>`;
}

/** Fields side by side as far as there is room. */
export function fields(...parts: readonly Part[]): TemplateResult {
  return html`<div class="fields">${parts}</div>`;
}

/** Short fields, of which two fit even into a narrow side bar. */
export function shortFields(...parts: readonly Part[]): TemplateResult {
  return html`<div class="fields short">${parts}</div>`;
}

/** Like `shortFields`, where four of them make a line: none of them is left over where there is room. */
export function fourFields(...parts: readonly Part[]): TemplateResult {
  return html`<div class="fields short four">${parts}</div>`;
}

/** A group of fields with a name of its own. */
export function group(title: string, ...parts: readonly Part[]): TemplateResult {
  return html`<fieldset class="group">
    <legend>${title}</legend>
    ${parts}
  </fieldset>`;
}

export interface ListParts<Item extends { readonly id: string }> {
  /** The array in the plan. */
  readonly path: ItemPath;
  readonly title: string;
  /** "Step", "Metric": names one item by its number. */
  readonly noun: string;
  readonly items: readonly Item[];
  readonly empty: string;
  readonly add: { readonly label: string; readonly value: Json; readonly idStem: string };
  readonly render: (item: Item, path: ItemPath) => Part;
  /** Further buttons of an item. */
  readonly actions?: (item: Item, name: string, path: ItemPath) => Part;
  /** What a folded item says in one line. Items without it are always open. */
  readonly headline?: (item: Item) => Part | string;
}

/** A list whose items can be added, moved and removed. */
export function itemList<Item extends { readonly id: string }>(form: Form, list: ListParts<Item>): TemplateResult {
  const { path, items, add } = list;
  const addId = elementId(path, 'add');
  return html`<div class="list" role="group" aria-labelledby="${elementId(path)}/title">
    <div class="list-head">
      ${
        // In a card the card's own heading stands between this one and the chapter's.
        path.some((segment) => typeof segment === 'object')
          ? html`<h4 id="${elementId(path)}/title">${list.title}</h4>`
          : html`<h3 id="${elementId(path)}/title">${list.title}</h3>`
      }
      ${
        form.isReadOnly
          ? nothing
          : iconButton({
              id: addId,
              label: add.label,
              icon: icons.add,
              onClick: () => {
                const edit = { kind: 'insert', path, value: add.value, idStem: add.idStem } as const;
                click(form, edit, l10n.t('{0} {1} added', list.noun, items.length + 1));
              },
            })
      }
    </div>
    ${tellProblems(problemsAt(form, path))}
    ${items.length === 0 ? html`<p class="quiet" id=${elementId(path)} tabindex="-1">${list.empty}</p>` : nothing}
    ${repeat(
      items,
      ({ id }) => id,
      (item, index) => listItem(form, list, item, index),
    )}
  </div>`;
}

function listItem<Item extends { readonly id: string }>(
  form: Form,
  list: ListParts<Item>,
  item: Item,
  index: number,
): TemplateResult {
  const path: ItemPath = [...list.path, { id: item.id }];
  const name = `${list.noun} ${String(index + 1)}`;
  const { idStem } = list.add;
  const place: Place = { form, list: list.path, path, name, index, count: list.items.length, idStem };
  const actions = html`<span class="item-actions">
    ${list.actions?.(item, name, path) ?? nothing} ${form.isReadOnly ? nothing : itemButtons(place)}
  </span>`;
  const pressed = orderKeys(place);
  const told = tellProblems(problemsAt(form, path));
  if (list.headline === undefined) {
    return html`<fieldset class="item" id=${elementId(path)} @keydown=${pressed}>
      <legend class="unseen">${name}</legend>
      <div class="item-head"><span class="item-name" aria-hidden="true">${name}</span>${actions}</div>
      ${told} ${list.render(item, path)}
    </fieldset>`;
  }
  const isShown = isOpen(form, path, false);
  const title = html`<span class="fold-title">${list.headline(item)}</span>${badge(form, path)}`;
  return html`<fieldset class="item folding" @keydown=${pressed}>
    <legend class="unseen">${name}</legend>
    <div class="item-head">${foldButton(form, path, isShown, title)}${isShown ? actions : nothing}</div>
    <div class="item-body" id="${elementId(path)}/body" ?hidden=${!isShown}>
      ${isShown ? html`${told}${list.render(item, path)}` : nothing}
    </div>
  </fieldset>`;
}
