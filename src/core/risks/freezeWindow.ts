import { type FreezeWindow, parseFreezeWindow, windowCovers } from '../freezeWindows';
import { PROFILE_PATH } from '../profile';
import type { RiskRule } from './rule';

/** The day of the deployment lies in a freeze window of the service profile. */
export const freezeWindow: RiskRule = {
  id: 'freeze-window',
  dimension: 'timing',
  find: ({ profile, date }) =>
    (profile.freezeWindows ?? []).flatMap((declared) => {
      const window: FreezeWindow | undefined = parseFreezeWindow(declared);
      const cover = window === undefined ? 'none' : windowCovers(window, date);
      if (cover === 'none') return [];
      const why = declared.reason === undefined ? '' : ` (${declared.reason})`;
      return [
        {
          key: `${declared.from}-${declared.to}`,
          issue: `The deployment on ${date} falls into the freeze from ${declared.from} to ${declared.to}${why}.`,
          evidence: [{ file: PROFILE_PATH }],
          trigger:
            cover === 'day'
              ? `Any stage that runs on ${date}.`
              : `A stage that runs on ${date} between ${declared.from} and ${declared.to}.`,
          impact: 4,
          impactWhy:
            declared.reason === undefined
              ? 'the team declared that changes cost more than usual then'
              : `the team declared: ${declared.reason}`,
          probability: cover === 'day' ? 5 : 3,
          probabilityWhy:
            cover === 'day'
              ? 'the whole day lies inside the window'
              : 'a part of the day lies inside the window; the stages and their soak take hours',
          fails: 'A fault meets the time when it costs most and fewest people are there.',
          detect: 'As any failure, with fewer people looking.',
          recover: 'Roll back; do not try to fix forward inside the window.',
          monitor: 'The same as on any day, by a person who is named and awake.',
          mitigation: `Choose a day outside the window, or have the exception accepted by name.`,
        },
      ];
    }),
};
