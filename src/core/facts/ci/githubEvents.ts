import { entriesAt, listAt, valueAt } from '../looseValue';

/** The names of the events that start a workflow of GitHub, whichever of its three ways of writing them it takes. */
export function eventsOf(workflow: unknown): readonly string[] {
  const on = valueAt(workflow, 'on');
  if (typeof on === 'string') return [on];
  return [...listAt(on).filter((event) => typeof event === 'string'), ...entriesAt(on).map(([event]) => event)];
}

/** Whether a workflow runs only when somebody starts it. */
export function isOnlyStartedByHand(workflow: unknown): boolean {
  const events = eventsOf(workflow);
  return events.length > 0 && events.every((event) => event === 'workflow_dispatch');
}
