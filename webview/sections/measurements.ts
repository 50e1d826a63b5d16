import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit-html';
import type { ItemPath } from '../../src/core/plan/itemPath';
import { ASSUMED_OVERDISPERSION } from '../../src/core/planning/soak';
import { button } from '../components';
import { textField } from '../fields';
import { click, type Form } from '../form';
import { icons } from '../icons';
import { elementId } from '../ids';
import { fields, type Part, shortFields } from '../layout';
import { newPrometheus } from '../newItems';
import { optionalGroup } from './optionalGroup';

const path: ItemPath = ['monitoring'];

/** Where the numbers come from, and what they are held against. */
export function measurements(form: Form): Part {
  return [prometheus(form), traffic(form), objective(form)];
}

function prometheus(form: Form): Part {
  const own: ItemPath = [...path, 'prometheus'];
  const { prometheus: known } = form.plan.monitoring;
  const code = (key: string, label: string, description?: string): Part =>
    textField(form, { path: [...own, key], label, description, shape: 'code' });
  const optionalCode = (keys: readonly string[], label: string): Part =>
    textField(form, {
      path: [...own, ...keys],
      codec: 'optionalText',
      label,
      shape: 'code',
      placeholder: l10n.t('not known'),
    });
  const address = (key: string, label: string): Part =>
    textField(form, {
      path: [...own, key],
      codec: 'optionalText',
      label,
      isWide: true,
      placeholder: l10n.t('not known'),
    });
  return optionalGroup(form, {
    title: l10n.t('Prometheus'),
    path: own,
    isThere: known !== null,
    absence: l10n.t('This service is not watched by Prometheus, so only your own queries can become alert rules.'),
    add: {
      label: l10n.t('Add Prometheus'),
      value: newPrometheus(form.plan),
      done: l10n.t('Prometheus added: fill in the names'),
      focus: [...own, 'url'],
    },
    forget: {
      label: l10n.t('Not Watched by Prometheus'),
      edit: { kind: 'set', path: own, value: null },
      done: l10n.t('Prometheus removed'),
    },
    body: () => [
      fields(
        address('url', l10n.t('Address of Prometheus')),
        address('alertmanager', l10n.t('Address of the Alertmanager')),
        code('requests', l10n.t('Request counter')),
        code('errors', l10n.t('Matchers of server errors')),
        optionalCode(['clientErrors'], l10n.t('Matchers of client errors')),
        code('durations', l10n.t('Latency histogram'), l10n.t('Its base name, without _bucket.')),
      ),
      shortFields(
        textField(form, { path: [...own, 'labels', 'service'], label: l10n.t('Label of the service') }),
        textField(form, { path: [...own, 'service'], label: l10n.t('Service, as labelled') }),
        textField(form, { path: [...own, 'labels', 'version'], label: l10n.t('Label of the version'), isWide: true }),
        textField(form, { path: [...own, 'baselineVersion'], label: l10n.t('Version now, as labelled') }),
        textField(form, { path: [...own, 'newVersion'], label: l10n.t('New version, as labelled') }),
      ),
      fields(
        optionalCode(['target'], l10n.t('Matchers of the targets (up)')),
        optionalCode(['database'], l10n.t('Database query time')),
        known?.resources === undefined
          ? nothing
          : [
              optionalCode(['resources', 'cpu'], l10n.t('CPU in use, in percent')),
              optionalCode(['resources', 'memory'], l10n.t('Memory in use, in percent')),
            ],
      ),
      known?.resources === undefined ? addResources(form, [...own, 'resources']) : nothing,
    ],
  });
}

function addResources(form: Form, own: ItemPath): Part {
  if (form.isReadOnly) return nothing;
  const add = (): void => {
    const edit = { kind: 'set', path: own, value: {} } as const;
    click(form, edit, l10n.t('Fields for CPU and memory added'), elementId([...own, 'cpu']));
  };
  return html`<div class="actions">
    ${button({ label: l10n.t('Add CPU and Memory'), icon: icons.add, onClick: add })}
  </div>`;
}

function traffic(form: Form): Part {
  const own: ItemPath = [...path, 'traffic'];
  return optionalGroup(form, {
    title: l10n.t('Production traffic'),
    path: own,
    isThere: form.plan.monitoring.traffic !== null,
    absence: l10n.t('Production traffic is not known, so no soak could be computed.'),
    add: {
      label: l10n.t('Add Traffic'),
      value: { rps: 0, baselineErrorRate: 0, source: '' },
      done: l10n.t('Traffic added: fill in the numbers'),
      focus: [...own, 'rps'],
    },
    forget: {
      label: l10n.t('Not Known'),
      edit: { kind: 'set', path: own, value: null },
      done: l10n.t('Traffic is not known any more'),
    },
    body: () =>
      shortFields(
        textField(form, { path: [...own, 'rps'], codec: 'count', label: l10n.t('Requests per second') }),
        textField(form, {
          path: [...own, 'baselineErrorRate'],
          codec: 'share',
          label: l10n.t('Baseline errors (%)'),
        }),
        textField(form, {
          path: [...own, 'overdispersion'],
          codec: 'optionalRatio',
          label: l10n.t('Overdispersion of errors'),
          description: l10n.t(
            'Variance of the errors of five minutes, divided by their mean: 1 where they are independent. {0} is assumed where this is empty.',
            ASSUMED_OVERDISPERSION,
          ),
          placeholder: l10n.t('not measured'),
          isWide: true,
        }),
        textField(form, { path: [...own, 'source'], label: l10n.t('Where the numbers come from'), isWide: true }),
      ),
  });
}

function objective(form: Form): Part {
  const own: ItemPath = [...path, 'slo'];
  return optionalGroup(form, {
    title: l10n.t('Service level objective'),
    path: own,
    isThere: form.plan.monitoring.slo !== undefined,
    absence: l10n.t('None is known, so no error budget is watched.'),
    add: {
      label: l10n.t('Add Objective'),
      // Burns no budget, so nothing is watched until a person says a number; one such as 99.9 would be an invention.
      value: { objective: 0 },
      done: l10n.t('Objective added: fill in the number'),
      focus: [...own, 'objective'],
    },
    forget: {
      label: l10n.t('Remove Objective'),
      edit: { kind: 'remove', path: own },
      done: l10n.t('Objective removed'),
    },
    body: () =>
      shortFields(
        textField(form, {
          path: [...own, 'objective'],
          codec: 'share',
          label: l10n.t('Requests that succeed (%)'),
        }),
      ),
  });
}
