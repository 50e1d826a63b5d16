import type { Commands } from '../facts/platforms/platform';
import { blankReference } from '../plan/blanks';
import { revertLoop, REVERT_LIMIT, revertsOf } from '../reverts';
import type { Plan, RollbackLevel, Step } from '../plan/schema';
import { byWhatDeploys } from './mentionedPlatforms';
import { askBlank, people } from './people';
import { isFlagOnly, type PlanningInput, type WithBlanks } from './planningInput';
import { isPackageRelease, withdrawalLevel } from './packageRelease';
import { pointOfNoReturn } from './pointOfNoReturn';
import { flagLevel, guardingFlags } from './releaseFlags';

/** The workflow's time budgets of the three levels, in seconds. Claims until measured. */
const budgets = [60, 300, 900] as const;
/** Three levels, fastest first. A level that does not exist says why, and what would bring it about. */
export function planRollback(input: PlanningInput): WithBlanks<Plan['rollback']> {
  const flag = flagLevel(input, budgets[0]);
  const code = codeLevel(input);
  return {
    part: {
      record: isFlagOnly(input.facts) ? [] : [...(input.speech?.identity ?? []), ...(input.speech?.record ?? [])],
      ...(isFlagOnly(input.facts) || (input.speech?.abort ?? []).length === 0
        ? {}
        : { abort: input.speech?.abort ?? [] }),
      pointOfNoReturn: pointOfNoReturn(input),
      levels: [flag.part, configLevel(input), code.part],
    },
    blanks: [...flag.blanks, ...code.blanks],
  };
}

/** The fastest level that exists for this release, 1 to 3. */
export function firstRollbackLevel(input: PlanningInput): 1 | 2 | 3 {
  if (isFlagOnly(input.facts) || guardingFlags(input).length > 0) return 1;
  // A configuration rollback leaves the code where it is: triggers of a code release start with the artifact.
  return 3;
}

function configLevel(input: PlanningInput): RollbackLevel {
  const commands: Commands = isFlagOnly(input.facts)
    ? { kind: 'unavailable', reason: 'This rollout changes no configuration.' }
    : (input.speech?.configRollback ?? {
        kind: 'unavailable',
        reason: isPackageRelease(input)
          ? 'A published version carries its configuration with it.'
          : 'How this service gets its configuration was not found.',
      });
  return {
    id: 'level-2',
    level: 2,
    title: 'Configuration',
    ...asLevel(commands),
    budgetSeconds: budgets[1],
    when:
      (commands.kind === 'steps' ? commands.when : undefined) ??
      'When the feature flag is not there or not enough, and the cause is configuration.',
    escalation: `If the old behaviour is not back after 5 minutes: go to Level 3 and call ${people.onCall}.`,
  };
}

function asLevel(commands: Commands): Pick<RollbackLevel, 'available' | 'unavailableReason' | 'steps' | 'validations'> {
  return commands.kind === 'steps'
    ? { available: true, steps: commands.steps, validations: commands.validations }
    : { available: false, unavailableReason: commands.reason, steps: [], validations: [] };
}

function codeLevel(input: PlanningInput): WithBlanks<RollbackLevel> {
  const base = {
    id: 'level-3',
    level: 3,
    title: 'Code Rollback',
    budgetSeconds: budgets[2],
    when: `When the levels above are not there or not enough.${
      pointOfNoReturn(input) === null
        ? ''
        : ' Past the point of no return the version before meets what it names: read it first, and go forward where that is worse than staying.'
    }`,
    escalation: `If the recorded version does not serve after 15 minutes: call ${people.emergencyContact}.`,
  };
  if (isFlagOnly(input.facts)) {
    const reason = 'No code is deployed by this rollout.';
    return { part: { ...base, available: false, unavailableReason: reason, steps: [], validations: [] }, blanks: [] };
  }
  if (isPackageRelease(input)) return withdrawalLevel(input, base, revertSteps(input));
  const spoken = input.speech?.codeRollback;
  if (spoken?.kind === 'steps') {
    return {
      part: {
        ...base,
        available: true,
        steps: [...spoken.steps, ...revertSteps(input)],
        validations: spoken.validations,
      },
      blanks: [],
    };
  }
  const redeploy: Step = {
    id: 'redeploy',
    title: `Redeploy ${input.baselineVersion}, the version that is live before this rollout`,
    run: blankReference('redeploy-command'),
    shell: 'bash',
  };
  return {
    part: {
      ...base,
      available: true,
      steps: [redeploy, ...revertSteps(input)],
      validations: [
        { id: 'redeployed', text: 'The previous version serves all traffic.', kind: 'manual', owner: people.onCall },
      ],
    },
    blanks: [
      askBlank({
        id: 'redeploy-command',
        question: `Which exact command redeploys ${input.baselineVersion}${spoken === undefined ? byWhatDeploys(input) : ''}?${spoken === undefined ? '' : ` (${spoken.reason})`}`,
        profileKey: 'platform.redeployCommand',
        answer: input.profile.platform?.['redeployCommand'],
      }),
    ],
  };
}

/**
 * Second choice of Level 3: one revert per first-parent commit, newest first, a merge against its first parent. Reverts
 * that were seen to conflict are not offered at all.
 */
function revertSteps({ facts, rehearsal }: PlanningInput): readonly Step[] {
  const { commits } = facts.release;
  const { verdict } = rehearsal?.found ?? {};
  if (verdict === 'conflict') return [];
  const reverts = rehearsal !== undefined && verdict === 'clean' ? rehearsal.commands : revertsOf(commits);
  if (reverts.length === 0) return [];
  const isLong = reverts.length > REVERT_LIMIT;
  // The loop stops at a commit whose revert changes nothing; such commits are only known from the rehearsal.
  if (isLong && reverts.length !== commits.length) return [];
  return [
    {
      id: 'revert',
      title: 'Revert the release, then build and deploy that',
      run: isLong ? revertLoop(facts.release) : reverts.join(' && '),
      onlyIf: 'The recorded version cannot be redeployed.',
      shell: 'bash',
      expect:
        'Every revert commits without a conflict, on a branch made from the release head. A conflict stops the line: `git revert --abort` leaves the commits before it reverted; call the author of that commit instead of guessing. Landing the feature again later needs these reverts reverted first.',
    },
  ];
}
