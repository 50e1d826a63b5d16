import { evidenceAt } from '../detector';
import { textAt, valueAt } from '../looseValue';
import { baseName, saysElsewhere, saysProduction } from '../paths';
import type { Evidence } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { isFilledFromEnvironment, isSpringConfiguration } from './environmentReads';

/** A property that a file or a document of Spring's configuration sets. */
export interface SpringProperty {
  /** As text; a value that a placeholder takes from elsewhere stands as the file has it. */
  readonly value: string;
  readonly evidence: Evidence;
}

interface OfProfile extends SpringProperty {
  readonly profile: string | undefined;
}

/**
 * What Spring's configuration sets properties to in production: in the files and documents of its profile where those set one of
 * them, else in those that are for every profile, or for one that names no other environment.
 * https://docs.spring.io/spring-boot/reference/features/profiles.html
 *
 * @param properties dotted names; the first one that a document sets counts.
 */
export function springInProduction(files: WorkspaceFiles, properties: readonly string[]): readonly SpringProperty[] {
  const told = files.loaded
    .filter((path) => isSpringConfiguration(path) && isFilledFromEnvironment(path))
    .flatMap((path) => {
      const own = /^(?:application|bootstrap)-([\w.-]+)\.[a-z]+$/u.exec(baseName(path))?.[1];
      return (path.endsWith('.properties') ? inLines(files, path, properties) : inYaml(files, path, properties)).map(
        (each): OfProfile => ({ ...each, profile: each.profile ?? own }),
      );
    })
    .filter(({ profile }) => profile === undefined || !isElsewhere(profile));
  const ofProduction = told.filter(({ profile }) => profile !== undefined && saysProduction(profile));
  return ofProduction.length > 0 ? ofProduction : told;
}

function isElsewhere(profile: string): boolean {
  return (
    !saysProduction(profile) &&
    (saysElsewhere(profile) || /^(?:default|local|tests?|testing|it|ci|e2e|h2|mock)$/iu.test(profile))
  );
}

function inLines(files: WorkspaceFiles, file: string, properties: readonly string[]): readonly OfProfile[] {
  return (files.text(file) ?? '').split('\n').flatMap((line, index): readonly OfProfile[] => {
    const [, key = '', value = ''] = /^\s*([\w.-]+)\s*[=:]\s*(\S+)/u.exec(line) ?? [];
    return properties.includes(key) ? [{ value, profile: undefined, evidence: { file, line: index + 1 } }] : [];
  });
}

function inYaml(files: WorkspaceFiles, file: string, properties: readonly string[]): readonly OfProfile[] {
  return (files.yaml(file) ?? []).flatMap(({ value: document, lineOf }): readonly OfProfile[] => {
    const profile =
      textAt(document, 'spring', 'config', 'activate', 'on-profile') ?? textAt(document, 'spring', 'profiles');
    for (const property of properties) {
      // Any part of the name may stand as one key.
      for (const path of [property.split('.'), [property]]) {
        const value = valueAt(document, ...path);
        if (typeof value === 'string' || typeof value === 'boolean')
          return [{ value: String(value), profile, evidence: evidenceAt(file, lineOf(path)) }];
      }
    }
    return [];
  });
}
