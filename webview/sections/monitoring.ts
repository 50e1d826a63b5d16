import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit-html';
import type { ItemPath } from '../../src/core/plan/itemPath';
import type { Alert } from '../../src/core/plan/schema';
import { formatDuration } from '../codec';
import { choiceField, textField } from '../fields';
import type { Form } from '../form';
import { fields, group, itemList, type Part, section, shortFields } from '../layout';
import { newAlert, newMetric } from '../newItems';
import { comparisonChoices, copyQueryButton, metricChoices } from './lists';
import { measurements } from './measurements';

const path: ItemPath = ['monitoring'];

export function monitoringSection(form: Form): TemplateResult {
  const { metrics, alerts } = form.plan.monitoring;
  return section(form, {
    id: 'monitoring',
    title: l10n.t('Monitoring'),
    meta: l10n.t('{0} metrics, {1} alerts', metrics.length, alerts.length),
    body: () => [people(form), metricList(form), alertList(form), measurements(form), watch(form)],
  });
}

function people(form: Form): TemplateResult {
  return fields(
    textField(form, { path: [...path, 'onCall'], label: l10n.t('On call') }),
    textField(form, { path: [...path, 'emergencyContact'], label: l10n.t('Emergency contact') }),
    textField(form, { path: [...path, 'channels', 'critical'], label: l10n.t('Channel for critical alerts') }),
    textField(form, { path: [...path, 'channels', 'warning'], label: l10n.t('Channel for warnings') }),
    textField(form, {
      path: [...path, 'dashboards'],
      codec: 'lines',
      label: l10n.t('Dashboards, one address a line'),
      shape: 'prose',
    }),
    textField(form, {
      path: [...path, 'deadMansSwitch', 'seconds'],
      codec: 'duration',
      label: l10n.t('Dead-man’s switch'),
      description: l10n.t('Alert after this long without any metric.'),
    }),
  );
}

function metricList(form: Form): TemplateResult {
  return itemList(form, {
    path: [...path, 'metrics'],
    title: l10n.t('Metrics'),
    noun: l10n.t('Metric'),
    items: form.plan.monitoring.metrics,
    empty: l10n.t('No metric yet.'),
    add: { label: l10n.t('Add Metric'), value: newMetric, idStem: 'metric' },
    actions: ({ query }, name, own) => copyQueryButton(form, [...own, 'query'], query, name),
    headline: ({ name, unit }) =>
      html`${name === '' ? l10n.t('(no name)') : name} <span class="aside">${unit === '' ? '' : `· ${unit}`}</span>`,
    render: (_metric, own) => [
      shortFields(
        textField(form, { path: [...own, 'name'], label: l10n.t('Name'), isWide: true }),
        textField(form, { path: [...own, 'unit'], label: l10n.t('Unit') }),
        choiceField(form, {
          path: [...own, 'group'],
          label: l10n.t('Kind'),
          choices: [
            { value: 'business', text: l10n.t('business') },
            { value: 'technical', text: l10n.t('technical') },
          ],
        }),
      ),
      textField(form, {
        path: [...own, 'query'],
        codec: 'optionalText',
        label: l10n.t('Query'),
        shape: 'code',
        placeholder: l10n.t('not known'),
      }),
    ],
  });
}

function alertList(form: Form): TemplateResult {
  return itemList(form, {
    path: [...path, 'alerts'],
    title: l10n.t('Alerts'),
    noun: l10n.t('Alert'),
    items: form.plan.monitoring.alerts,
    empty: l10n.t('No alert yet.'),
    add: { label: l10n.t('Add Alert'), value: newAlert(form.plan), idStem: 'alert' },
    headline: (alert) =>
      html`${describeAlert(form, alert)}
        <span class="aside">· ${alert.severity === 'critical' ? l10n.t('critical') : l10n.t('warning')}</span>`,
    render: ({ metric }, own) =>
      shortFields(
        choiceField(form, {
          path: [...own, 'metric'],
          label: l10n.t('Metric'),
          choices: metricChoices(form),
          isWide: true,
        }),
        choiceField(form, {
          path: [...own, 'comparison'],
          label: l10n.t('Comparison'),
          choices: comparisonChoices(),
        }),
        textField(form, {
          path: [...own, 'threshold'],
          codec: 'number',
          label: withUnit(form, l10n.t('Threshold'), metric),
        }),
        textField(form, { path: [...own, 'forSeconds'], codec: 'duration', label: l10n.t('For how long') }),
        choiceField(form, {
          path: [...own, 'severity'],
          label: l10n.t('Severity'),
          choices: [
            { value: 'critical', text: l10n.t('critical') },
            { value: 'warning', text: l10n.t('warning') },
          ],
        }),
      ),
  });
}

function describeAlert({ plan }: Form, { metric, comparison, threshold, forSeconds }: Alert): string {
  const watched = plan.monitoring.metrics.find(({ id }) => id === metric);
  const limit = [String(threshold), watched?.unit ?? ''].join(' ').trim();
  return l10n.t('{0} {1} {2} for {3}', watched?.name ?? metric, comparison, limit, formatDuration(forSeconds));
}

function watch(form: Form): Part {
  return group(
    l10n.t('Watch after Full'),
    shortFields(textField(form, { path: ['watch', 'hours'], codec: 'count', label: l10n.t('Hours') })),
    itemList(form, {
      path: ['watch', 'checks'],
      title: l10n.t('What to watch'),
      noun: l10n.t('Item'),
      items: form.plan.watch.checks,
      empty: l10n.t('Nothing yet.'),
      add: { label: l10n.t('Add Item to Watch'), value: { text: '' }, idStem: 'watch' },
      render: (_check, own) =>
        textField(form, { path: [...own, 'text'], label: l10n.t('What must hold'), shape: 'prose' }),
    }),
  );
}

function withUnit({ plan }: Form, label: string, metric: string): string {
  const unit = plan.monitoring.metrics.find(({ id }) => id === metric)?.unit ?? '';
  return unit === '' ? label : `${label} (${unit})`;
}
