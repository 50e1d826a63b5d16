import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { FormReading } from '../src/protocol/formProtocol';
import { button, iconButton } from './components';
import { type Dispatch, type Form, formOf, problemsWithin } from './form';
import { type FormState, type Notice, planOf } from './formState';
import { countOf, pageStatus, titleRow } from './header';
import { icons } from './icons';
import type { Part } from './layout';
import { type SectionId, sectionIds } from './sectionIds';
import { blanksSection } from './sections/blanks';
import { checksSection } from './sections/checks';
import { communicationSection } from './sections/communication';
import { monitoringSection } from './sections/monitoring';
import { overviewSection } from './sections/overview';
import { risksSection } from './sections/risks';
import { rollbackSection } from './sections/rollback';
import { stagesSection } from './sections/stages';

/** The whole page. */
export function view(state: FormState, dispatch: Dispatch): TemplateResult {
  const plan = planOf(state);
  const form = plan === undefined ? undefined : formOf(state, plan, dispatch);
  return html`<div class="page ${state.host?.home ?? ''}">
      <div class="top">
        ${state.host === undefined ? nothing : banners(state, state.host.reading, dispatch)}
        ${form === undefined ? nothing : titleRow(form)}
      </div>
      ${
        form === undefined
          ? nothing
          : html`${pageStatus(form)}
              <div class="columns">
                ${contents(form)}
                <main>${sectionIds.map((id) => sections[id](form))}</main>
              </div>`
      }
    </div>
    ${alertBanner(state.notice, dispatch)}${announcer(state.notice)}`;
}

const sections: Readonly<Record<SectionId, (form: Form) => Part>> = {
  overview: overviewSection,
  blanks: blanksSection,
  checks: checksSection,
  risks: risksSection,
  stages: stagesSection,
  rollback: rollbackSection,
  monitoring: monitoringSection,
  communication: communicationSection,
};

/** The way to each chapter, where there is room for it. */
function contents(form: Form): TemplateResult {
  const entry = (id: SectionId, title: string): TemplateResult => {
    const jump = (): void => {
      form.dispatch({ type: 'jumped', path: [id] });
    };
    const count = countOf(form, id);
    const isAmiss = id === 'overview' ? problemsWithin(form, ['deployment']) : problemsWithin(form, [id]);
    return html`<li>
      <button class="entry" type="button" @click=${jump}>
        <span>${title}</span>
        ${count !== '' ? html`<span class="count">${count}</span>` : isAmiss.length > 0 ? icons.error : nothing}
      </button>
    </li>`;
  };
  const { plan } = form;
  return html`<nav class="contents" aria-label=${l10n.t('Chapters')}>
    <ul>
      ${entry('overview', l10n.t('Overview'))} ${plan.blanks.length === 0 ? nothing : entry('blanks', l10n.t('Blanks'))}
      ${plan.checks.length === 0 ? nothing : entry('checks', l10n.t('Checks'))} ${entry('risks', l10n.t('Risks'))}
      ${entry('stages', l10n.t('Stages'))} ${entry('rollback', l10n.t('Rollback'))}
      ${entry('monitoring', l10n.t('Monitoring'))} ${entry('communication', l10n.t('Communication'))}
    </ul>
  </nav>`;
}

/** Why there is nothing to see, or nothing to change. */
function banners(state: FormState, reading: FormReading, dispatch: Dispatch): Part {
  const openJson = button({
    label: l10n.t('Open as JSON'),
    onClick: () => {
      dispatch({ type: 'run', action: { action: 'openJson' } });
    },
  });
  switch (reading.kind) {
    case 'none':
      return html`<main class="welcome">
        <h1 class="unseen">${l10n.t('Deployment plan')}</h1>
        <p>${reading.reason ?? l10n.t('Once there is a deployment plan, you edit it here.')}</p>
      </main>`;
    case 'newer':
      return banner(
        'warning',
        l10n.t(
          'This plan was written by a newer version of CC10x (format {0}). Update the extension to change it.',
          reading.schemaVersion,
        ),
        openJson,
      );
    case 'unreadable':
      return banner(
        'error',
        html`<p>
            ${reading.why === 'broken' ? l10n.t('The plan is not valid JSON.') : l10n.t('The file is not a valid plan.')}
            ${reading.lastGood === undefined ? '' : l10n.t('This is how it last was. Nothing can be changed here.')}
          </p>
          <ul>
            ${reading.defects
              .slice(0, 3)
              .map(
                ({ line, message }) =>
                  html`<li>
                    ${reading.why === 'broken' ? l10n.t('See line {0}.', line) : l10n.t('Line {0}: {1}', line, message)}
                  </li>`,
              )}
          </ul>`,
        openJson,
      );
    case 'plan':
      return [
        state.host?.readOnly === undefined ? nothing : banner('info', state.host.readOnly),
        goneBanner(state, dispatch),
      ];
  }
}

/** Another program took the file away: what one does here must not write it once more without a word. */
function goneBanner({ host }: FormState, dispatch: Dispatch): Part {
  const gone = host?.gone;
  if (gone === undefined) return nothing;
  if (gone.movedTo === undefined) {
    return banner('warning', l10n.t('The file of this plan is gone. Saving writes it again.'));
  }
  return banner(
    'warning',
    l10n.t('The file of this plan has another name now: {0}. Saving here would write the plan twice.', gone.movedTo),
    button({
      label: l10n.t('Go On There'),
      onClick: () => {
        dispatch({ type: 'run', action: { action: 'goOnThere' } });
      },
    }),
  );
}

function banner(
  tone: 'info' | 'warning' | 'error',
  text: TemplateResult | string,
  action: Part = nothing,
): TemplateResult {
  return html`<section class="banner ${tone}" aria-label=${l10n.t('Note')}>
    ${icons[tone]}
    <div class="banner-text">${text}</div>
    ${action}
  </section>`;
}

/** Speaks what happened. An alert is shown as well, until it is dismissed. */
function announcer(notice: Notice | undefined): TemplateResult {
  const text = notice?.text ?? '';
  // Two spaces in turn make the same words a new message.
  const spoken = notice === undefined ? '' : `${text}${notice.number % 2 === 0 ? '' : '\u00a0'}`;
  return html`<div class="unseen" role="status" aria-live="polite">${notice?.kind === 'status' ? spoken : ''}</div>
    <div class="unseen" role="alert">${notice?.kind === 'alert' ? spoken : ''}</div>`;
}

/** The banner of an alert. */
function alertBanner(notice: Notice | undefined, dispatch: Dispatch): TemplateResult | typeof nothing {
  if (notice?.kind !== 'alert') return nothing;
  return html`<section class="banner error alert" aria-label=${l10n.t('Message')}>
    ${icons.error}
    <div class="banner-text">${notice.text}</div>
    ${iconButton({
      label: l10n.t('Dismiss'),
      icon: icons.close,
      onClick: () => {
        dispatch({ type: 'dismissed' });
      },
    })}
  </section>`;
}
