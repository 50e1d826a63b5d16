import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { ItemPath } from '../../src/core/plan/itemPath';
import { comparisons, type Step, type Trigger, type Validation } from '../../src/core/plan/schema';
import { type Choice, iconButton } from '../components';
import { choiceField, textField } from '../fields';
import { type Form, isOpen, run } from '../form';
import { icons } from '../icons';
import { foldKey } from '../ids';
import { fourFields, itemList, type Part, shortFields } from '../layout';
import { newStep, newTrigger, newValidation } from '../newItems';

/** A file of the planned folder, as a link. */
export function fileLink(form: Form, file: string, line: number | undefined): TemplateResult {
  const open = (): void => {
    run(form, { action: 'openEvidence', file, line });
  };
  return html`<button class="link file" type="button" @click=${open}>
    ${file}${line === undefined ? '' : `:${String(line)}`}
  </button>`;
}

export function stepList(
  form: Form,
  parts: { readonly path: ItemPath; readonly steps: readonly Step[]; readonly idStem: string; readonly title?: string },
): TemplateResult {
  return itemList(form, {
    path: parts.path,
    title: parts.title ?? l10n.t('Steps'),
    noun: l10n.t('Step'),
    items: parts.steps,
    empty: l10n.t('No step yet.'),
    add: { label: l10n.t('Add Step'), value: newStep, idStem: parts.idStem },
    actions: (step, name, path) =>
      copyButton(form, [...path, 'run'], step.run, l10n.t('Copy Command'), l10n.t('Copy the command of {0}', name)),
    render: (step, path) => [
      textField(form, { path: [...path, 'title'], label: l10n.t('Title') }),
      textField(form, { path: [...path, 'run'], label: l10n.t('Command'), shape: 'code' }),
      stepDetails(form, step, path),
      step.source === undefined
        ? nothing
        : html`<p class="quiet">${l10n.t('From')} ${fileLink(form, step.source.file, step.source.line)}</p>`,
    ],
  });
}

/** What most steps do without: a field that says something is shown, the others when they are asked for. */
function stepDetails(form: Form, step: Step, path: ItemPath): Part {
  const more: ItemPath = [...path, 'more'];
  const isAll = isOpen(form, more, false);
  const details = [
    ['expect', l10n.t('What one sees when it worked'), 'prose'],
    ['undo', l10n.t('Command that takes it back'), 'code'],
    ['onlyIf', l10n.t('Only if'), 'prose'],
  ] as const;
  const shown = details.filter(([key]) => isAll || step[key] !== undefined);
  const isShell = isAll || step.shell !== 'bash';
  const show = (): void => {
    form.dispatch({ type: 'folded', key: foldKey(more), isOpen: true });
    form.dispatch({ type: 'jumped', path: [...path, shown.length === 0 ? 'expect' : 'shell'] });
  };
  return [
    shown.map(([key, label, shape]) => textField(form, { path: [...path, key], codec: 'optionalText', label, shape })),
    isShell
      ? choiceField(form, {
          path: [...path, 'shell'],
          label: l10n.t('Shell'),
          choices: ['bash', 'sh', 'powershell'].map((value) => ({ value, text: value })),
        })
      : nothing,
    isAll || form.isReadOnly || (shown.length === details.length && isShell)
      ? nothing
      : html`<button class="link small" type="button" @click=${show}>${l10n.t('More fields…')}</button>`,
  ];
}

/** Copies a command or query as it will be run, blanks filled in. */
function copyButton(form: Form, path: ItemPath, text: string, label: string, spoken: string): TemplateResult {
  return iconButton({
    label,
    spoken,
    icon: icons.copy,
    isDisabled: text.trim() === '',
    onClick: () => {
      run(form, { action: 'copy', path });
    },
  });
}

/** Copies the query of a metric. */
export function copyQueryButton(form: Form, path: ItemPath, text: string | undefined, name: string): Part {
  if (text === undefined) return nothing;
  return copyButton(form, path, text, l10n.t('Copy Query'), l10n.t('Copy the query of {0}', name));
}

