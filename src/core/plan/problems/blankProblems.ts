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

/** What people leave in a text that they mean to fill in later. Prose only: a shell reads brackets otherwise. */
const placeholder =
  /\bTODO\b|\bFIXME\b|\bTBD\b|<[a-z][a-z0-9 _-]*>|\[(?:…|\.\.\.|[A-Za-z][A-Za-z ]* (?:name|id|url|here|commit|step)|name|url|reference|stakeholders|yyyy-mm-dd)\]/iu;

/** Texts for people that still wait to be filled in. */
export function placeholderProblems(plan: Plan): readonly Problem[] {
  const answers = plan.blanks.flatMap(({ value }, index) =>
    value === null ? [] : [{ path: ['blanks', index, 'value'], text: value }],
  );
  const read = textsOf({
    ...plan,
    // What the repository says, and what the rules about commands and queries read.
    stages: plan.stages.map((stage) => ({
      ...stage,
      steps: [],
      validations: stage.validations.map((validation) => ({ ...validation, expr: '' })),
    })),
    monitoring: { ...plan.monitoring, prometheus: null, metrics: [] },
  }).filter(({ path: [top] }) =>
    ['deployment', 'schedule', 'stages', 'monitoring', 'communication'].includes(String(top)),
  );
  return [...read, ...answers].flatMap(({ path, text }) =>
    placeholder.test(text)
      ? [makeProblem('placeholder', path, `"${text}" still holds a placeholder. Replace it or ask with a blank.`)]
      : [],
  );
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
