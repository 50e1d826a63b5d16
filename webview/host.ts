import type { Wire } from '../src/protocol/channel';

/** What VS Code gives a page, once. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The page's only way out, and the only thing that outlives it. */
export interface Host extends Wire {
  /** What an earlier page of this view left behind; undefined for the first. Not trusted. */
  readonly recall: () => unknown;
  /** Kept from this very moment, even if the page is thrown away in the next. */
  readonly remember: (value: unknown) => void;
}

export function connectHost(): Host {
  const api = acquireVsCodeApi();
  return {
    send: (message) => {
      api.postMessage(message);
    },
    listen: (listener) => {
      const receive = (event: MessageEvent<unknown>): void => {
        listener(event.data);
      };
      window.addEventListener('message', receive);
      return () => {
        window.removeEventListener('message', receive);
      };
    },
    recall: () => api.getState(),
    remember: (value) => {
      api.setState(value);
    },
  };
}
