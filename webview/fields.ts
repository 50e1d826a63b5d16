import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { blanksIn, isOpen, wholeBlank } from '../src/core/plan/blanks';
import { type ItemPath, valueAt } from '../src/core/plan/itemPath';
import type { Blank } from '../src/core/plan/schema';
import type { FormProblem } from '../src/protocol/formProtocol';
import type { CodecName } from '../src/protocol/unsavedTexts';
import { codecs } from './codec';
import { type Choice, checkbox, dropdown } from './components';
import { type Draft, fieldKey } from './drafts';
import { type Form, problemsAt } from './form';
import { draftsOf } from './formState';
import { icons } from './icons';
import { elementId } from './ids';

/** So many characters of a text are quoted beside its field. */
const MOST_TOLD = 200;

export interface FieldParts {
  readonly path: ItemPath;
  readonly label: string;
  /** `text` when absent. */
  readonly codec?: CodecName;
  /** One line, several lines of prose, or a command. `line` when absent. */
  readonly shape?: 'line' | 'prose' | 'code';
  readonly description?: string | undefined;
  readonly placeholder?: string;
  /** Leaves the label to screen readers, where the surroundings tell people what the field is. */
  readonly isLabelHidden?: boolean;
  /** Takes the whole width of a group of fields. */
  readonly isWide?: boolean;
  /** Takes two of four columns where there are four, else the whole width. */
  readonly isHalf?: boolean;
  /** Problems of these places are shown here as well. */
  readonly also?: readonly ItemPath[];
}

/** Where a field writes to: its own place, or the blank that its whole value stands for. */
interface Target {
  readonly path: ItemPath;
  readonly codec: CodecName;
  readonly blank: Blank | undefined;
}

/** A field one types into. */
export function textField(form: Form, parts: FieldParts): TemplateResult {
  const target = targetOf(form, parts);
  const { path, codec, blank } = target;
  const id = elementId(parts.path);
  const draft = draftsOf(form.state)[fieldKey(path)];
  const told = problemsOf(form, parts, target);
  const description = describeField(parts, blank);
  const describedBy = [
    description === undefined ? '' : `${id}/about`,
    told.length > 0 || hasWord(draft) ? `${id}/told` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
  const isInvalid = hasWord(draft) || told.some(({ severity }) => severity === 'error');
  const typed = (event: Event): void => {
    const { target: element } = event;
    if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) {
      form.dispatch({ type: 'typed', field: { path, codec }, text: element.value });
    }
  };
  const left = (): void => {
    form.dispatch({ type: 'settled', key: fieldKey(path), by: 'leave' });
  };
  const text = draft?.text ?? codecs[codec].format(valueAt(form.plan, path));
  const isReadOnly = form.isReadOnly || blank?.notApplicable !== undefined;
  // A one-line box would drop line breaks without a word.
  const shape = parts.shape ?? (text.includes('\n') ? 'prose' : 'line');
  return html`<div class="field ${parts.isWide === true || shape !== 'line' ? 'wide' : ''}">
    <label class=${parts.isLabelHidden === true ? 'unseen' : ''} for=${id}>${prose(parts.label)}</label>
    ${
      shape === 'line'
        ? html`<input
            class="input"
            id=${id}
            data-key=${fieldKey(path)}
            type="text"
            autocomplete="off"
            spellcheck="false"
            placeholder=${parts.placeholder ?? nothing}
            aria-invalid=${isInvalid ? 'true' : nothing}
            aria-describedby=${describedBy === '' ? nothing : describedBy}
            ?readonly=${isReadOnly}
            .value=${live(text)}
            @input=${typed}
            @change=${left}
            @blur=${left}
          />`
        : html`<textarea
            class="input ${shape}"
            id=${id}
            data-key=${fieldKey(path)}
            rows="1"
            autocomplete="off"
            spellcheck=${shape === 'prose' ? 'true' : 'false'}
            placeholder=${parts.placeholder ?? nothing}
            aria-invalid=${isInvalid ? 'true' : nothing}
            aria-describedby=${describedBy === '' ? nothing : describedBy}
            ?readonly=${isReadOnly}
            .value=${live(text)}
            @input=${typed}
            @blur=${left}
          ></textarea>`
    }
    ${description === undefined ? nothing : html`<p class="about" id="${id}/about">${prose(description)}</p>`}
    ${blank === undefined ? answersUsed(form, valueAt(form.plan, path)) : nothing}
    ${told.length > 0 || hasWord(draft) ? tellAtField(form, id, target, draft, told) : nothing}
  </div>`;
}

