import { entriesAt, listAt, valueAt } from '../looseValue';

const workflow = /^\.github\/workflows\/[^/]+\.ya?ml$/u;

/**
 * Whether a path may hold a workflow of GitHub Actions
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#about-yaml-syntax-for-workflows).
 */
export function isWorkflow(path: string): boolean {
  return workflow.test(path);
}

/** The names of the events that start a workflow of GitHub, whichever of its three ways of writing them it takes. */
export function eventsOf(value: unknown): readonly string[] {
  const on = valueAt(value, 'on');
  if (typeof on === 'string') return [on];
  return [...listAt(on).filter((event) => typeof event === 'string'), ...entriesAt(on).map(([event]) => event)];
}

/** Whether a workflow runs only when somebody starts it. */
export function isOnlyStartedByHand(value: unknown): boolean {
  const events = eventsOf(value);
  return events.length > 0 && events.every((event) => event === 'workflow_dispatch');
}
