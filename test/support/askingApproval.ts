import { type AskDecision, askApproval, type Decision } from '../../src/flow/askApproval';
import { type Assessment, assessDeployment } from '../../src/flow/assessDeployment';
import { ADA, PLAN_FILE } from './aDeployment';
import { type FakePorts, neverAborted } from './fakePorts';

/** Ada is asked, and decides. */
export function ask(
  ports: FakePorts,
  decision: Decision | AskDecision,
  signal = neverAborted(),
): ReturnType<typeof askApproval> {
  const answer: AskDecision = typeof decision === 'function' ? decision : () => Promise.resolve(decision);
  return askApproval(ports, PLAN_FILE, ADA, answer, signal);
}

export function assess(ports: FakePorts): Promise<Assessment> {
  return assessDeployment(ports, PLAN_FILE, neverAborted());
}