/** A number as its field shows it, be it in the plan yet or not; 0 where the text in the field is none. */
export function shownNumber(form: Form, path: ItemPath, codec: CodecName): number {
  const draft = draftsOf(form.state)[fieldKey(path)];
  const typed = draft === undefined ? undefined : codecs[codec].parse(draft.text);
  const value = typed?.kind === 'value' ? typed.value : valueAt(form.plan, path);
  return typeof value === 'number' ? value : 0;
}

/** What the blanks inside a text stand for at present. */
function answersUsed({ plan }: Form, value: unknown): TemplateResult | typeof nothing {
  const used = typeof value === 'string' ? blanksIn(value) : [];
  const known = plan.blanks.filter(({ id }) => used.includes(id));
  if (known.length === 0) return nothing;
  return html`<ul class="answers">
    ${known.map(
      (blank) =>
        html`<li>
          <code>${blank.id}</code>
          ${isOpen(blank) ? l10n.t('not answered yet') : (blank.value ?? l10n.t('not applicable'))}
        </li>`,
    )}
  </ul>`;
}

/** One of several. */
export function choiceField(form: Form, parts: FieldParts & { readonly choices: readonly Choice[] }): TemplateResult {
  const codec = parts.codec ?? 'text';
  const id = elementId(parts.path);
  const draft = draftsOf(form.state)[fieldKey(parts.path)];
  const told = problemsOf(form, parts, { path: parts.path, codec, blank: undefined });
  const value = draft?.text ?? codecs[codec].format(valueAt(form.plan, parts.path));
  const isKnown = parts.choices.some((choice) => choice.value === value);
  return html`<div class="field ${parts.isHalf === true ? 'half' : parts.isWide === true ? 'wide' : ''}">
    <label class=${parts.isLabelHidden === true ? 'unseen' : ''} id="${id}/label" for=${id}>${parts.label}</label>
    ${dropdown({
      id,
      labelledBy: `${id}/label`,
      describedBy: parts.description === undefined ? undefined : `${id}/about`,
      value,
      // A value of a newer version, or a reference to what is gone, is shown as it is.
      choices: isKnown ? parts.choices : [{ value, text: value === '' ? l10n.t('(none)') : value }, ...parts.choices],
      isDisabled: form.isReadOnly,
      onChange: (text) => {
        form.dispatch({ type: 'chosen', field: { path: parts.path, codec }, text });
      },
    })}
    ${parts.description === undefined ? nothing : html`<p class="about" id="${id}/about">${parts.description}</p>`}
    ${
      told.length > 0 || hasWord(draft)
        ? tellAtField(form, id, { path: parts.path, codec, blank: undefined }, draft, told)
        : nothing
    }
  </div>`;
}

export function flagField(form: Form, parts: Pick<FieldParts, 'path' | 'label'>): TemplateResult {
  const draft = draftsOf(form.state)[fieldKey(parts.path)];
  const text = draft?.text ?? codecs.flag.format(valueAt(form.plan, parts.path));
  return html`<div class="field wide">
    ${checkbox({
      id: elementId(parts.path),
      label: parts.label,
      isChecked: text === 'true',
      isDisabled: form.isReadOnly,
      onChange: (isChecked) => {
        form.dispatch({ type: 'chosen', field: { path: parts.path, codec: 'flag' }, text: String(isChecked) });
      },
    })}
  </div>`;
}