export function validationList(
  form: Form,
  parts: { readonly path: ItemPath; readonly validations: readonly Validation[]; readonly idStem: string },
): TemplateResult {
  return itemList(form, {
    path: parts.path,
    title: l10n.t('Validations'),
    noun: l10n.t('Validation'),
    items: parts.validations,
    empty: l10n.t('No validation yet.'),
    add: { label: l10n.t('Add Validation'), value: newValidation, idStem: parts.idStem },
    actions: ({ kind, expr }, name, path) =>
      kind === 'manual' || expr === undefined
        ? nothing
        : kind === 'query'
          ? copyQueryButton(form, [...path, 'expr'], expr, name)
          : copyButton(form, [...path, 'expr'], expr, l10n.t('Copy Command'), l10n.t('Copy the command of {0}', name)),
    render: (validation, path) => [
      textField(form, { path: [...path, 'text'], label: l10n.t('What must hold'), shape: 'prose' }),
      shortFields(
        choiceField(form, {
          path: [...path, 'kind'],
          label: l10n.t('Decided by'),
          choices: [
            { value: 'manual', text: l10n.t('a person') },
            { value: 'query', text: l10n.t('a query') },
            { value: 'command', text: l10n.t('a command') },
          ],
        }),
        validation.kind === 'manual'
          ? textField(form, { path: [...path, 'owner'], codec: 'optionalText', label: l10n.t('Who decides') })
          : nothing,
      ),
      validation.kind === 'manual'
        ? nothing
        : textField(form, {
            path: [...path, 'expr'],
            codec: 'optionalText',
            label: validation.kind === 'query' ? l10n.t('Query') : l10n.t('Command'),
            shape: 'code',
          }),
    ],
  });
}

export function triggerList(
  form: Form,
  parts: { readonly path: ItemPath; readonly triggers: readonly Trigger[]; readonly idStem: string },
): TemplateResult {
  return itemList(form, {
    path: parts.path,
    title: l10n.t('Roll back if'),
    noun: l10n.t('Trigger'),
    items: parts.triggers,
    empty: l10n.t('No rollback trigger yet.'),
    add: { label: l10n.t('Add Rollback Trigger'), value: newTrigger, idStem: parts.idStem },
    render: (trigger, path) => [
      textField(form, { path: [...path, 'text'], label: l10n.t('What happens'), shape: 'prose' }),
      fourFields(
        choiceField(form, {
          path: [...path, 'metric'],
          codec: 'optionalText',
          label: l10n.t('Metric'),
          isWide: true,
          choices: [{ value: '', text: l10n.t('(none)') }, ...metricChoices(form)],
        }),
        trigger.metric === undefined
          ? nothing
          : [
              choiceField(form, {
                path: [...path, 'comparison'],
                codec: 'optionalText',
                label: l10n.t('Comparison'),
                choices: comparisonChoices(),
              }),
              textField(form, { path: [...path, 'threshold'], codec: 'optionalNumber', label: l10n.t('Threshold') }),
              textField(form, {
                path: [...path, 'forSeconds'],
                codec: 'optionalDuration',
                label: l10n.t('For how long'),
                placeholder: l10n.t('at once'),
              }),
            ],
        choiceField(form, {
          path: [...path, 'level'],
          codec: 'count',
          label: l10n.t('Start with'),
          choices: [1, 2, 3].map((level) => ({ value: String(level), text: l10n.t('Level {0}', level) })),
        }),
      ),
    ],
  });
}

export function metricChoices({ plan }: Form): readonly Choice[] {
  return plan.monitoring.metrics.map(({ id, name }) => ({ value: id, text: name === '' ? id : name }));
}

export function comparisonChoices(): readonly Choice[] {
  const words = { '>': l10n.t('above'), '>=': l10n.t('at least'), '<': l10n.t('below'), '<=': l10n.t('at most') };
  return comparisons.map((value) => ({ value, text: `${value}  ${words[value]}` }));
}
