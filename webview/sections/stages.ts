import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { ItemPath } from '../../src/core/plan/itemPath';
import type { Stage } from '../../src/core/plan/schema';
import { formatDuration } from '../codec';
import { button } from '../components';
import { textField } from '../fields';
import { click, type Form } from '../form';
import { icons } from '../icons';
import { elementId } from '../ids';
import { card, fourFields, group, type Part, section } from '../layout';
import { cardButtons, orderKeys, type Place } from '../order';
import { newStage } from '../newItems';
import { rolloutPicture } from './rolloutPicture';
import { stepList, triggerList, validationList } from './lists';

const path: ItemPath = ['stages'];

export function stagesSection(form: Form): TemplateResult {
  const { stages } = form.plan;
  return section(form, {
    id: 'stages',
    title: l10n.t('Stages'),
    meta: stages
      .filter(({ skipped }) => skipped === undefined)
      .map(({ trafficPercent }) => String(trafficPercent))
      .join(' → ')
      .concat(' %'),
    body: () => [
      rolloutPicture(form),
      html`${repeat(
        stages,
        ({ id }) => id,
        (stage, index) => stageCard(form, stage, index),
      )}`,
      form.isReadOnly
        ? nothing
        : html`<div class="actions">
            ${button({
              id: elementId(path, 'add'),
              label: l10n.t('Add Stage'),
              icon: icons.add,
              onClick: () => {
                addStage(form);
              },
            })}
          </div>`,
    ],
  });
}

/** Before Full, since a stage after it would take traffic away. */
function addStage(form: Form): void {
  const { stages } = form.plan;
  const full = stages.findIndex(({ kind }) => kind === 'full');
  const index = full < 0 ? stages.length : full;
  const edit = { kind: 'insert', path, index, value: newStage(stages[index - 1]), idStem: 'stage' } as const;
  click(form, edit, l10n.t('Stage {0} added', index + 1));
}

function stageCard(form: Form, stage: Stage, index: number): TemplateResult {
  const own: ItemPath = [...path, { id: stage.id }];
  const place: Place = {
    ...{ form, list: path, path: own, index, count: form.plan.stages.length },
    ...{ name: l10n.t('Stage {0}', index + 1), idStem: 'stage' },
  };
  return card(form, {
    path: own,
    onKeyDown: orderKeys(place),
    title: html`<span class="ordinal">${index + 1}</span> ${stage.title === '' ? l10n.t('(no title)') : stage.title}`,
    meta: stage.skipped === undefined ? l10n.t('{0} %', stage.trafficPercent) : l10n.t('skipped'),
    summary: html`${trafficBar(stage)}<span class="summary-text">${summarise(stage)}</span>`,
    body: () => [
      skippedFields(form, stage, own),
      fourFields(
        textField(form, { path: [...own, 'title'], label: l10n.t('Title'), isWide: true }),
        textField(form, { path: [...own, 'trafficPercent'], codec: 'percent', label: l10n.t('Traffic (%)') }),
        textField(form, {
          path: [...own, 'soak', 'seconds'],
          codec: 'duration',
          label: l10n.t('Soak'),
          also: [[...own, 'soak']],
        }),
        textField(form, {
          path: [...own, 'soak', 'requests'],
          codec: 'optionalCount',
          label: l10n.t('Canary requests'),
          placeholder: l10n.t('not known'),
        }),
        textField(form, {
          path: [...own, 'durationSeconds'],
          codec: 'duration',
          label: l10n.t('Duration with soak'),
        }),
        textField(form, {
          path: [...own, 'bandReason'],
          codec: 'optionalText',
          label: l10n.t('Reason for unusual traffic'),
          placeholder: l10n.t('none needed'),
          isWide: true,
        }),
      ),
      html`<p class="quiet">${describeSoak(stage)}</p>`,
      group(
        l10n.t('Audience'),
        fourFields(
          textField(form, { path: [...own, 'audience', 'percent'], codec: 'percent', label: l10n.t('Share (%)') }),
          textField(form, {
            path: [...own, 'audience', 'cohort'],
            codec: 'optionalText',
            label: l10n.t('Cohort'),
            placeholder: l10n.t('everybody'),
          }),
          textField(form, {
            path: [...own, 'audience', 'tenant'],
            codec: 'optionalText',
            label: l10n.t('Tenant'),
            placeholder: l10n.t('every one'),
          }),
          textField(form, {
            path: [...own, 'audience', 'region'],
            codec: 'optionalText',
            label: l10n.t('Region'),
            placeholder: l10n.t('every one'),
          }),
          textField(form, { path: [...own, 'audience', 'stickiness'], label: l10n.t('Stickiness'), shape: 'prose' }),
        ),
      ),
      stepList(form, { path: [...own, 'steps'], steps: stage.steps, idStem: `${stage.id}-step` }),
      validationList(form, {
        path: [...own, 'validations'],
        validations: stage.validations,
        idStem: `${stage.id}-validation`,
      }),
      triggerList(form, { path: [...own, 'triggers'], triggers: stage.triggers, idStem: `${stage.id}-trigger` }),
      cardButtons(place, l10n.t('Stage'), stage.skipped === undefined ? skipButton(form, own) : nothing),
    ],
  });
}

function skippedFields(form: Form, { skipped }: Stage, own: ItemPath): Part {
  if (skipped === undefined) return nothing;
  return html`<div class="callout">
    ${textField(form, {
      path: [...own, 'skipped', 'reason'],
      label: l10n.t('This stage is skipped because'),
      shape: 'prose',
    })}
    ${
      form.isReadOnly
        ? nothing
        : button({
            label: l10n.t('Do Not Skip'),
            onClick: () => {
              click(form, { kind: 'remove', path: [...own, 'skipped'] }, l10n.t('Stage is back'), elementId(own));
            },
          })
    }
  </div>`;
}

function skipButton(form: Form, own: ItemPath): TemplateResult {
  return button({
    label: l10n.t('Skip…'),
    onClick: () => {
      const edit = { kind: 'set', path: [...own, 'skipped'], value: { reason: '' } } as const;
      click(form, edit, l10n.t('Stage skipped: give the reason'), elementId([...own, 'skipped', 'reason']));
    },
  });
}

function summarise({ soak, steps, validations, skipped }: Stage): string {
  if (skipped !== undefined) return skipped.reason;
  return [
    soak.seconds > 0 ? l10n.t('{0} soak', formatDuration(soak.seconds)) : l10n.t('no soak'),
    steps.length === 1 ? l10n.t('1 step') : l10n.t('{0} steps', steps.length),
    validations.length === 1 ? l10n.t('1 validation') : l10n.t('{0} validations', validations.length),
  ].join(' · ');
}

function describeSoak({ soak }: Stage): string {
  const floor = formatDuration(soak.floorSeconds);
  return soak.method === 'not computed'
    ? l10n.t('Not computed from traffic; at least {0}.', floor)
    : l10n.t('Computed: {0}; at least {1}.', soak.method, floor);
}

/** Decoration: the number stands beside it. */
function trafficBar({ trafficPercent, skipped }: Stage): TemplateResult {
  const width = skipped === undefined ? trafficPercent : 0;
  return html`<svg class="traffic" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<rect class="track" width="100" height="1" /><rect class="share" width=${width} height="1" />`}
  </svg>`;
}
