import { parse } from 'jsonc-parser';
import { editPlan, type MintId, type TextEdit } from '../../core/plan/edit';
import { sameValue, valueAt } from '../../core/plan/itemPath';
import type { Problem } from '../../core/plan/problem';
import type { Plan } from '../../core/plan/schema';
import type { Obstacle } from '../../core/status';
import type { FormAction } from '../../protocol/formActions';
import type {
  EditRequest,
  EditResult,
  FormHome,
  FormProblem,
  FormReading,
  FormStateMessage,
  FormStatus,
} from '../../protocol/formProtocol';
import { FormUndo, type UndoDirection } from './formUndo';
import { placeObstacles, placeProblems, readForm } from './readForm';

/** The text document behind a form. */
export interface PlanText {
  readonly uri: string;
  /** The URI it had before its file got another name. */
  readonly formerly?: string | undefined;
  /** The text as it stands now. The version grows with every change. */
  read(): { readonly text: string; readonly version: number };
  /** Replaces parts of the text of that `version`; false when it is another one by now, or cannot be written. */
  replace(version: number, edits: readonly TextEdit[]): Promise<boolean>;
}

/** What is known about a plan beside its text. */
export interface PlanDescription {
  readonly problems: readonly Problem[];
  readonly status: Omit<FormStatus, 'missing'> & { readonly missing: readonly Obstacle[] };
  /** Why nothing may be changed in the form, in one sentence. */
  readonly readOnly?: string | undefined;
  /** Who sits here, as far as git knows. */
  readonly person?: string | undefined;
  readonly gone?: FormStateMessage['gone'];
}

export interface SessionUses {
  readonly home: FormHome;
  readonly describe: () => Promise<PlanDescription>;
  /** Tells why nothing was done; a rejection is a bug. */
  readonly run: (action: FormAction) => Promise<string | undefined>;
  /** VS Code's own undo, for a form in an editor. */
  readonly workbenchUndo?: (direction: UndoDirection) => Promise<void>;
  readonly mintId: MintId;
  readonly l10n?: Readonly<Record<string, string>> | undefined;
  readonly onBug: (error: unknown) => void;
}

export type EditOutcomeMessage = EditResult['outcome'];
type Refusal = Extract<EditOutcomeMessage, { kind: 'refused' }>;

interface Described {
  readonly problems: readonly FormProblem[];
  readonly status?: FormStatus;
  readonly readOnly?: string | undefined;
  readonly person?: string | undefined;
  readonly gone?: FormStateMessage['gone'];
}

/** How often an edit is worked out anew when the document changed while it was being applied. */
const ATTEMPTS = 3;

/**
 * One plan as the form knows it: what to show, and how the form's edits get into the text. It outlives the page, which
 * VS Code throws away whenever it is hidden.
 */
