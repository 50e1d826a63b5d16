import * as l10n from '@vscode/l10n';
import type { TemplateResult } from 'lit-html';
import type { ItemPath } from '../../src/core/plan/itemPath';
import { textField } from '../fields';
import type { Form } from '../form';
import { fields, group, section } from '../layout';

const path: ItemPath = ['communication'];

export function communicationSection(form: Form): TemplateResult {
  return section(form, {
    id: 'communication',
    title: l10n.t('Communication'),
    body: () => [
      group(
        l10n.t('Before the deployment'),
        fields(
          textField(form, {
            path: [...path, 'before', 'notify'],
            codec: 'lines',
            label: l10n.t('Notify, one a line'),
            shape: 'prose',
          }),
          textField(form, {
            path: [...path, 'before', 'channels'],
            codec: 'lines',
            label: l10n.t('Channels, one a line'),
            shape: 'prose',
          }),
        ),
      ),
      group(
        l10n.t('During the deployment'),
        fields(
          textField(form, { path: [...path, 'during', 'where'], label: l10n.t('Post updates in') }),
          textField(form, {
            path: [...path, 'during', 'everyMinutes'],
            codec: 'minutes',
            label: l10n.t('Every (minutes)'),
          }),
        ),
      ),
      group(
        l10n.t('If there are issues'),
        fields(
          textField(form, { path: [...path, 'ifIssues', 'escalateTo'], label: l10n.t('Escalate to') }),
          textField(form, { path: [...path, 'ifIssues', 'document'], label: l10n.t('Document in') }),
        ),
      ),
    ],
  });
}
