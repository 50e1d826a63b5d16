import { blankReference } from '../../plan/blanks';
import type { Blank } from '../../plan/schema';
import type { Profile } from '../../profile';

/** A value that a command needs. */
export interface Wanted {
  /** Id of the blank. */
  readonly id: string;
  /** One sentence that the on-call person can answer at once. */
  readonly question: string;
  /** Key below `platform` in the service profile; absent for values that differ from release to release. */
  readonly profileKey?: string;
  /** What the repository says. */
  readonly found?: string | undefined;
}

/** Collects the values that commands need, and asks for those that nobody told. */
export interface Answers {
  /**
   * The text to put in a command. The profile wins over the repository, since a person wrote it for production; it and
   * an open question become a reference to a blank. Outside quotes only: filling in quotes the answer.
   */
  readonly word: (wanted: Wanted) => string;
  /** The blanks asked for so far, in order, each once. */
  readonly blanks: () => readonly Blank[];
}

export function answersFrom(profile: Profile): Answers {
  const blanks = new Map<string, Blank>();
  return {
    word: ({ id, question, profileKey, found }) => {
      const told = profileKey === undefined ? undefined : profile.platform?.[profileKey];
      if (told === undefined && found !== undefined) return found;
      // The first to ask is the workload that moves first: its question is the best one.
      if (blanks.has(id)) return blankReference(id);
      blanks.set(id, {
        id,
        question,
        value: told ?? null,
        ...(profileKey === undefined ? {} : { profileKey: `platform.${profileKey}` }),
      });
      return blankReference(id);
    },
    blanks: () => [...blanks.values()],
  };
}
