import { blanksIn, isOpen } from '../blanks';
import type { Problem } from '../problem';
import type { Plan } from '../schema';
import { makeProblem } from './makeProblem';
import { itemsOf, textsOf } from './planItems';

/** Questions nobody answered, and references to questions that are not there. */
export function blankProblems(plan: Plan): readonly Problem[] {
  const open = plan.blanks.flatMap((blank, index) =>
    isOpen(blank) ? [makeProblem('open-blank', ['blanks', index], `Unanswered: ${blank.question}`)] : [],
  );
  const known = new Set(plan.blanks.map((blank) => blank.id));
  const unknown = textsOf(plan).flatMap(({ path, text }) =>
    blanksIn(text)
      .filter((id) => !known.has(id))
      .map((id) =>
        makeProblem('unknown-blank', path, `There is no blank "${id}". Add it to the blanks or remove the reference.`),
      ),
  );
  return [...open, ...unknown];
}

/** Ids that are not unique: they anchor the runbook and the log. */
export function duplicateIds(plan: Plan): readonly Problem[] {
  const seen = new Set<string>();
  return itemsOf(plan).flatMap(({ path, id, scope }) => {
    const key = `${scope}\0${id}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [makeProblem('duplicate-id', [...path, 'id'], `Another item here has the id "${id}". Ids must be unique.`)];
  });
}
