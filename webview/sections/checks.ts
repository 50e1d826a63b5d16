import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { countPassed } from '../../src/core/checks/countPassed';
import type { CheckStatusView, CheckVerdict } from '../../src/protocol/formProtocol';
import { button } from '../components';
import { prose } from '../fields';
import { type Form, run } from '../form';
import { isRunning } from '../formState';
import { icons } from '../icons';
import { elementId } from '../ids';
import { section } from '../layout';

export function checksSection(form: Form): TemplateResult | typeof nothing {
  const { plan, state } = form;
  if (plan.checks.length === 0) return nothing;
  const statuses = state.host?.status?.checks;
  const rows: readonly Row[] =
    statuses ??
    plan.checks.map(({ id, title, required }) => ({
      ...{ id, title, required },
      ...{ detail: '', verdict: undefined, hasEvidence: false, hints: [] },
    }));
  return section(form, {
    id: 'checks',
    title: l10n.t('Checks'),
    meta: statuses === undefined ? undefined : passedText(statuses),
    body: () => [
      html`<ul class="rows">
        ${repeat(
          rows,
          ({ id }) => id,
          (status) => checkRow(form, status),
        )}
      </ul>`,
      html`<div class="actions">
        ${button({
          label: l10n.t('Run All Checks'),
          icon: icons.play,
          isDisabled: isRunning(state, ({ action }) => action === 'runChecks'),
          onClick: () => {
            run(form, { action: 'runChecks' });
          },
        })}
      </div>`,
    ],
  });
}

function passedText(statuses: readonly CheckStatusView[]): string {
  const { passed, required, optional } = countPassed(statuses);
  return optional === 0
    ? l10n.t('{0} of {1} passed', passed, required)
    : l10n.t('{0} of {1} required passed, {2} optional', passed, required, optional);
}

type Row = Omit<CheckStatusView, 'verdict'> & { readonly verdict: CheckVerdict | undefined };

function checkRow(form: Form, { id, title, verdict, detail, required, hasEvidence, hints }: Row): TemplateResult {
  const check = form.plan.checks.find((candidate) => candidate.id === id);
  const isAttested = check?.kind === 'attested';
  const action = isAttested ? 'attestCheck' : 'runCheck';
  const isBusy =
    verdict === 'running' || isRunning(form.state, (running) => running.action === action && running.check === id);
  return html`<li class="row" id=${elementId(['checks', { id }])} tabindex="-1">
    <span class="row-icon">${icons[verdict ?? 'pending']}</span>
    <div class="row-body">
      <p>${title}</p>
      <p class="about">
        <strong
          >${[wordFor(verdict), required ? '' : l10n.t('optional')].filter((word) => word !== '').join(', ')}</strong
        >
        ${prose(detail)}
      </p>
      ${hints.map((hint) => html`<p class="about">${l10n.t('Hint: {0}', hint)}</p>`)}
    </div>
    <div class="row-actions">
      <button
        class="link"
        type="button"
        aria-label=${isAttested ? l10n.t('Attest “{0}”', title) : l10n.t('Run “{0}”', title)}
        ?disabled=${isBusy}
        @click=${() => {
          run(form, { action, check: id });
        }}
      >
        ${isAttested ? l10n.t('Attest…') : l10n.t('Run')}
      </button>
      ${hasEvidence ? evidenceLink(form, id, title) : nothing}
    </div>
  </li>`;
}

function evidenceLink(form: Form, id: string, title: string): TemplateResult {
  return html`<button
    class="link"
    type="button"
    aria-label=${l10n.t('Evidence of “{0}”', title)}
    @click=${() => {
      run(form, { action: 'revealEvidence', check: id });
    }}
  >
    ${l10n.t('Evidence')}
  </button>`;
}

export function wordFor(verdict: CheckVerdict | undefined): string {
  switch (verdict) {
    case 'pass':
      return l10n.t('passed');
    case 'fail':
      return l10n.t('failed');
    case 'pending':
      return l10n.t('pending');
    case 'unknown':
      return l10n.t('unknown');
    case 'running':
      return l10n.t('running');
    case undefined:
      return '';
  }
}
