import type { Step } from '../../../plan/schema';
import type { Finding, GitopsId } from '../../schema';
import { waitFor } from './commands';
import { allSkipped, type Movement } from './movement';
import { step, type Voice } from './voice';

const controllers: Readonly<Record<GitopsId, string>> = { argocd: 'Argo CD', flux: 'Flux' };

/**
 * Under GitOps a controller reverts what commands change in the cluster: the only way forward and back is a commit to
 * the path that it watches. Which repository and command that is, the planned folder does not tell, so it is asked.
 */
export function throughGitops(voice: Voice, gitops: Finding<GitopsId>): { movement: Movement; why: string } {
  const { first, request, answers } = voice;
  const controller = controllers[gitops.id];
  const [evidence] = gitops.evidence;
  const place =
    evidence === undefined
      ? ''
      : ` (${evidence.file}${evidence.line === undefined ? '' : `:${String(evidence.line)}`})`;
  const reason = `${controller}${place} deploys ${first.ref} from Git and reverts what is changed by hand.`;
  const forward = answers.word({
    id: 'gitops-deploy',
    question: `Which command commits ${request.newVersion} to the path that ${controller} deploys ${first.id} from?`,
  });
  const backward = answers.word({
    id: 'gitops-rollback',
    question: `Which command commits the image recorded in ConfigMap ${first.record} to the path that ${controller} deploys ${first.id} from?`,
  });
  const wait = (id: string): readonly Step[] =>
    first.workload.kind === 'CronJob'
      ? []
      : [
          step(id, `Wait until ${first.ref} is rolled out`, waitFor(voice, first), {
            expect: 'successfully rolled out',
          }),
        ];
  const back = (prefix: string): readonly Step[] => [
    step(`${prefix}-commit`, `Commit the recorded image for ${controller}`, backward),
    ...wait(`${prefix}-wait`),
  ];
  return {
    why: reason,
    movement: {
      trafficControl: 'none',
      granularityPercent: 100,
      prepare: { kind: 'unavailable', reason },
      traffic: allSkipped(reason),
      promote: [
        step('promote', `Commit ${request.newVersion} for ${controller}`, forward, { undo: backward }),
        ...wait('promote-wait'),
      ],
      abort: back('abort'),
      rollback: back('rollback'),
      caveats: [`${reason} Commands that change the cluster are left out of this plan.`],
    },
  };
}
