import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit-html';
import type { ItemPath } from '../../src/core/plan/itemPath';
import type { RollbackLevel, Stage } from '../../src/core/plan/schema';
import { formatDuration, formatRoughly } from '../codec';
import { panels } from '../components';
import { shownNumber } from '../fields';
import { type Form, isOpen } from '../form';
import { icons } from '../icons';
import { elementId, foldKey } from '../ids';
import { type NumberOf, rolloutSteps, type RolloutStep } from '../rollout';

/** Heights in pixels: the words above the steps, the steps, and the two lines below them. */
const top = 18;
const plot = 96;
const bottom = 40;
const floor = top + plot;

/** A stage narrower than this share of the picture has no words of its own; the table has them. */
const NARROW = 0.085;

/** Where the table of the rollout stands. */
const table: ItemPath = ['rollout', 'table'];
const picture: ItemPath = ['rollout', 'picture'];

/** Traffic over time, as a picture or as a table, and beside it the ways back. */
export function rolloutPicture(form: Form): TemplateResult | typeof nothing {
  const steps = rolloutSteps(form.plan, numbersOf(form));
  if (steps.length === 0) return nothing;
  return html`<div class="rollout">
    ${panels({
      label: l10n.t('The rollout'),
      shown: elementId(isOpen(form, table, false) ? table : picture),
      panels: [
        { id: elementId(picture), title: l10n.t('Picture'), body: figureOf(steps) },
        { id: elementId(table), title: l10n.t('Table'), body: tableOf(form, steps) },
      ],
      onChange: (id) => {
        form.dispatch({ type: 'folded', key: foldKey(table), isOpen: id === elementId(table) });
      },
    })}
    ${waysBack(form)}
  </div>`;
}

function figureOf(steps: readonly RolloutStep[]): TemplateResult {
  const total = formatDuration(steps.at(-1)?.endSeconds ?? 0);
  return html`<figure class="rollout-figure">
    <svg
      class="rollout-picture"
      width="100%"
      height=${top + plot + bottom}
      role="img"
      aria-label=${l10n.t('Traffic on the new version over {0}, stage by stage. The table says the same in words.', total)}
    >
      ${gridLines()} ${steps.map((step, index) => stepShape(step, steps[index - 1]))}
      <line class="axis" x1="0" x2="100%" y1=${floor} y2=${floor} />
    </svg>
    <figcaption class="rollout-legend">
      <span class="key work"></span>${l10n.t('steps')} <span class="key soak"></span>${l10n.t('soak')}
      <span class="rollout-total">${l10n.t('{0} in all; long times are drawn shorter', total)}</span>
    </figcaption>
  </figure>`;
}

function numbersOf(form: Form): NumberOf {
  return (stage, key) => {
    const own: ItemPath = ['stages', { id: stage.id }];
    const path: ItemPath = key === 'soakSeconds' ? [...own, 'soak', 'seconds'] : [...own, key];
    return shownNumber(form, path, key === 'trafficPercent' ? 'percent' : 'duration');
  };
}

function gridLines(): readonly SVGTemplateResult[] {
  return [100, 50].map((percent) => {
    const y = heightOf(percent);
    return svg`<line class="grid" x1="0" x2="100%" y1=${y} y2=${y} />`;
  });
}

function stepShape(step: RolloutStep, before: RolloutStep | undefined): SVGTemplateResult {
  const y = heightOf(step.trafficPercent);
  const height = floor - y;
  const isWide = step.to - step.from >= NARROW;
  const middle = share((step.from + step.to) / 2);
  return svg`
    <rect class="work" x=${share(step.from)} y=${y} width=${share(step.soakFrom - step.from)} height=${height} />
    <rect class="soak" x=${share(step.soakFrom)} y=${y} width=${share(step.to - step.soakFrom)} height=${height} />
    <line class="edge" x1=${share(step.from)} x2=${share(step.to)} y1=${y} y2=${y} />
    ${
      before === undefined
        ? nothing
        : svg`<line class="edge" x1=${share(step.from)} x2=${share(step.from)} y1=${heightOf(before.trafficPercent)} y2=${y} />`
    }
    ${step.isPointOfNoReturn ? svg`<line class="no-return" x1=${share(step.from)} x2=${share(step.from)} y1="0" y2=${floor + 6} />` : nothing}
    ${
      isWide
        ? svg`
            <text x=${middle} y=${y - 5}>${`${String(step.trafficPercent)} %`}</text>
            <text class="quiet" x=${middle} y=${floor + 16}>${formatRoughly(step.endSeconds - step.startSeconds)}</text>
            <text class="quiet" x=${middle} y=${floor + 32}>${levelsWord(step.levels)}</text>`
        : nothing
    }`;
}

