import type { Answers } from './answers';

/**
 * `repository:tag` of the image that CI pushed for a version. The tag is never known beforehand.
 *
 * @param found the repository that the workspace names.
 */
export function pushedImage(answers: Answers, newVersion: string, found: string | undefined): string {
  const repository = answers.word({
    id: 'image-repository',
    question: 'Which image repository, registry included, does CI push this service to?',
    profileKey: 'image',
    found,
  });
  const tag = answers.word({ id: 'image-tag', question: `Which image tag did CI push for ${newVersion}?` });
  return `${repository}:${tag}`;
}
