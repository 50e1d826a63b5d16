import type { Plan } from '../../src/core/plan/schema';
import type { EditResult, FormStateMessage, FromForm } from '../../src/protocol/formProtocol';
import { type Field, fieldKey } from '../../webview/drafts';
import { firstState, type FormState, stamp, tellUnsaved } from '../../webview/formState';
import { type FormEvent, reduce } from '../../webview/state';
import { aPlan } from './aPlan';

export const owner: Field = { path: ['deployment', 'owner'], codec: 'text' };
export const date: Field = { path: ['deployment', 'date'], codec: 'date' };

/** One page and everything it has told the host. */
export class FormBench {
  /** The time at which everything happens. */
  static readonly now = 1_000;
  state: FormState;
  readonly posted: FromForm[] = [];
  /** What the host was told of texts that are in no document. */
  readonly unsaved: Extract<FromForm, { type: 'unsaved' }>[] = [];

  constructor(page = 'p', kept?: unknown) {
    this.state = firstState(page, kept);
  }

  do(...events: readonly FormEvent[]): this {
    for (const event of events) {
      const step = reduce(this.state, event);
      const next = stamp(this.state, step.state, FormBench.now);
      this.unsaved.push(...[tellUnsaved(this.state, next) ?? []].flat());
      this.state = next;
      this.posted.push(...step.post);
    }
    return this;
  }

  /** The host shows the plan. */
  show(more: Partial<FormStateMessage> = {}): this {
    return this.do({ type: 'host', message: stateOf(aPlan(), more) });
  }

  answer(requestId: string, outcome: EditResult['outcome']): this {
    return this.do({ type: 'host', message: { type: 'editResult', requestId, outcome } });
  }

  type(field: Field, text: string): this {
    return this.do({ type: 'typed', field, text });
  }

  settle(field: Field, by: 'pause' | 'leave' = 'pause'): this {
    return this.do({ type: 'settled', key: fieldKey(field.path), by });
  }
}

export function stateOf(plan: Plan, more: Partial<FormStateMessage> = {}): FormStateMessage {
  return {
    type: 'state',
    home: 'sideBar',
    document: 'file:///plan',
    revision: 1,
    reading: { kind: 'plan', plan },
    problems: [],
    canUndo: false,
    canRedo: false,
    ...more,
  };
}

export function ownedBy(name: string): FormStateMessage['reading'] {
  const plan = aPlan();
  return { kind: 'plan', plan: { ...plan, deployment: { ...plan.deployment, owner: name } } };
}
