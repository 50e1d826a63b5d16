import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { Json } from '../../src/core/json';
import type { ItemPath } from '../../src/core/plan/itemPath';
import { CRITICAL_SCORE, IMPORTANT_SCORE } from '../../src/core/plan/riskScores';
import { type Risk, type RiskDimension, riskDimensions } from '../../src/core/plan/schema';
import { button } from '../components';
import { choiceField, textField } from '../fields';
import { click, type Form } from '../form';
import { scratchOf } from '../formState';
import { icons } from '../icons';
import { elementId, foldKey } from '../ids';
import { card, fourFields, type Part, section } from '../layout';
import { newRisk } from '../newItems';
import { fileLink } from './lists';

export function risksSection(form: Form): TemplateResult {
  const risks = [...form.plan.risks].sort((a, b) => scoreOf(b) - scoreOf(a));
  const open = risks.filter(({ disposition }) => disposition.kind === 'open').length;
  return section(form, {
    id: 'risks',
    title: l10n.t('Risks'),
    meta: risks.length === 0 ? undefined : l10n.t('{0} of {1} open', open, risks.length),
    body: () =>
      risks.length === 0
        ? [html`<p class="quiet">${l10n.t('No risk was found in this release.')}</p>`, addRisk(form)]
        : [risks.map((risk) => riskCard(form, risk)), addRisk(form)],
  });
}

/** What a person knows and no rule could find. */
function addRisk(form: Form): Part {
  if (form.isReadOnly) return nothing;
  return html`<div class="actions">
    ${button({
      id: elementId(['risks'], 'add'),
      label: l10n.t('Add Risk'),
      icon: icons.add,
      onClick: () => {
        const edit = { kind: 'insert', path: ['risks'], value: newRisk, idStem: 'risk' } as const;
        click(form, edit, l10n.t('Risk added'));
      },
    })}
  </div>`;
}

function removeRisk(form: Form, own: ItemPath): Part {
  if (form.isReadOnly) return nothing;
  const remove = (): void => {
    click(form, { kind: 'remove', path: own }, l10n.t('Risk removed'), elementId(['risks'], 'add'));
  };
  return html`<div class="actions">${button({ label: l10n.t('Remove Risk'), onClick: remove })}</div>`;
}

function riskCard(form: Form, risk: Risk): TemplateResult {
  const own: ItemPath = ['risks', { id: risk.id }];
  const score = scoreOf(risk);
  const oneToFive = [1, 2, 3, 4, 5].map((value) => ({ value: String(value), text: String(value) }));
  return card(form, {
    path: own,
    title: risk.issue === '' ? l10n.t('(no issue yet)') : risk.issue,
    meta: html`<span class="score ${severityOf(score)}" title=${l10n.t('Impact × probability')}>${score}</span>`,
    summary: [severityWord(score), dispositionWord(risk), dimensionWord(risk.dimension)].join(' · '),
    body: () => [
      risk.evidence.length === 0
        ? nothing
        : html`<p class="quiet">
            ${l10n.t('Evidence:')} ${risk.evidence.map(({ file, line }) => html`${fileLink(form, file, line)} `)}
          </p>`,
      fourFields(
        textField(form, { path: [...own, 'issue'], label: l10n.t('Issue'), shape: 'prose' }),
        choiceField(form, {
          path: [...own, 'impact'],
          codec: 'count',
          label: l10n.t('Impact, 1 to 5'),
          choices: oneToFive,
        }),
        choiceField(form, {
          path: [...own, 'probability'],
          codec: 'count',
          label: l10n.t('Probability, 1 to 5'),
          choices: oneToFive,
        }),
        choiceField(form, {
          path: [...own, 'dimension'],
          label: l10n.t('Dimension'),
          isHalf: true,
          choices: riskDimensions.map((value) => ({ value, text: dimensionWord(value) })),
        }),
        textField(form, { path: [...own, 'trigger'], label: l10n.t('What makes it happen'), shape: 'prose' }),
        textField(form, { path: [...own, 'fails'], label: l10n.t('What fails'), shape: 'prose' }),
        textField(form, { path: [...own, 'detect'], label: l10n.t('How it is detected'), shape: 'prose' }),
        textField(form, { path: [...own, 'recover'], label: l10n.t('How we recover'), shape: 'prose' }),
        textField(form, { path: [...own, 'monitor'], label: l10n.t('What to monitor'), shape: 'prose' }),
        textField(form, { path: [...own, 'mitigation'], label: l10n.t('Mitigation'), shape: 'prose' }),
        textField(form, { path: [...own, 'owner'], label: l10n.t('Owner'), isWide: true }),
      ),
      disposition(form, risk, own),
      // A rule would find it again; a person closes it instead, with a reason.
      risk.rule === undefined ? removeRisk(form, own) : nothing,
    ],
  });
}

