import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { isOpen as isUnanswered } from '../src/core/plan/blanks';
import type { FormStatus } from '../src/protocol/formProtocol';
import { button, iconButton } from './components';
import { prose } from './fields';
import { type Form, run } from './form';
import { isRunning } from './formState';
import { icons } from './icons';
import type { SectionId } from './sectionIds';
import { todo } from './todo';

/** What stays in sight: what the page is about, and its history. */
export function titleRow(form: Form): TemplateResult {
  const { plan } = form;
  const title = plan.deployment.feature === '' ? l10n.t('Deployment plan') : plan.deployment.feature;
  return html`<header class="title-row">
    <h1 title=${title}>${title}</h1>
    <div class="toolbar" role="toolbar" aria-label=${l10n.t('Plan')}>${toolbar(form)}</div>
  </header>`;
}

/** Where the deployment stands, and what to do next. */
export function pageStatus(form: Form): TemplateResult {
  const { plan, state } = form;
  const status = state.host?.status;
  return html`<section class="page-status" aria-label=${l10n.t('Status')}>
    ${plan.deployment.verdict === '' ? nothing : html`<p class="verdict">${plan.deployment.verdict}</p>`}
    ${status === undefined ? nothing : html`${statusLine(status)}${statusActions(form, status)}`} ${todo(form)}
  </section>`;
}

function toolbar(form: Form): readonly (TemplateResult | typeof nothing)[] {
  const host = form.state.host;
  const history = (direction: 'undo' | 'redo', label: string, canDo: boolean): TemplateResult =>
    iconButton({
      label,
      icon: icons[direction],
      isDisabled: !canDo,
      onClick: () => {
        form.dispatch({ type: 'history', direction });
      },
    });
  return [
    // In an editor these stand in VS Code's own menu, and what they would do only VS Code knows.
    ...(host?.home === 'sideBar'
      ? [history('undo', l10n.t('Undo'), host.canUndo), history('redo', l10n.t('Redo'), host.canRedo)]
      : []),
    iconButton({
      label: l10n.t('Preview Runbook'),
      icon: icons.preview,
      onClick: () => {
        run(form, { action: 'previewRunbook' });
      },
    }),
    iconButton({
      label: l10n.t('Open as JSON'),
      icon: icons.json,
      onClick: () => {
        run(form, { action: 'openJson' });
      },
    }),
  ];
}

function statusLine({ text, approval, missing, adjustment }: FormStatus): TemplateResult {
  const icon = approval.valid ? icons.pass : missing.length > 0 ? icons.info : icons.pending;
  const { reason } = approval;
  // "Approved by Ada" says by itself that it is approved.
  const isSaid = reason.toLowerCase().startsWith(text.toLowerCase());
  const said = isSaid
    ? html`<p><strong>${reason.slice(0, text.length)}</strong>${prose(reason.slice(text.length))}</p>`
    : html`<p><strong>${text}</strong></p>
        <p class="about">${prose(reason)}</p>`;
  return html`<div class="status-line">
      ${icon}
      <div>${said}</div>
    </div>
    ${
      adjustment === undefined
        ? nothing
        : html`<div class="status-line">
            ${icons.info}
            <p>${adjustment}</p>
          </div>`
    }`;
}

function statusActions(form: Form, { canOfferCheckpoint, approval }: FormStatus): TemplateResult {
  const action = (name: 'requestApproval' | 'writeRunbook' | 'openRunbook', label: string): TemplateResult =>
    button({
      label,
      isPrimary: name === 'requestApproval',
      isDisabled: isRunning(form.state, (running) => running.action === name),
      onClick: () => {
        run(form, { action: name });
      },
    });
  // The checkpoint is not offered as long as anything is missing; what is missing is listed instead.
  return html`<div class="actions">
    ${canOfferCheckpoint && !approval.valid ? action('requestApproval', l10n.t('Open Checkpoint…')) : nothing}
    ${action('writeRunbook', l10n.t('Write Runbook'))} ${action('openRunbook', l10n.t('Open Runbook'))}
  </div>`;
}

/** Where each chapter stands, for the way to it. */
export function countOf({ plan, state }: Form, id: SectionId): string {
  switch (id) {
    case 'blanks': {
      const open = plan.blanks.filter(isUnanswered).length;
      return open === 0 ? '' : String(open);
    }
    case 'checks': {
      const left = state.host?.status?.checks.filter(({ verdict, required }) => required && verdict !== 'pass') ?? [];
      return left.length === 0 ? '' : String(left.length);
    }
    default:
      return '';
  }
}
