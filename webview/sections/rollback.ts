import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { ItemPath } from '../../src/core/plan/itemPath';
import type { RollbackLevel } from '../../src/core/plan/schema';
import { formatDuration } from '../codec';
import { button } from '../components';
import { choiceField, flagField, textField } from '../fields';
import { click, type Form } from '../form';
import { icons } from '../icons';
import { elementId } from '../ids';
import { card, fields, group, type Part, section } from '../layout';
import { missingLevel } from '../newItems';
import { stepList, validationList } from './lists';

const levelsPath: ItemPath = ['rollback', 'levels'];

export function rollbackSection(form: Form): TemplateResult {
  const { levels, record } = form.plan.rollback;
  const available = levels.filter((level) => level.available).length;
  return section(form, {
    id: 'rollback',
    title: l10n.t('Rollback'),
    meta: available === 1 ? l10n.t('1 level available') : l10n.t('{0} levels available', available),
    body: () => [
      html`<div id=${elementId(levelsPath)} tabindex="-1">
        ${repeat(
          levels,
          ({ id }) => id,
          (level) => levelCard(form, level),
        )}
      </div>`,
      addLevel(form),
      pointOfNoReturn(form),
      abortSteps(form),
      stepList(form, {
        path: ['rollback', 'record'],
        steps: record,
        idStem: 'record',
        title: l10n.t('Record before Stage 1'),
      }),
    ],
  });
}

function levelCard(form: Form, level: RollbackLevel): TemplateResult {
  const own: ItemPath = [...levelsPath, { id: level.id }];
  return card(form, {
    path: own,
    title: html`<span class="ordinal">${level.level}</span> ${level.title === '' ? l10n.t('(no title)') : level.title}`,
    meta: level.available ? l10n.t('< {0}', formatDuration(level.budgetSeconds)) : l10n.t('not available'),
    summary: level.available ? level.when : (level.unavailableReason ?? ''),
    body: () => [
      flagField(form, { path: [...own, 'available'], label: l10n.t('This level is available') }),
      level.available
        ? nothing
        : textField(form, {
            path: [...own, 'unavailableReason'],
            codec: 'optionalText',
            label: l10n.t('Why it is not available'),
            shape: 'prose',
          }),
      fields(
        textField(form, { path: [...own, 'title'], label: l10n.t('Title') }),
        textField(form, {
          path: [...own, 'budgetSeconds'],
          codec: 'duration',
          label: l10n.t('Time budget'),
        }),
        textField(form, { path: [...own, 'when'], label: l10n.t('When'), shape: 'prose' }),
        textField(form, { path: [...own, 'escalation'], label: l10n.t('Escalation'), shape: 'prose' }),
      ),
      stepList(form, { path: [...own, 'steps'], steps: level.steps, idStem: `${level.id}-step` }),
      validationList(form, {
        path: [...own, 'validations'],
        validations: level.validations,
        idStem: `${level.id}-validation`,
      }),
      form.isReadOnly
        ? nothing
        : html`<div class="actions">
            ${button({
              label: l10n.t('Remove Level'),
              onClick: () => {
                const done = l10n.t('Level {0} removed', level.level);
                click(form, { kind: 'remove', path: own }, done, elementId(levelsPath, 'add'));
              },
            })}
          </div>`,
    ],
  });
}

/** There are three levels at most, one of each speed. */
function addLevel(form: Form): Part {
  const missing = missingLevel(form.plan.rollback.levels);
  if (form.isReadOnly || missing === undefined) return nothing;
  const add = (): void => {
    click(form, { kind: 'insert', path: levelsPath, idStem: 'level', ...missing }, l10n.t('Rollback level added'));
  };
  return html`<div class="actions">
    ${button({ id: elementId(levelsPath, 'add'), label: l10n.t('Add Rollback Level'), icon: icons.add, onClick: add })}
  </div>`;
}

/** The way out that does not ask what is wrong. A plan of before this existed has none. */
function abortSteps(form: Form): Part {
  const path: ItemPath = ['rollback', 'abort'];
  const { abort } = form.plan.rollback;
  const title = l10n.t('Abort: all traffic off the new version');
  if (abort !== undefined) return stepList(form, { path, steps: abort, idStem: 'abort', title });
  const add = button({
    label: l10n.t('Add Abort Steps'),
    icon: icons.add,
    onClick: () => {
      click(form, { kind: 'set', path, value: [] }, l10n.t('Abort steps added'), elementId(path, 'add'));
    },
  });
  return group(
    title,
    html`<p class="quiet">${l10n.t('None: one aborts with the rollback levels.')}</p>`,
    form.isReadOnly ? nothing : html`<div class="actions">${add}</div>`,
  );
}

function pointOfNoReturn(form: Form): TemplateResult {
  const { stages, rollback } = form.plan;
  const path: ItemPath = ['rollback', 'pointOfNoReturn'];
  const id = elementId(path);
  const stage = stages.at(-1)?.id ?? '';
  const set = (value: { stage: string; reasons: string[] } | null, done: string): void => {
    click(form, { kind: 'set', path, value }, done, id);
  };
  const action = (parts: Omit<Parameters<typeof button>[0], 'id'>): TemplateResult | typeof nothing =>
    form.isReadOnly ? nothing : html`<div class="actions">${button({ ...parts, id })}</div>`;
  if (rollback.pointOfNoReturn === null) {
    return group(
      l10n.t('Point of no return'),
      html`<p class="quiet">${l10n.t('None: every stage can be rolled back.')}</p>`,
      action({
        label: l10n.t('Add Point of No Return'),
        icon: icons.add,
        onClick: () => {
          set({ stage, reasons: [] }, l10n.t('Point of no return added'));
        },
      }),
    );
  }
  return group(
    l10n.t('Point of no return'),
    fields(
      choiceField(form, {
        path: [...path, 'stage'],
        label: l10n.t('Reached with'),
        choices: stages.map(({ id: value, title }, index) => ({ value, text: `${String(index + 1)} ${title}` })),
      }),
      textField(form, {
        path: [...path, 'reasons'],
        codec: 'lines',
        label: l10n.t('Reasons, one a line'),
        shape: 'prose',
      }),
    ),
    action({
      label: l10n.t('Remove Point of No Return'),
      onClick: () => {
        set(null, l10n.t('Point of no return removed'));
      },
    }),
  );
}
