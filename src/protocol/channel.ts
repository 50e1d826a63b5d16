import * as z from 'zod/mini';
import { type FromForm, fromFormSchema, type ToForm, toFormSchema } from './formProtocol';

/** What carries messages: a webview on the host's side, `acquireVsCodeApi` on the form's. Nothing on it is trusted. */
export interface Wire {
  readonly send: (message: unknown) => void;
  /** @returns how to stop listening. */
  readonly listen: (listener: (message: unknown) => void) => () => void;
}

/** One end of the conversation; the other end is its mirror image. */
export interface Channel<Out, In> {
  readonly post: (message: Out) => void;
  /** @returns how to stop listening. */
  readonly onMessage: (listener: (message: In) => void) => () => void;
}

export type HostChannel = Channel<ToForm, FromForm>;
export type FormChannel = Channel<FromForm, ToForm>;

/** Hears why a message was dropped: the other end is another version, or not who we think it is. */
export type OnForeign = (reason: string) => void;

/** The host's end. */
export function hostChannel(wire: Wire, onForeign: OnForeign): HostChannel {
  return openChannel(wire, fromFormSchema, onForeign);
}

/** The form's end. */
export function formChannel(wire: Wire, onForeign: OnForeign): FormChannel {
  return openChannel(wire, toFormSchema, onForeign);
}

function openChannel<Out, Schema extends z.ZodMiniType>(
  wire: Wire,
  incoming: Schema,
  onForeign: OnForeign,
): Channel<Out, z.infer<Schema>> {
  return {
    post: (message) => {
      wire.send(message);
    },
    onMessage: (listener) =>
      wire.listen((message) => {
        const parsed = z.safeParse(incoming, message);
        if (parsed.success) listener(parsed.data);
        else onForeign(z.prettifyError(parsed.error));
      }),
  };
}