function heightOf(percent: number): number {
  return floor - (plot * percent) / 100;
}

function share(part: number): string {
  return `${(part * 100).toFixed(2)}%`;
}

/** The rollback level a stage starts with, in as few letters as fit below a step. */
function levelsWord(levels: readonly number[]): string {
  const [first] = levels;
  return first === undefined ? '' : l10n.t('↩ L{0}', first);
}

function waysBack(form: Form): TemplateResult {
  const { levels, pointOfNoReturn } = form.plan.rollback;
  const stage = form.plan.stages.findIndex(({ id }) => id === pointOfNoReturn?.stage);
  return html`<div class="ways-back">
    <h3>${l10n.t('Ways back')}</h3>
    <ol>
      ${levels.map((level) => wayBack(form, level))}
    </ol>
    ${
      stage < 0
        ? nothing
        : html`<p class="way no-return">
            <span class="no-return-mark" aria-hidden="true"></span
            ><span>${l10n.t('Point of no return: when stage {0} begins', stage + 1)}</span>
          </p>`
    }
  </div>`;
}

function wayBack(form: Form, { id, level, title, available, budgetSeconds }: RollbackLevel): TemplateResult {
  const jump = (): void => {
    form.dispatch({ type: 'jumped', path: ['rollback', 'levels', { id }] });
  };
  return html`<li class="way">
    ${available ? icons.undo : icons.none}
    <span
      ><button class="link" type="button" @click=${jump}>${l10n.t('Level {0}: {1}', level, title)}</button>
      <span class="aside"
        >${available ? l10n.t('< {0}', formatDuration(budgetSeconds)) : l10n.t('not available')}</span
      ></span
    >
  </li>`;
}

/** Narrow, it is a list of stages with their numbers: what looks like no table any more is still told as one. */
function tableOf({ plan }: Form, steps: readonly RolloutStep[]): TemplateResult {
  const skipped = plan.stages.filter((stage) => stage.skipped !== undefined);
  return html`<div class="rollout-table">
    <table role="table" aria-label=${l10n.t('The rollout, stage by stage')}>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader">${l10n.t('Stage')}</th>
          ${columns().map((title) => html`<th role="columnheader">${title}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${steps.map((step) => row(step))} ${skipped.map((stage) => skippedRow(stage))}
      </tbody>
    </table>
  </div>`;
}

/** What is told of a stage. */
function columns(): readonly string[] {
  return [l10n.t('Traffic'), l10n.t('Begins after'), l10n.t('Takes'), l10n.t('Soak'), l10n.t('Rollback starts with')];
}

function row(step: RolloutStep): TemplateResult {
  const { stage, ordinal, trafficPercent, startSeconds, endSeconds, soakSeconds, levels, isPointOfNoReturn } = step;
  const title = l10n.t('{0} {1}', ordinal, stage.title);
  const cells = [
    l10n.t('{0} %', trafficPercent),
    formatDuration(startSeconds),
    formatDuration(endSeconds - startSeconds),
    formatDuration(soakSeconds),
    levels.length === 0 ? l10n.t('no trigger') : levels.map((level) => l10n.t('Level {0}', level)).join(', '),
  ];
  const titles = columns();
  return html`<tr role="row">
    <th role="rowheader">${isPointOfNoReturn ? l10n.t('{0}, point of no return', title) : title}</th>
    ${cells.map(
      (text, index) =>
        html`<td role="cell"><span class="column" aria-hidden="true">${titles[index]}</span>${text}</td>`,
    )}
  </tr>`;
}

function skippedRow({ title, skipped }: Stage): TemplateResult {
  return html`<tr role="row">
    <th role="rowheader">${title}</th>
    <td role="cell" aria-colspan="5" class="whole" colspan="5">${l10n.t('skipped: {0}', skipped?.reason ?? '')}</td>
  </tr>`;
}
