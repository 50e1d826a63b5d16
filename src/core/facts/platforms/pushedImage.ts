import type { Answers } from './answers';

/**
 * `repository:tag` of the image that CI pushed for a version.
 *
 * @param found the repository that the workspace names.
 * @param known the image's `name` where there are several; where the workspace names a tag, what it says (`example`), and the
 *   `tag` itself when it is the new version's. Otherwise the tag is never known beforehand.
 */
export function pushedImage(
  answers: Answers,
  newVersion: string,
  found: string | undefined,
  {
    name,
    example = '',
    tag,
  }: { readonly name?: string | undefined; readonly example?: string; readonly tag?: string | undefined } = {},
): string {
  return `${imageRepository(answers, found, name)}:${pushedTag(answers, newVersion, { example, tag })}`;
}

/** The repository of that image alone. */
export function imageRepository(answers: Answers, found: string | undefined, name = 'this service'): string {
  return answers.word({
    id: 'image-repository',
    question: `Which image repository, registry included, does CI push ${name} to?`,
    profileKey: 'image',
    found,
  });
}

/** The tag of that image alone, where the repository is the business of others. */
export function pushedTag(
  answers: Answers,
  newVersion: string,
  { example, tag }: { readonly example: string; readonly tag?: string | undefined },
): string {
  return answers.word({
    id: 'image-tag',
    question: `Which image tag did CI push for ${newVersion}${example}?`,
    found: tag,
  });
}
