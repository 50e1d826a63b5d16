import { literalPattern } from '../literalPattern';
import { sourceRole } from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';
import type { FlagNames } from './flagNames';
import { type FlagProvider, memberBy } from './providerCalls';
import { type WrapperCall, wrapperCalls } from './wrapperCalls';
import { type FlagWrapper, wrapperArguments } from './wrapperFunctions';

/** The enums, classes and objects of which the service's own code gives a member to an SDK, or to what hands it on to one. */
export function provenContainers(
  files: WorkspaceFiles,
  sources: readonly string[],
  present: readonly FlagProvider[],
  { containers, constants }: FlagNames,
  functions: readonly FlagWrapper[],
): ReadonlySet<string> {
  const proven = new Set<string>();
  if (containers.size === 0) return proven;
  const calls = present.flatMap((provider) => provider.calls.flatMap((call) => memberBy(call)));
  for (const path of sources) {
    if (sourceRole(path) !== undefined) continue;
    const text = files.text(path) ?? '';
    if (![...containers.keys()].some((name) => text.includes(name))) continue;
    for (const call of calls) {
      for (const { groups } of text.matchAll(call)) proven.add(groups?.['container'] ?? '');
    }
    for (const { container } of wrapperCalls(text, constants)) if (container !== undefined) proven.add(container);
    for (const wrapper of functions.filter(({ name }) => text.includes(name))) {
      for (const { text: written } of wrapperArguments(path, text, wrapper)) {
        for (const part of written.split(/\.|::/u)) proven.add(part);
      }
    }
  }
  return new Set([...proven].filter((name) => containers.has(name)));
}

/** The members of such a container that a text names. */
export function memberReads(
  text: string,
  { containers }: FlagNames,
  proven: ReadonlySet<string>,
): readonly WrapperCall[] {
  return [...proven].flatMap((container) => {
    const named = new RegExp(
      `(?<![\\w$])${literalPattern(container)}(?:\\.|::)([\\p{L}_][\\p{L}\\p{N}_]{1,100})`,
      'gu',
    );
    return [...text.matchAll(named)].flatMap((match): readonly WrapperCall[] => {
      const key = containers.get(container)?.get(match[1] ?? '');
      // What a framework keeps for itself is no flag of the project's: `'__null'`.
      return key === undefined || key.startsWith('__')
        ? []
        : [{ key, start: match.index, end: match.index + match[0].length }];
    });
  });
}
