import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { strategyKinds } from '../../src/core/plan/schema';
import { choiceField, prose, textField } from '../fields';
import type { Form } from '../form';
import { group, type Part, section, shortFields } from '../layout';

export function overviewSection(form: Form): TemplateResult {
  const { release, platform, deployment } = form.plan;
  return section(form, {
    id: 'overview',
    title: l10n.t('Overview'),
    body: () => [
      shortFields(
        textField(form, { path: ['deployment', 'feature'], label: l10n.t('Feature'), isWide: true }),
        textField(form, { path: ['deployment', 'owner'], label: l10n.t('Owner'), isWide: true }),
        textField(form, { path: ['deployment', 'ticket'], label: l10n.t('Ticket') }),
        textField(form, {
          path: ['deployment', 'date'],
          codec: 'date',
          label: l10n.t('Date'),
          placeholder: l10n.t('YYYY-MM-DD'),
        }),
        textField(form, {
          path: ['schedule', 'startAt'],
          codec: 'optionalText',
          label: l10n.t('Start of Stage 1'),
          isWide: true,
          placeholder: l10n.t('2025-10-28T09:00+01:00'),
        }),
        textField(form, { path: ['deployment', 'summary'], label: l10n.t('Summary'), shape: 'prose' }),
        textField(form, { path: ['deployment', 'verdict'], label: l10n.t('Verdict'), shape: 'prose' }),
      ),
      rollout(form),
      html`<dl class="facts">
        ${fact(l10n.t('Service'), [deployment.service, deployment.unit].filter((part) => part !== undefined).join(' / '))}
        ${fact(
          l10n.t('Release'),
          html`${revision(release.base.ref, release.base.commit)} <span class="arrow" aria-hidden="true">→</span>
            <span class="unseen">${l10n.t('to')}</span> ${revision(release.head.ref, release.head.commit)}`,
        )}
        ${
          release.artifact === undefined
            ? nothing
            : fact(l10n.t('Artifact'), html`<code class="clip" title=${release.artifact}>${release.artifact}</code>`)
        }
        ${fact(l10n.t('Platform'), platform.id)}
        ${(form.plan.notExamined ?? []).map(({ what, files, why }) =>
          fact(l10n.t('Not examined'), l10n.t('{0} ({1} files): {2}', what, files, why)),
        )}
        ${(platform.caveats ?? []).map((caveat) => fact(l10n.t('Note'), prose(caveat)))}
      </dl>`,
    ],
  });
}

/** How traffic moves. Commands that are in the plan already stay as they are. */
function rollout(form: Form): Part {
  return group(
    l10n.t('Rollout'),
    shortFields(
      choiceField(form, {
        path: ['strategy', 'kind'],
        label: l10n.t('Strategy'),
        choices: strategyKinds.map((value) => ({ value, text: strategyText(value) })),
      }),
      choiceField(form, {
        path: ['platform', 'trafficControl'],
        label: l10n.t('Traffic is split by'),
        choices: [
          { value: 'weighted', text: l10n.t('weights') },
          { value: 'replicas', text: l10n.t('replicas') },
          { value: 'flag', text: l10n.t('a feature flag') },
          { value: 'none', text: l10n.t('nothing') },
        ],
      }),
      textField(form, {
        path: ['platform', 'granularityPercent'],
        codec: 'percent',
        label: l10n.t('Smallest share of traffic (%)'),
      }),
      textField(form, { path: ['strategy', 'why'], label: l10n.t('Why this strategy'), shape: 'prose' }),
    ),
  );
}

function fact(term: string, detail: string | TemplateResult | readonly (string | TemplateResult)[]): TemplateResult {
  return html`<div class="fact">
    <dt>${term}</dt>
    <dd>${detail}</dd>
  </div>`;
}

function revision(ref: string, commit: string): TemplateResult {
  return html`<span class="revision"><strong>${ref}</strong> <code title=${commit}>${commit.slice(0, 7)}</code></span>`;
}

function strategyText(kind: (typeof strategyKinds)[number]): string {
  switch (kind) {
    case 'canary':
      return l10n.t('Canary');
    case 'rolling':
      return l10n.t('Rolling');
    case 'blue-green':
      return l10n.t('Blue-green');
    case 'flag-only':
      return l10n.t('Flag only');
    case 'dark-launch':
      return l10n.t('Dark launch');
  }
}
