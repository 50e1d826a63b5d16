import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { isOpen as isUnanswered } from '../../src/core/plan/blanks';
import type { ItemPath } from '../../src/core/plan/itemPath';
import type { Blank } from '../../src/core/plan/schema';
import { button } from '../components';
import { textField } from '../fields';
import { click, type Form, run } from '../form';
import { isRunning } from '../formState';
import { icons } from '../icons';
import { elementId } from '../ids';
import { type Part, section } from '../layout';

/** What the repository could not tell: open questions first. */
export function blanksSection(form: Form): TemplateResult | typeof nothing {
  const { blanks } = form.plan;
  if (blanks.length === 0) return nothing;
  const open = blanks.filter(isUnanswered).length;
  return section(form, {
    id: 'blanks',
    title: l10n.t('Blanks'),
    meta: open === 0 ? l10n.t('all answered') : l10n.t('{0} of {1} open', open, blanks.length),
    body: () => [html`<div class="rows">${blanks.map((blank) => blankRow(form, blank))}</div>`, keepAll(form)],
  });
}

function blankRow(form: Form, blank: Blank): TemplateResult {
  const own: ItemPath = ['blanks', { id: blank.id }];
  const isClosed = blank.notApplicable !== undefined;
  return html`<div class="row question" id=${elementId(own)}>
    <span class="row-icon">${isUnanswered(blank) ? icons.pending : icons.pass}</span>
    <div class="row-body">
      ${
        isClosed
          ? textField(form, {
              path: [...own, 'notApplicable', 'reason'],
              label: blank.question,
              description: l10n.t('Not applicable because'),
              also: [own],
            })
          : textField(form, {
              path: [...own, 'value'],
              codec: 'answer',
              label: blank.question,
              also: [own],
            })
      }
      ${form.isReadOnly ? nothing : html`<div class="row-links">${toggle(form, own, isClosed)} ${keep(form, blank)}</div>`}
    </div>
  </div>`;
}

/** Whether the next plan of the service will know the answer, and how to make it so. */
function keep(form: Form, blank: Blank): Part {
  if (!canBeKept(blank)) return nothing;
  if (form.state.host?.status?.kept.includes(blank.id) === true) {
    return html`<span class="aside">${l10n.t('Kept for this service')}</span>`;
  }
  return html`<button
    class="link"
    type="button"
    title=${l10n.t('Writes the answer into .cc10x/service.json, so that the next plan knows it')}
    @click=${() => {
      run(form, { action: 'keepAnswers', blanks: [blank.id] });
    }}
  >
    ${l10n.t('Keep for this service')}
  </button>`;
}

function keepAll(form: Form): Part {
  const kept = form.state.host?.status?.kept;
  const left = form.plan.blanks.filter((blank) => canBeKept(blank) && kept?.includes(blank.id) !== true);
  if (form.isReadOnly || kept === undefined || left.length < 2) return nothing;
  return html`<div class="actions">
    ${button({
      label: l10n.t('Keep All {0} Answers for This Service', left.length),
      isDisabled: isRunning(form.state, ({ action }) => action === 'keepAnswers'),
      onClick: () => {
        run(form, { action: 'keepAnswers', blanks: left.map(({ id }) => id) });
      },
    })}
  </div>`;
}

function canBeKept(blank: Blank): boolean {
  return blank.profileKey !== undefined && blank.notApplicable === undefined && !isUnanswered(blank);
}

function toggle(form: Form, own: ItemPath, isClosed: boolean): TemplateResult {
  const path: ItemPath = [...own, 'notApplicable'];
  const change = (): void => {
    if (isClosed) {
      click(form, { kind: 'remove', path }, l10n.t('Question is open again'), elementId([...own, 'value']));
    } else {
      const edit = { kind: 'set', path, value: { reason: '' } } as const;
      click(form, edit, l10n.t('Give the reason'), elementId([...path, 'reason']));
    }
  };
  return html`<button class="link" type="button" @click=${change}>
    ${isClosed ? l10n.t('Answer instead') : l10n.t('Not applicable…')}
  </button>`;
}
