import { fillBlanks, fillCommand, type FilledText, wholeBlank } from '../plan/blanks';
import type { Plan, Step, Validation } from '../plan/schema';
import type { AnchoredKind, Anchors } from './anchors';
import { fence, inlineCode, inlineText, itemTag } from './markdown';
import { sentence } from '../phrases';
import { openQuestion, type Speaker } from './say';

/** A command block and what stands around it. Blank texts are left out by the template. */
export interface CommandView {
  /** `Step 1 of 2`; blank where there is one step only. */
  readonly number: string;
  readonly title: string;
  readonly anchor: string;
  /** The condition under which the block is run at all. */
  readonly onlyIf: string;
  /** Why the block does not run as it stands: open questions, or a blank that is not applicable. */
  readonly obstacles: readonly string[];
  readonly fence: string;
  readonly expect: string;
  /** The block that takes the step back. */
  readonly undo: string;
  readonly source: string;
}

/** A line of a **Validate:** list. */
export interface ValidationView {
  /** The log says that it was seen to hold. */
  readonly ticked: boolean;
  readonly text: string;
  readonly anchor: string;
  /** Who or what decides. */
  readonly decision: string;
  /** The query or command, as a block inside the list item. */
  readonly block: string;
}

/** What describing an item needs. */
export interface Scope {
  readonly plan: Plan;
  readonly speaker: Speaker;
  readonly anchors: Anchors;
  /** Ids of the validations that the log says were seen to hold with this release. */
  readonly validated: ReadonlySet<string>;
}

/** Steps as blocks. The steps of the first screen repeat a rollback level and have no anchors of their own. */
export function describeSteps(scope: Scope, steps: readonly Step[], anchored = true): readonly CommandView[] {
  return steps.map((step, index) => ({
    number: steps.length > 1 ? `Step ${String(index + 1)} of ${String(steps.length)}` : '',
    title: scope.speaker.say(step.title, 'Run'),
    anchor: anchored ? tagOf(scope.anchors, 'step', step.id) : '',
    onlyIf: scope.speaker.say(sentence(step.onlyIf ?? ''), ''),
    ...describeCommand(scope, step.run, step.shell),
    expect: step.expect === undefined ? '' : describeExpectation(scope, step.expect),
    undo: step.undo === undefined || step.undo.trim() === '' ? '' : describeCommand(scope, step.undo, step.shell).fence,
    source: step.source === undefined ? '' : describeSource(step.source),
  }));
}

/** Whether the command runs as it stands. */
export function isRunnable(scope: Scope, step: Step): boolean {
  const { open, notApplicable } = fillCommand(step.run, scope.plan.blanks, step.shell);
  return step.run.trim() !== '' && open.length + notApplicable.length === 0;
}

export function describeValidations(scope: Scope, validations: readonly Validation[]): readonly ValidationView[] {
  return validations.map((validation) => ({
    ticked: scope.validated.has(validation.id),
    text: scope.speaker.say(validation.text),
    anchor: tagOf(scope.anchors, 'validation', validation.id),
    ...describeDecision(scope, validation),
  }));
}

/** A sentence is prose; anything else is what the command prints. */
function describeExpectation({ plan, speaker }: Scope, expect: string): string {
  const { text, open } = fillBlanks(expect, plan.blanks);
  if (text.trim() === '') return '';
  return open.length > 0 || /[.!?`]\s*$/u.test(text) ? speaker.say(expect) : inlineCode(text.trim());
}

/** `file` or `file:line` as code. */
export function describeSource({ file, line }: { readonly file: string; readonly line?: number | undefined }): string {
  return inlineCode(line === undefined ? file : `${file}:${String(line)}`);
}

function tagOf(anchors: Anchors, kind: AnchoredKind, id: string): string {
  return itemTag(anchors.of(kind, id));
}

function describeCommand(
  { plan }: Scope,
  command: string,
  shell: Step['shell'],
): { readonly obstacles: readonly string[]; readonly fence: string } {
  if (command.trim() === '') return { obstacles: [openQuestion('the plan gives no command')], fence: '' };
  const filled = fillCommand(command, plan.blanks, shell);
  // A command that is one blank, closed as not applicable, leaves nothing to show.
  const isEmpty = filled.notApplicable.length > 0 && wholeBlank(command) !== undefined;
  return { obstacles: describeObstacles(plan, filled), fence: isEmpty ? '' : fence(filled.text, shell) };
}

/** What the placeholders of a command stand for. */
function describeObstacles(plan: Plan, { open, notApplicable }: FilledText): readonly string[] {
  return [
    ...open.map((id) => {
      const question = plan.blanks.find((blank) => blank.id === id)?.question;
      return `${inlineCode(`<${id}>`)}: ${openQuestion(question ?? 'the plan does not ask this')}`;
    }),
    ...notApplicable.map((reason) => `Not applicable: ${inlineText(sentence(reason))}`),
  ];
}

function describeDecision(
  { plan, speaker }: Scope,
  { kind, expr = '', owner = '' }: Validation,
): Pick<ValidationView, 'decision' | 'block'> {
  switch (kind) {
    case 'manual':
      return { decision: owner.trim() === '' ? 'Decided by hand.' : `Decided by ${speaker.say(owner)}.`, block: '' };
    case 'query':
      return expr.trim() === ''
        ? { decision: openQuestion('which query decides this?'), block: '' }
        : { decision: 'Decided by the query:', block: indent(fence(fillBlanks(expr, plan.blanks).text, 'promql')) };
    case 'command': {
      if (expr.trim() === '') return { decision: openQuestion('which command decides this?'), block: '' };
      const filled = fillCommand(expr, plan.blanks);
      const obstacles = describeObstacles(plan, filled);
      return {
        decision: `Decided by the command${obstacles.length === 0 ? '' : ` (${obstacles.join(', ')})`}:`,
        block: indent(fence(filled.text, 'bash')),
      };
    }
  }
}

/** A block inside a list item. */
function indent(block: string): string {
  return block.replace(/^(?=.)/gmu, '  ');
}
