import { findingsByRole } from '../detector';
import { chosenTarget } from './chosenTarget';
import { gitlabJobs, gitlabJobSchema, isGitlabPipeline } from './gitlabJob/describe';
import { gitlabJobSpeech } from './gitlabJob/speech';
import type { Platform } from './platform';
import { withTargets } from './withTargets';

/** A job of GitLab that deploys to production when a person starts it; what it deploys to, its own lines may tell. */
export const gitlabJob: Platform = {
  id: 'gitlab-job',
  reads: isGitlabPipeline,
  detect: (files) => {
    const targets = gitlabJobs(files);
    const proofs = targets.flatMap(({ evidence }) => evidence.map((each) => ({ role: undefined, evidence: each })));
    return withTargets(findingsByRole('gitlab-job', proofs), () => targets);
  },
  speak: (finding, unit, request) => {
    const told = request.profile.platform?.['job'];
    const { details, candidates } = chosenTarget(finding, unit, told, gitlabJobSchema);
    return gitlabJobSpeech(details, candidates, request);
  },
};
