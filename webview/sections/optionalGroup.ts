import { html, nothing, type TemplateResult } from 'lit-html';
import type { Json } from '../../src/core/json';
import type { PlanEdit } from '../../src/core/plan/edit';
import type { ItemPath } from '../../src/core/plan/itemPath';
import { button } from '../components';
import { click, type Form } from '../form';
import { icons } from '../icons';
import { elementId } from '../ids';
import { group, type Part } from '../layout';

interface OptionalGroupParts {
  readonly title: string;
  readonly path: ItemPath;
  readonly isThere: boolean;
  /** What it means that the plan has none. */
  readonly absence: string;
  /** `done` is spoken; `focus` is the first field to fill in. */
  readonly add: { readonly label: string; readonly value: Json; readonly done: string; readonly focus: ItemPath };
  readonly forget: { readonly label: string; readonly edit: PlanEdit; readonly done: string };
  readonly body: () => Part;
}

/** Something that a plan has as a whole or not at all, with the button that puts it there or takes it away. */
export function optionalGroup(form: Form, parts: OptionalGroupParts): TemplateResult {
  const { title, path, isThere, absence, add, forget, body } = parts;
  const id = elementId(path);
  const look = isThere ? { label: forget.label } : { label: add.label, icon: icons.add };
  const toggle = (): void => {
    if (isThere) click(form, forget.edit, forget.done, id);
    else click(form, { kind: 'set', path, value: add.value }, add.done, elementId(add.focus));
  };
  return group(
    title,
    isThere ? body() : html`<p class="quiet">${absence}</p>`,
    form.isReadOnly ? nothing : html`<div class="actions">${button({ ...look, id, onClick: toggle })}</div>`,
  );
}