function disposition(form: Form, risk: Risk, own: ItemPath): Part {
  const { kind, by = '', reason = '' } = risk.disposition;
  const path: ItemPath = [...own, 'disposition'];
  const set = (value: Json, done: string): void => {
    click(form, { kind: 'set', path, value }, done, elementId(own));
  };
  if (kind !== 'open') {
    const who = by === '' ? l10n.t('nobody named') : by;
    return html`<div class="callout" id=${elementId(path)} tabindex="-1">
      <p>${kind === 'accepted' ? l10n.t('Accepted by {0}.', who) : l10n.t('Mitigated ({0}).', who)} ${reason}</p>
      ${
        form.isReadOnly
          ? nothing
          : button({
              label: l10n.t('Reopen'),
              onClick: () => {
                set({ kind: 'open' }, l10n.t('Risk is open again'));
              },
            })
      }
    </div>`;
  }
  if (form.isReadOnly) return nothing;
  return decision(form, path, set);
}

/** Who closes an open risk and why. Nothing reaches the plan before both are said. */
function decision(form: Form, path: ItemPath, set: (value: Json, done: string) => void): TemplateResult {
  const id = elementId(path);
  const [byKey, reasonKey] = [`${foldKey(path)}/by`, `${foldKey(path)}/reason`];
  const by = scratchOf(form.state)[byKey] ?? form.state.host?.person ?? '';
  const reason = scratchOf(form.state)[reasonKey] ?? '';
  const isComplete = by.trim() !== '' && reason.trim() !== '';
  const decide = (kind: 'accepted' | 'mitigated', done: string) => (): void => {
    if (!isComplete) return;
    set({ kind, by: by.trim(), reason: reason.trim() }, done);
    form.dispatch({ type: 'scribbled', key: reasonKey, text: '' });
  };
  return html`<fieldset class="group callout" id=${id}>
    <legend>${l10n.t('Close this risk')}</legend>
    <p class="about">${l10n.t('Both buttons need a name and a reason; they stand in the runbook.')}</p>
    <div class="fields">
      ${scratchField(form, `${id}/by`, byKey, l10n.t('Name'), by)}
      ${scratchField(form, `${id}/reason`, reasonKey, l10n.t('Reason'), reason)}
    </div>
    <div class="actions">
      ${button({
        label: l10n.t('Mark Mitigated'),
        isDisabled: !isComplete,
        onClick: decide('mitigated', l10n.t('Risk mitigated')),
      })}
      ${button({
        label: l10n.t('Accept Risk'),
        isDisabled: !isComplete,
        onClick: decide('accepted', l10n.t('Risk accepted')),
      })}
    </div>
  </fieldset>`;
}

function scratchField(form: Form, id: string, key: string, label: string, text: string): TemplateResult {
  const typed = (event: Event): void => {
    if (event.target instanceof HTMLInputElement) form.dispatch({ type: 'scribbled', key, text: event.target.value });
  };
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <input class="input" id=${id} type="text" autocomplete="off" .value=${live(text)} @input=${typed} />
  </div>`;
}

/** Impact × probability, 1 to 25. */
function scoreOf({ impact, probability }: Risk): number {
  return impact * probability;
}

function severityOf(score: number): 'critical' | 'important' | 'minor' {
  return score >= CRITICAL_SCORE ? 'critical' : score >= IMPORTANT_SCORE ? 'important' : 'minor';
}

function severityWord(score: number): string {
  const words = { critical: l10n.t('Critical'), important: l10n.t('Important'), minor: l10n.t('Minor') };
  return words[severityOf(score)];
}

function dispositionWord({ disposition: { kind } }: Risk): string {
  return { open: l10n.t('open'), accepted: l10n.t('accepted'), mitigated: l10n.t('mitigated') }[kind];
}

function dimensionWord(dimension: RiskDimension): string {
  return {
    'data-flow': l10n.t('data flow'),
    dependencies: l10n.t('dependencies'),
    timing: l10n.t('timing and state'),
    'user-experience': l10n.t('user experience'),
    security: l10n.t('security'),
    performance: l10n.t('performance'),
    'failure-modes': l10n.t('failure modes'),
    observability: l10n.t('observability'),
  }[dimension];
}
