import type { Validation } from '../../plan/schema';
import { isDeployed, type Evidence, type Facts } from '../schema';
import type { Answers } from './answers';

/** An on/off environment value that came with the release. */
export interface EnvironmentSwitch {
  readonly key: string;
  /** `KEY=value` that turns it off, as a word of a shell; the value is a blank where the code does not tell. */
  readonly off: string;
  /** Where the code reads it. */
  readonly source: Evidence | undefined;
}

/**
 * What rollback level 2 can turn off: values whose every reader is new in this release. One that was there before guards
 * something else as far as anybody knows.
 */
export function environmentSwitches(facts: Facts, answers: Answers): readonly EnvironmentSwitch[] {
  return facts.flags.flatMap((flag) => {
    const { id, key, addedInRelease, evidence, off } = flag;
    if (id !== 'env' || key === undefined || addedInRelease !== true || !isDeployed(flag)) return [];
    const [source] = evidence;
    const value = answers.word({
      id: `off-value-${key}`,
      question: `Which value of ${key} turns off what it guards${source === undefined ? '' : ` (${source.file}${source.line === undefined ? '' : `:${String(source.line)}`} reads it)`}?`,
      found: off,
    });
    return [{ key, off: `${key}=${value}`, source }];
  });
}

/** Keys of switches as a person reads them. */
export function switchKeys(switches: readonly EnvironmentSwitch[]): string {
  return switches.map(({ key }) => key).join(', ');
}

/** When turning them off is the right way back, and how one sees that it worked. */
export function switchedOff(
  platform: string,
  switches: readonly EnvironmentSwitch[],
): { readonly when: string; readonly validation: Validation } {
  const keys = switchKeys(switches);
  return {
    when: `When what ${keys} guards misbehaves. What else the release changes goes back with Level 3.`,
    validation: {
      id: `${platform}-switched-off`,
      text: `Nobody meets any more what ${keys} guards.`,
      kind: 'manual',
    },
  };
}
