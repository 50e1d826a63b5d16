import { parseFreezeWindow, windowCovers } from '../../freezeWindows';
import type { Problem } from '../problem';
import type { Plan } from '../schema';
import { makeProblem } from './makeProblem';

/** A freeze window as the service profile writes it. */
export interface DeclaredFreezeWindow {
  readonly from: string;
  readonly to: string;
  readonly reason?: string | undefined;
}

/** A day inside a freeze window that nobody has accepted the risk of. */
export function freezeWindowProblems(
  { deployment, risks, schedule }: Plan,
  { freezeWindows = [] }: { readonly freezeWindows?: readonly DeclaredFreezeWindow[] },
): readonly Problem[] {
  const decided = risks.some(({ rule, disposition }) => rule === 'freeze-window' && disposition.kind !== 'open');
  if (decided) return [];
  const start = schedule.startAt?.trim() ?? '';
  const date = /^\d{4}-\d{2}-\d{2}/u.exec(start)?.[0] ?? deployment.date;
  return freezeWindows.flatMap((declared) => {
    const window = parseFreezeWindow(declared);
    if (window === undefined || windowCovers(window, date) === 'none') return [];
    const why = declared.reason === undefined ? '' : ` (${declared.reason})`;
    const message = `${date} lies in the freeze from ${declared.from} to ${declared.to}${why}. Choose another day, or accept the risk by name.`;
    return [
      makeProblem(
        'freeze-window',
        date === deployment.date ? ['deployment', 'date'] : ['schedule', 'startAt'],
        message,
      ),
    ];
  });
}
