import type { Step } from '../../plan/schema';
import type { Answers } from './answers';
import { strictJqText } from './kubernetes/voice';

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
