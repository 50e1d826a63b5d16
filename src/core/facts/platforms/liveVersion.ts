import type { Answers } from './answers';

/** The command that prints what runs in production, where the platform has none. */
export function liveVersion(answers: Answers): string {
  return answers.word({
    id: 'live-version',
    question: 'Which command prints the version or commit that runs in production now?',
    profileKey: 'liveVersion',
  });
}
