import type { Plan } from '../plan/schema';
import { worksInBackground } from './backgroundWork';
import { isPackageRelease } from './packageRelease';
import { people } from './people';
import type { PlanningInput } from './planningInput';
import { flagRemovals } from './releaseFlags';

/** What is looked at for a day or two after Full, each with a number and with who decides. */
export function watchChecks(input: PlanningInput): Plan['watch']['checks'] {
  const owner = input.request.owner === '' ? people.onCall : input.request.owner;
  return [...healthChecks(input), ...usageChecks(input, owner), ...flagRemovals(input)];
}

function healthChecks(input: PlanningInput): Plan['watch']['checks'] {
  if (isPackageRelease(input)) {
    return [
      {
        id: 'watch-reports',
        text: `Fewer than two reports of the same regression name the new version. Decided by ${people.complaints}.`,
      },
    ];
  }
  const alerts = { id: 'watch-alerts', text: `No critical alert fired. Decided by ${people.onCall}.` };
  return worksInBackground(input)
    ? [
        alerts,
        {
          id: 'watch-errors',
          text: `Over each whole day less than 2 % of jobs failed, no message was given up, and the oldest one waited at most twice as long as on the same day a week before. Decided by ${people.onCall}.`,
        },
      ]
    : [
        alerts,
        {
          id: 'watch-errors',
          text: `Over each whole day the error rate was at most twice, and the p95 response time at most 1.5 times, what it was on the same day a week before. Decided by ${people.onCall} on ${people.dashboard}.`,
        },
      ];
}

function usageChecks(input: PlanningInput, owner: string): Plan['watch']['checks'] {
  return [
    {
      id: 'watch-feature',
      text: `The feature was used at least once by somebody outside the team${isPackageRelease(input) ? '' : ', and its business metrics are not more than 10 % below the same day a week before'}. Decided by ${owner}.`,
    },
  ];
}
