import { isOpen as isUnanswered } from '../src/core/plan/blanks';
import type { PlanEdit } from '../src/core/plan/edit';
import type { ItemPath } from '../src/core/plan/itemPath';
import type { Plan } from '../src/core/plan/schema';
import type { FormAction } from '../src/protocol/formActions';
import type { FormProblem } from '../src/protocol/formProtocol';
import { type FormState, isReadOnly } from './formState';
import { elementId, foldKey } from './ids';
import type { FormEvent } from './state';

export type Dispatch = (event: FormEvent) => void;

/** What every part of the view is given. */
export interface Form {
  readonly state: FormState;
  readonly plan: Plan;
  readonly isReadOnly: boolean;
  /** By id of the element that shows the place. */
  readonly problems: ReadonlyMap<string, readonly FormProblem[]>;
  readonly dispatch: Dispatch;
}

export function formOf(state: FormState, plan: Plan, dispatch: Dispatch): Form {
  const problems = new Map<string, readonly FormProblem[]>();
  const answered = new Set(
    plan.blanks.filter((blank) => !isUnanswered(blank)).map(({ id }) => elementId(['blanks', { id }])),
  );
  for (const problem of state.host?.problems ?? []) {
    const id = elementId(problem.path);
    // The host takes its time to look again: until then it must not say of an answer that there is none.
    if (problem.id === 'open-blank' && answered.has(id)) continue;
    problems.set(id, [...(problems.get(id) ?? []), problem]);
  }
  return { state, plan, isReadOnly: isReadOnly(state), problems, dispatch };
}

export function problemsAt(form: Form, ...paths: readonly ItemPath[]): readonly FormProblem[] {
  return paths.flatMap((path) => form.problems.get(elementId(path)) ?? []);
}

/** Problems at `path` and everywhere below it. */
export function problemsWithin(form: Form, path: ItemPath): readonly FormProblem[] {
  const id = elementId(path);
  return [...form.problems].flatMap(([place, found]) => (place === id || place.startsWith(`${id}/`) ? found : []));
}

export function isOpen(form: Form, path: ItemPath, initially: boolean): boolean {
  return form.state.folds[foldKey(path)] ?? initially;
}

/** An edit by a click. `done` is spoken when the plan holds it; `focus` is the element that gets the focus then. */
export function click(form: Form, edit: PlanEdit, done: string, focus?: string): void {
  form.dispatch({ type: 'clicked', edit, done, ...(focus === undefined ? {} : { focus }) });
}

export function run(form: Form, action: FormAction): void {
  form.dispatch({ type: 'run', action });
}
