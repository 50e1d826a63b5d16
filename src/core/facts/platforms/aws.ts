import type { Step } from '../../plan/schema';
import type { Answers } from './answers';
import { strictJq, strictJqText } from './kubernetes/voice';

/**
 * Shows who one is on AWS, and refuses every account but the one of production: no other command of the AWS CLI names it.
 * References: https://docs.aws.amazon.com/cli/latest/reference/sts/get-caller-identity.html,
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html.
 *
 * @param step makes a step whose id begins with the platform.
 */
export function awsIdentity(
  step: (id: string, title: string, run: string, more: { readonly expect: string }) => Step,
  answers: Answers,
): Step {
  const account = answers.word({
    id: 'aws-account',
    question: 'Which AWS account is production, as number of 12 digits?',
    profileKey: 'account',
  });
  const own = strictJqText(
    'if .Account == $account then .Arn else error("this is account \\(.Account)") end',
    `--arg account ${account}`,
  );
  return step(
    'identity-user',
    'Show who you are in the production account',
    `aws sts get-caller-identity --output json | ${own}`,
    { expect: 'Your own role. Stay in this terminal: everything below uses its credentials.' },
  );
}

/** @param what runs there, e.g. `the stack`; `found` what the repository says. */
export function awsRegion(answers: Answers, what: string, found: string | undefined): string {
  return answers.word({
    id: 'aws-region',
    question: `In which AWS region does ${what} run in production, such as eu-west-1?`,
    profileKey: 'region',
    found,
  });
}

/**
 * Succeeds while a stack of CloudFormation is in one of the states:
 * https://docs.aws.amazon.com/cli/latest/reference/cloudformation/describe-stacks.html.
 *
 * @param place `--stack-name` and `--region`.
 */
export function stackIs(place: string, ...states: readonly string[]): string {
  const named = states.map((state) => `"${state}"`).join(', ');
  return `aws cloudformation describe-stacks ${place} --output json | ${strictJq(`.Stacks[0].StackStatus | IN(${named})`)}`;
}
