import { blankReference } from '../plan/blanks';
import type { Blank } from '../plan/schema';
import type { Profile } from '../profile';

/** A question about a person, place or value that no repository can answer. */
export interface Question {
  readonly id: string;
  readonly question: string;
  readonly profileKey?: string;
  readonly answer?: string | undefined;
}

/** The blank of a question, with the answer where the profile has it. */
export function askBlank({ id, question, profileKey, answer }: Question): Blank {
  const value = answer === undefined || answer.trim() === '' ? null : answer;
  return { id, question, value, ...(profileKey === undefined ? {} : { profileKey }) };
}

/** References to the people and places of an incident; the blanks behind them stand in `peopleBlanks`. */
export const people = {
  onCall: blankReference('on-call'),
  emergencyContact: blankReference('emergency-contact'),
  dashboard: blankReference('dashboard'),
  criticalChannel: blankReference('critical-channel'),
  warningChannel: blankReference('warning-channel'),
  complaints: blankReference('complaints'),
} as const;

export function peopleBlanks(profile: Profile): readonly Blank[] {
  const [dashboard] = profile.dashboards ?? [];
  return [
    askBlank({
      id: 'on-call',
      question: 'Who is on call for this service during the rollout?',
      profileKey: 'onCall',
      answer: profile.onCall,
    }),
    askBlank({
      id: 'emergency-contact',
      question: 'Who is called when the on-call person does not answer, and how?',
      profileKey: 'emergencyContact',
      answer: profile.emergencyContact,
    }),
    askBlank({
      id: 'dashboard',
      question: 'What is the URL of the dashboard to watch?',
      profileKey: 'dashboards',
      answer: dashboard,
    }),
    askBlank({
      id: 'critical-channel',
      question: 'Where do critical alerts of this service arrive?',
      profileKey: 'channels.critical',
      answer: profile.channels?.critical,
    }),
    askBlank({
      id: 'warning-channel',
      question: 'Where do warnings of this service arrive, and where is the rollout announced?',
      profileKey: 'channels.warning',
      answer: profile.channels?.warning,
    }),
    askBlank({
      id: 'complaints',
      question: 'Where do complaints of users arrive, and who reads them during the rollout?',
      profileKey: 'complaints',
      answer: profile.complaints,
    }),
  ];
}
