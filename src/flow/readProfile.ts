import { parse, type ParseError } from 'jsonc-parser';
import * as z from 'zod/mini';
import { PROFILE_PATH, profileSchema, type Profile } from '../core/profile';
import { badInput } from './errors';
import { joinPath } from './paths';
import type { Files } from './ports';

/** The service profile of a folder; empty when there is none. @throws UserFacingError when it cannot be used. */
export async function readProfile(files: Files, folder: string): Promise<Profile> {
  const text = await files.readText(joinPath(folder, PROFILE_PATH));
  if (text === undefined) return {};
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\uFEFF/u, ''), errors, { allowTrailingComma: true });
  if (errors.length > 0) throw badInput(`${PROFILE_PATH} is not valid JSON. Mend it and try again.`);
  const parsed = z.safeParse(profileSchema, value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  const what = where === '' ? 'the whole file' : `"${where}"`;
  throw badInput(`${PROFILE_PATH}: ${what} has the wrong form. Mend it and try again.`);
}