export class PlanFormSession {
  readonly #plan: PlanText;
  readonly #uses: SessionUses;
  readonly #undo = new FormUndo();
  readonly #listeners = new Set<() => void>();
  #shown: { text: string; reading: FormReading } | undefined;
  #lastGood: Plan | undefined;
  #described: Described = { problems: [] };
  #describing: Promise<void> | undefined;
  #describeAgain = false;
  /** Edits run one after the other: each is worked out on the text the one before it left. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(plan: PlanText, uses: SessionUses) {
    this.#plan = plan;
    this.#uses = uses;
  }

  get uri(): string {
    return this.#plan.uri;
  }

  /** Called whenever `state` has something new to say. @returns how to stop. */
  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** To be called when the document or anything `describe` tells may have changed. */
  refresh(): void {
    this.#changed();
    if (this.#describing !== undefined) {
      this.#describeAgain = true;
      return;
    }
    this.#describing = this.#describe().finally(() => {
      this.#describing = undefined;
      if (!this.#describeAgain) return;
      this.#describeAgain = false;
      this.refresh();
    });
  }

  state(): FormStateMessage {
    const { version, reading } = this.#read();
    const isPlan = reading.kind === 'plan';
    return {
      type: 'state',
      home: this.#uses.home,
      document: this.#plan.uri,
      formerly: this.#plan.formerly,
      revision: version,
      reading,
      problems: isPlan ? this.#described.problems : [],
      status: isPlan ? this.#described.status : undefined,
      readOnly: this.#described.readOnly,
      canUndo: this.#undo.can('undo'),
      canRedo: this.#undo.can('redo'),
      person: this.#described.person,
      gone: this.#described.gone,
      l10n: this.#uses.l10n,
    };
  }

  edit(request: EditRequest): Promise<EditOutcomeMessage> {
    return this.#inTurn(() => this.#applyEdit(request));
  }

  undo(direction: UndoDirection): Promise<EditOutcomeMessage> {
    return this.#inTurn(async () => {
      const { workbenchUndo } = this.#uses;
      if (workbenchUndo === undefined) return this.#applyUndo(direction);
      await workbenchUndo(direction);
      return { kind: 'applied', revision: this.#plan.read().version };
    });
  }

  /** Starts an action once every edit before it is in the text. Tells why nothing was done; rejects when the action does. */
  async run(action: FormAction): Promise<string | undefined> {
    await this.#queue;
    return this.#uses.run(action);
  }

  async #applyEdit(request: EditRequest): Promise<EditOutcomeMessage> {
    const { uri, formerly } = this.#plan;
    // An edit may have been under way while the file got another name.
    if (request.document !== uri && request.document !== formerly) {
      return refused('gone', 'This form does not show that plan.');
    }
    if (this.#described.readOnly !== undefined) return refused('not-valid', this.#described.readOnly);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { text, version } = this.#plan.read();
      if (version !== request.revision && !isAsSeen(text, request)) {
        return refused('changed', 'The plan changed there in the meantime.');
      }
      const outcome = editPlan(text, request.edit, this.#uses.mintId);
      if (outcome.kind === 'refused') return refused(outcome.gone ? 'gone' : 'not-valid', outcome.reason);
      const applied = { kind: 'applied', createdId: outcome.createdId } as const;
      if (outcome.edits.length === 0) return { ...applied, revision: version };
      if (await this.#plan.replace(version, outcome.edits)) {
        this.#undo.record(outcome.inverse);
        this.#changed();
        return { ...applied, revision: this.#plan.read().version };
      }
    }
    return cannotWrite();
  }

  async #applyUndo(direction: UndoDirection): Promise<EditOutcomeMessage> {
    if (this.#described.readOnly !== undefined) return refused('not-valid', this.#described.readOnly);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { text, version } = this.#plan.read();
      if (this.#read().reading.kind !== 'plan')
        return refused('not-valid', 'The plan is not valid JSON at the moment.');
      const value: unknown = parse(text);
      const step = this.#undo.next(direction, text, value, this.#uses.mintId);
      if (step.kind === 'refused') {
        this.#changed();
        return refused('changed', step.reason);
      }
      if (step.edits.length === 0 || (await this.#plan.replace(version, step.edits))) {
        this.#undo.taken(direction, step.inverse);
        this.#changed();
        return { kind: 'applied', revision: this.#plan.read().version };
      }
    }
    return cannotWrite();
  }

  async #describe(): Promise<void> {
    const { version, reading } = this.#read();
    if (reading.kind !== 'plan') return;
    try {
      const { problems, status, ...rest } = await this.#uses.describe();
      // Paths of problems count items, so they mean something only in the text they were found in.
      if (this.#plan.read().version === version) {
        this.#described = {
          ...rest,
          problems: placeProblems(reading.plan, problems),
          status: { ...status, missing: placeObstacles(reading.plan, status.missing) },
        };
      } else {
        this.#describeAgain = true;
      }
    } catch (error) {
      this.#uses.onBug(error);
    }
    this.#changed();
  }

  #read(): { version: number; reading: FormReading } {
    const { text, version } = this.#plan.read();
    // Not by its version: a document that was closed and opened again counts anew.
    if (this.#shown?.text !== text) {
      const reading = readForm(text, this.#lastGood);
      if (reading.kind === 'plan') this.#lastGood = reading.plan;
      this.#shown = { text, reading };
    }
    return { version, reading: this.#shown.reading };
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}

/** Whether the target still is what the person saw, or already what they want. */
function isAsSeen(text: string, { edit, expected }: EditRequest): boolean {
  if (edit.kind === 'insert' || edit.kind === 'move') return true;
  const value: unknown = parse(text);
  const current = valueAt(value, edit.path);
  return sameValue(current, expected) || (edit.kind === 'set' && sameValue(current, edit.value));
}

function refused(why: Refusal['why'], reason: string): Refusal {
  return { kind: 'refused', why, reason };
}

function cannotWrite(): Refusal {
  return refused('not-valid', 'The plan could not be written. The file may be read-only.');
}
