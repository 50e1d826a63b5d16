import { findingsByRole, type RoledEvidence } from '../detector';
import { chosenTarget } from './chosenTarget';
import { chartsOf, isChartFile } from './helm/charts';
import { chartOf, helmTargets, isRemote } from './helm/describe';
import { helmUnderGitops } from './helm/gitopsSpeech';
import { isHelmfile, namedReleases } from './helm/releases';
import { helmSpeech } from './helm/speech';
import { helmSchema } from './helm/target';
import { maybeManifest } from './kubernetes/manifests';
import { unitName, type Platform } from './platform';
import { withTargets } from './withTargets';

/** Helm: a chart of this repository, or a command that installs a chart with this repository's image. */
export const helm: Platform = {
  id: 'helm',
  reads: (path) =>
    isChartFile(path) || isHelmfile(path) || maybeManifest(path) || /(?:^|\/)templates\/.*\.tpl$/u.test(path),
  detect: (files, units) => {
    const charts = chartsOf(files);
    const releases = namedReleases(files).filter(
      (release) => chartOf(release, charts) !== undefined || isRemote(release, charts),
    );
    const proofs: readonly RoledEvidence[] = [
      ...charts.map(({ file, role }) => ({ role, evidence: { file } })),
      ...releases.map(({ role, evidence }) => ({ role, evidence })),
    ];
    return withTargets(findingsByRole('helm', proofs), () => helmTargets(files, units, charts, releases));
  },
  speak: (finding, unit, request) => {
    const told = request.profile.platform?.['chart'];
    const { details, candidates } = chosenTarget(finding, unit, told ?? unitName(request, unit), helmSchema);
    return helmUnderGitops(details, request) ?? helmSpeech(details, candidates, request);
  },
};
