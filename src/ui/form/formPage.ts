import type { ItemPath } from '../../core/plan/itemPath';
import type { HostChannel } from '../../protocol/channel';
import type { FormHome, FormStateMessage, FromForm, ToForm } from '../../protocol/formProtocol';
import type { LeftPageTexts, PageTexts } from '../../protocol/unsavedTexts';
import type { EditOutcomeMessage, PlanFormSession } from './planFormSession';

export interface PageUses {
  readonly home: FormHome;
  /** The plan to show now. */
  readonly shown: () => PlanFormSession | undefined;
  /** A plan this form has shown before: an edit may arrive after the person selected another plan. */
  readonly find: (uri: string) => PlanFormSession | undefined;
  /** Why there is no plan to show. */
  readonly nothing?: () => string | undefined;
  /** Hears what stands in the page and in no document, and since when. */
  readonly onUnsaved?: (texts: PageTexts, at: number) => void;
  /** What stood in a page before this one. `at`: when what this one remembers by itself last changed. */
  readonly takeLeft?: (at: number) => LeftPageTexts | undefined;
  readonly l10n?: Readonly<Record<string, string>> | undefined;
  readonly onBug: (error: unknown) => void;
}

/**
 * One web page that shows the form, from the moment VS Code creates it until it throws it away. Answers every request
 * exactly once, whatever happens on the way.
 */
export class FormPage {
  readonly #channel: HostChannel;
  readonly #uses: PageUses;
  readonly #stop: () => void;
  #stopFollowing: (() => void) | undefined;
  #isReady = false;
  #isDisposed = false;
  #reveal: ItemPath | undefined;

  constructor(channel: HostChannel, uses: PageUses) {
    this.#channel = channel;
    this.#uses = uses;
    this.#stop = channel.onMessage((message) => {
      this.#receive(message);
    });
    this.follow();
  }

  /** Shows what is to be shown now, and from now on whenever it changes. */
  follow(): void {
    this.#stopFollowing?.();
    if (this.#isDisposed) return;
    const session = this.#uses.shown();
    this.#stopFollowing = session?.onDidChange(() => {
      this.#sendState();
    });
    if (session === undefined) this.#sendState();
    else session.refresh();
  }

  /** Shows a place of the plan and puts the focus there, as soon as the page can. */
  reveal(path: ItemPath): void {
    this.#reveal = path;
    this.#sendReveal();
  }

  dispose(): void {
    this.#stop();
    this.#stopFollowing?.();
    this.#isDisposed = true;
  }

  /** The page may be gone by the time an answer is known. */
  #post(message: ToForm): void {
    if (!this.#isDisposed) this.#channel.post(message);
  }

  #receive(message: FromForm): void {
    switch (message.type) {
      case 'ready':
        this.#isReady = true;
        this.#sendState(this.#uses.takeLeft?.(message.at ?? 0));
        this.#sendReveal();
        return;
      case 'unsaved':
        this.#uses.onUnsaved?.(message.texts, message.at);
        return;
      case 'edit':
        this.#answerEdit(message.requestId, this.#uses.find(message.document)?.edit(message));
        return;
      case 'undo':
      case 'redo':
        this.#answerEdit(message.requestId, this.#uses.shown()?.undo(message.type));
        return;
      case 'run':
        this.#answerRun(message);
        return;
    }
  }

  #answerEdit(requestId: string, answer: Promise<EditOutcomeMessage> | undefined): void {
    const post = (outcome: EditOutcomeMessage): void => {
      this.#post({ type: 'editResult', requestId, outcome });
    };
    if (answer === undefined) {
      post({ kind: 'refused', why: 'gone', reason: 'This plan is not open any more.' });
      return;
    }
    answer.then(post, (error: unknown) => {
      this.#uses.onBug(error);
      post({ kind: 'refused', why: 'not-valid', reason: 'Something went wrong. The log says more.' });
    });
  }

  #answerRun({ requestId, action }: FromForm & { type: 'run' }): void {
    const done = this.#uses.shown()?.run(action);
    (done ?? Promise.resolve(undefined)).then(
      (reason) => {
        const outcome = reason === undefined ? ({ kind: 'done' } as const) : ({ kind: 'failed', reason } as const);
        this.#post({ type: 'runResult', requestId, outcome });
      },
      (error: unknown) => {
        this.#uses.onBug(error);
        const reason = 'Something went wrong. The log says more.';
        this.#post({ type: 'runResult', requestId, outcome: { kind: 'failed', reason } });
      },
    );
  }

  #sendState(left?: LeftPageTexts): void {
    if (!this.#isReady) return;
    const state = this.#uses.shown()?.state() ?? this.#noPlan();
    this.#post(left === undefined ? state : { ...state, left });
  }

  #noPlan(): FormStateMessage {
    return {
      type: 'state',
      home: this.#uses.home,
      document: '',
      revision: 0,
      reading: { kind: 'none', reason: this.#uses.nothing?.() },
      problems: [],
      canUndo: false,
      canRedo: false,
      l10n: this.#uses.l10n,
    };
  }

  #sendReveal(): void {
    if (!this.#isReady || this.#reveal === undefined) return;
    this.#post({ type: 'reveal', path: this.#reveal });
    this.#reveal = undefined;
  }
}