/** Prose in which `backquotes` mark what is code. */
export function prose(text: string): readonly (TemplateResult | string)[] {
  return text.split('`').map((part, index, parts) =>
    // An odd one out is a backquote without its partner.
    index % 2 === 1 && index < parts.length - 1 ? html`<code>${part}</code>` : index % 2 === 1 ? `\`${part}` : part,
  );
}

/** Problems of a place that is no field. */
export function tellProblems(problems: readonly FormProblem[]): TemplateResult | typeof nothing {
  if (problems.length === 0) return nothing;
  return html`<div class="told">${problems.map(tellProblem)}</div>`;
}

function tellProblem({ id, severity, message }: FormProblem): TemplateResult {
  // The question stands beside it already.
  const text = id === 'open-blank' ? l10n.t('Not answered yet.') : message;
  return html`<p class="told-line ${severity}">${icons[severity]}<span>${prose(text)}</span></p>`;
}

function tellAtField(
  form: Form,
  id: string,
  { path, codec }: Target,
  draft: Draft | undefined,
  problems: readonly FormProblem[],
): TemplateResult {
  const resolve = (kept: 'mine' | 'theirs') => (): void => {
    form.dispatch({ type: 'resolved', key: fieldKey(path), keep: kept });
  };
  const link = (text: string, onClick: () => void): TemplateResult =>
    html`<button class="link" type="button" @click=${onClick}>${text}</button>`;
  const refusal = draft?.refusal;
  return html`<div class="told" id="${id}/told">
    ${draft?.invalid === undefined ? nothing : html`<p class="told-line error entry-hint">${icons.error}<span>${prose(draft.invalid)}</span></p>`}
    ${
      refusal === undefined
        ? nothing
        : html`<p class="told-line error">
            ${icons.error}<span
              >${
                refusal.why === 'changed'
                  ? html`${l10n.t('The plan changed here while you were typing.')}
                    ${tellNow(codecs[codec].format(valueAt(form.plan, path)))}
                    ${link(l10n.t('Keep my text'), resolve('mine'))}
                    ${link(l10n.t('Take the new one'), resolve('theirs'))}`
                  : refusal.why === 'no-answer'
                    ? html`${refusal.reason} ${link(l10n.t('Try again'), resolve('mine'))}`
                    : refusal.reason
              }</span
            >
          </p>`
    }
    ${problems.map(tellProblem)}
  </div>`;
}

/** What the person would take over. */
function tellNow(text: string): string {
  if (text.trim() === '') return l10n.t('It is empty now.');
  return l10n.t('It says “{0}” now.', text.length > MOST_TOLD ? `${text.slice(0, MOST_TOLD)}…` : text);
}

function targetOf(form: Form, { path, codec = 'text' }: FieldParts): Target {
  const value = valueAt(form.plan, path);
  const id = typeof value === 'string' ? wholeBlank(value) : undefined;
  const blank = form.plan.blanks.find((candidate) => candidate.id === id);
  return blank === undefined
    ? { path, codec, blank }
    : { path: ['blanks', { id: blank.id }, 'value'], codec: 'answer', blank };
}

function describeField({ description }: FieldParts, blank: Blank | undefined): string | undefined {
  if (blank === undefined) return description;
  if (blank.notApplicable !== undefined) return l10n.t('Not applicable: {0}', blank.notApplicable.reason);
  return blank.question;
}

function problemsOf(form: Form, { path, also = [] }: FieldParts, target: Target): readonly FormProblem[] {
  const places = target.blank === undefined ? [] : [target.path, target.path.slice(0, -1)];
  return problemsAt(form, path, ...places.filter((place) => fieldKey(place) !== fieldKey(path)), ...also);
}

function hasWord(draft: Draft | undefined): boolean {
  return draft?.invalid !== undefined || draft?.refusal !== undefined;
}
