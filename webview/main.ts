import * as l10n from '@vscode/l10n';
import { render } from 'lit-html';
import { formChannel } from '../src/protocol/channel';
import { registerComponents } from './components';
import { fieldKey } from './drafts';
import { answersUndo, firstState, keep, stamp, tellUnsaved } from './formState';
import { connectHost } from './host';
import { focusFirst, isTextBox, keepFocus } from './keepFocus';
import { historyKey, selectsAll } from './keys';
import { type FormEvent, reduce } from './state';
import { view } from './view';

/** How long typing must pause before the text goes into the document, in milliseconds. */
const PAUSE = 300;
/** How long an edit may stay unanswered, in milliseconds. */
const PATIENCE = 15_000;

registerComponents();
start();

/** Joins the pure parts (state, view) to the page and to the host. */
function start(): void {
  const root = document.getElementById('form');
  if (root === null) throw new Error('The page has no place for the form.');
  const host = connectHost();
  const channel = formChannel(host, (reason) => {
    console.warn(`A message of the host was dropped: ${reason}`);
  });
  const kept = host.recall();
  let state = firstState(crypto.randomUUID(), kept);
  let scrollTop = scrollOf(kept) ?? 0;
  let isScrollRestored = false;
  let isRendering = false;
  let isTopWatched = false;
  const pauses = new Map<string, ReturnType<typeof setTimeout>>();

  const remember = (): void => {
    host.remember({ ...keep(state), scrollTop });
  };

  const dispatch = (event: FormEvent): void => {
    const step = reduce(state, event);
    const next = stamp(state, step.state, Date.now());
    const unsaved = tellUnsaved(state, next);
    state = next;
    remember();
    if (unsaved !== undefined) channel.post(unsaved);
    for (const message of step.post) {
      channel.post(message);
      // An action may take as long as it takes, such as running the tests.
      if ('requestId' in message && message.type !== 'run') giveUpLater(message.requestId);
    }
    if (event.type === 'typed') settleLater(fieldKey(event.field.path));
    renderSoon();
  };

  const giveUpLater = (requestId: string): void => {
    setTimeout(() => {
      if (requestId in state.waiting) dispatch({ type: 'timedOut', requestId });
    }, PATIENCE);
  };

  const settleLater = (key: string): void => {
    clearTimeout(pauses.get(key));
    const pause = setTimeout(() => {
      pauses.delete(key);
      dispatch({ type: 'settled', key, by: 'pause' });
    }, PAUSE);
    pauses.set(key, pause);
  };

  const renderSoon = (): void => {
    if (isRendering) return;
    isRendering = true;
    queueMicrotask(() => {
      isRendering = false;
      keepFocus(() => {
        render(view(state, dispatch), root);
      });
      watchTop();
      restoreScroll();
      takeFocus();
    });
  };

  /** What stays in sight at the top must not hide what gets the focus below it, however tall a long name makes it. */
  const watchTop = (): void => {
    const top = isTopWatched ? null : root.querySelector('.top');
    if (top === null) return;
    isTopWatched = true;
    const told = new ResizeObserver(([entry]) => {
      const height = entry?.contentRect.height ?? 0;
      document.documentElement.style.setProperty('--top-height', `${String(Math.ceil(height))}px`);
    });
    told.observe(top);
  };

  /** Once, when the page has its height back. */
  const restoreScroll = (): void => {
    if (isScrollRestored || state.host === undefined) return;
    isScrollRestored = true;
    document.documentElement.scrollTop = scrollTop;
  };

  const takeFocus = (): void => {
    const { focus, host: shown } = state;
    if (focus === undefined || shown === undefined || shown.revision < focus.revision) return;
    // The toolkit's elements fill themselves in a task of their own.
    requestAnimationFrame(() => {
      if (state.focus !== focus) return;
      focusFirst(focus.ids);
      dispatch({ type: 'focused' });
    });
  };

  channel.onMessage((message) => {
    if (message.type === 'state' && message.l10n !== undefined) l10n.config({ contents: { ...message.l10n } });
    dispatch({ type: 'host', message });
  });

  // In the capture phase: the page's own undo would change a field behind our back, and VS Code listens further out.
  window.addEventListener(
    'keydown',
    (event) => {
      // The browser does it at once. VS Code would do it again, a moment later: over what was typed in between.
      if (selectsAll(event) && isTextBox(document.activeElement)) event.stopImmediatePropagation();
      const direction = historyKey(event);
      // VS Code's own keys, such as the one that saves, work on the document: give it what was typed a head start.
      if (direction === undefined && (event.key === 'Control' || event.key === 'Meta')) dispatch({ type: 'flushed' });
      if (direction === undefined) return;
      const key = document.activeElement?.getAttribute('data-key') ?? undefined;
      event.preventDefault();
      if (!answersUndo(state, key)) return;
      event.stopImmediatePropagation();
      dispatch({ type: 'history', direction, key });
    },
    { capture: true },
  );

  let scrolling: ReturnType<typeof setTimeout> | undefined;
  const scrolled = (): void => {
    clearTimeout(scrolling);
    scrolling = setTimeout(() => {
      scrollTop = document.documentElement.scrollTop;
      remember();
    }, PAUSE);
  };
  window.addEventListener('scroll', scrolled, { passive: true });

  channel.post({ type: 'ready', at: state.at });
}

function scrollOf(kept: unknown): number | undefined {
  if (typeof kept !== 'object' || kept === null || !('scrollTop' in kept)) return undefined;
  return typeof kept.scrollTop === 'number' ? kept.scrollTop : undefined;
}
