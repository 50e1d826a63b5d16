import { sourceRole } from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';
import { argumentTexts } from './argumentTexts';
import type { FlagProvider } from './providerCalls';
import type { WrapperCall } from './wrapperCalls';

const destructured = /\{([^{}]{1,600})\}\s*=\s*useFlags\s*(?:<[^>\n]{0,80}>)?\(/gu;
const variable = /\b(?:const|let)\s+(\w+)\s*(?::[^=\n]{0,80})?=\s*useFlags\s*(?:<[^>\n]{0,80}>)?\(\s*\)/gu;
const indexed = /\bflags(?:\?\.|!)?\[\s*(?<key>[^\]\n]{1,80})\]/gu;
const listed = /\buseFlags\(\s*(?=\[)/gu;
const literal = /^["'`]([\w.:/-]{2,100})["'`]$/u;

/**
 * The flags that a component takes from all of them at once, as React's hooks give them.
 * https://launchdarkly.com/docs/sdk/client-side/react/react-web#hooks https://docs.flagsmith.com/clients/react
 * `resolve` says what a constant stands for; `handsOn` says that the project's own hook hands on what the SDK's gives.
 */
export function hookReads(
  text: string,
  { id, usage }: FlagProvider,
  handsOn: boolean,
  resolve: (written: string) => string | undefined,
): readonly WrapperCall[] {
  if (id === 'flagsmith') return listedFlags(text);
  if (id !== 'launchdarkly' || !(usage.test(text) || (handsOn && takenHook.test(text)))) return [];
  const found: WrapperCall[] = [];
  const add = (key: string | undefined, start: number, end: number): void => {
    if (key !== undefined) found.push({ key, start, end });
  };
  for (const match of text.matchAll(destructured)) {
    let at = match.index + 1;
    for (const part of (match[1] ?? '').split(',')) {
      const key = /^\s*["']?([A-Za-z_][\w.-]*)["']?\s*(?:[:=]|$)/u.exec(part)?.[1];
      add(key, at, at + part.length);
      at += part.length + 1;
    }
  }
  for (const [, name] of text.matchAll(variable)) {
    if (name === undefined) continue;
    const read = new RegExp(
      `(?<![\\w.$])${name}(?:\\?|!)?\\.(?!\\[)(\\w+)\\b(?!\\()|(?<![\\w.$])${name}(?:\\?\\.)?\\[\\s*([^\\]\\n]{1,80})\\]`,
      'gu',
    );
    for (const match of text.matchAll(read)) {
      const key = match[1] ?? resolved(match[2] ?? '', resolve);
      add(key, match.index, match.index + match[0].length);
    }
  }
  for (const match of text.matchAll(indexed)) {
    add(resolved(match.groups?.['key'] ?? '', resolve), match.index, match.index + match[0].length);
  }
  return found;
}

function resolved(written: string, resolve: (written: string) => string | undefined): string | undefined {
  return literal.exec(written.trim())?.[1] ?? resolve(written.trim());
}

/** `useFlags(['a', 'b'])`. */
function listedFlags(text: string): readonly WrapperCall[] {
  return [...text.matchAll(listed)].flatMap((match) =>
    argumentTexts(text, match.index + match[0].length).flatMap((each): readonly WrapperCall[] => {
      const key = literal.exec(each.text)?.[1];
      return key === undefined ? [] : [{ key, start: each.offset, end: each.offset + each.text.length }];
    }),
  );
}

/** A text that takes a hook of that name from elsewhere. */
const takenHook = /\bimport\b[^;]{0,400}?\buseFlags\b[^;]{0,400}?\bfrom\s/u;
/** A hook of the project's own that bears the name of the SDK's. */
const ownHook = /\bexport\s+(?:(?:async\s+)?function|const)\s+useFlags\b|\bexport\s*\{[^}]{0,300}\buseFlags\b/u;

/** Whether the project's own code hands on what the SDK's hook gives, under the same name. */
export function handsHookOn(
  files: WorkspaceFiles,
  sources: readonly string[],
  present: readonly FlagProvider[],
): boolean {
  const provider = present.find(({ id }) => id === 'launchdarkly');
  if (provider === undefined) return false;
  return sources.some((path) => {
    const text = files.text(path) ?? '';
    return sourceRole(path) === undefined && ownHook.test(text) && importsHook(text, provider);
  });
}

/** Whether a text takes the hook for all flags from the SDK itself. */
export function importsHook(text: string, { module }: FlagProvider): boolean {
  const taken = /\buseFlags\b[^;]{0,400}?\bfrom\s+["']([^"']+)["']/u.exec(text)?.[1];
  return taken !== undefined && module.test(taken);
}
