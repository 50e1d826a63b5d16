import { applyEdits, modify, parse } from 'jsonc-parser';
import * as z from 'zod/mini';
import { isOpen } from '../core/plan/blanks';
import type { Blank } from '../core/plan/schema';
import { PROFILE_PATH, profileSchema, type Profile } from '../core/profile';
import { badInput } from './errors';
import { joinPath } from './paths';
import type { Files } from './ports';
import { readProfile } from './readProfile';

/**
 * Writes the answers of these blanks into the service profile, so that the next plan of the service knows them. What else
 * stands in the file stays as it is, comments included. Open blanks and blanks without a place in the profile are left out.
 * @throws UserFacingError when the profile that is there cannot be used, or an answer does not fit into it.
 */
export async function keepAnswers(files: Files, folder: string, blanks: readonly Blank[]): Promise<void> {
  const file = joinPath(folder, PROFILE_PATH);
  await readProfile(files, folder);
  const before = await files.readText(file);
  const start = before ?? '{}\n';
  const after = blanks.reduce((text, blank) => keep(text, blank), start);
  if (after === start) return;
  const profile = z.safeParse(profileSchema, parse(after, [], { allowTrailingComma: true }));
  if (!profile.success) throw doesNotFit(profile.error.issues[0]?.path.join('.') ?? '');
  await files.writeText(file, after);
}

/** Ids of the answered blanks whose answer the profile holds. */
export function keptAnswers(profile: Profile, blanks: readonly Blank[]): readonly string[] {
  return blanks.flatMap((blank) => {
    const path = placeOf(blank);
    if (path === undefined) return [];
    const kept = path.reduce<unknown>((value, key) => childOf(value, key), profile);
    return kept === blank.value ? [blank.id] : [];
  });
}

function keep(text: string, blank: Blank): string {
  const path = placeOf(blank);
  if (path === undefined) return text;
  const bom = /^\uFEFF/u.exec(text)?.[0] ?? '';
  const body = text.slice(bom.length);
  const isTabbed = /^\t/mu.test(body);
  const formattingOptions = {
    insertSpaces: !isTabbed,
    tabSize: /^( +)\S/mu.exec(body)?.[1]?.length ?? 2,
    eol: body.includes('\r\n') ? '\r\n' : '\n',
  };
  try {
    return bom + applyEdits(body, modify(body, [...path], blank.value, { formattingOptions }));
  } catch {
    // What stands on the way to the place is no object, such as `"prometheus": null`.
    throw doesNotFit(path.join('.'));
  }
}

function doesNotFit(where: string): Error {
  return badInput(`The answer does not fit into ${PROFILE_PATH} at "${where}". Write it there by hand.`);
}

/** Where the profile keeps the answer of a blank; undefined when there is no answer or no place for it. */
function placeOf(blank: Blank): readonly (string | number)[] | undefined {
  if (blank.profileKey === undefined || isOpen(blank) || blank.notApplicable !== undefined) return undefined;
  // Planning asks for one dashboard: the first.
  return blank.profileKey === 'dashboards' ? ['dashboards', 0] : blank.profileKey.split('.');
}

function childOf(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  const isOwn = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  return isOwn ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined;
}
