import { answersFrom, type Answers } from '../answers';
import { pipelineCaveats, placeText, stepsFor } from '../atOnce';
import { strictJq, strictJqText } from '../kubernetes/voice';
import { choices } from '../namedIn';
import type { PlatformSpeech, SpeechRequest, SplitStage, TrafficShift } from '../platform';
import type { PlatformFinding } from '../../schema';
import { pushedImage } from '../pushedImage';
import { weightedShares } from '../weighted';
import type { CloudRunService } from './describe';

const step = stepsFor('cloud-run');

/** The sum of the shares of the revision that bears a tag: a revision may be listed more than once. */
const shareOf =
  '.status.traffic as $all | ($all[] | select(.tag == $tag) | .revisionName) as $revision | [$all[] | select(.revisionName == $revision) | .percent // 0] | add';

/** The one revision that gets traffic; refuses to record twice. */
const onlyLiveRevision =
  'if any(.status.traffic[]; .tag == $tag) then error("recorded before: keep that") else . end | [.status.traffic[] | select((.percent // 0) > 0) | .revisionName] | unique | if length == 1 then .[0] else error("more than one revision gets traffic: \\(.)") end';

/**
 * Cloud Run divides requests between revisions by weight. The live revision and the new one get a tag each, so that every
 * command means exactly those two, from any machine. Commands:
 * https://cloud.google.com/sdk/gcloud/reference/run/deploy (`--no-traffic`, `--tag`, `--image`, `--source`),
 * https://cloud.google.com/sdk/gcloud/reference/run/services/update-traffic (`--update-tags`, `--to-tags`),
 * https://cloud.google.com/run/docs/rollouts-rollbacks-traffic-migration,
 * https://cloud.google.com/sdk/gcloud/reference/auth/list.
 */
export function cloudRunSpeech(
  service: CloudRunService,
  candidates: readonly string[],
  finding: PlatformFinding,
  request: SpeechRequest,
): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { newVersion, baselineVersion, deployment } = request;
  const name = answers.word({
    id: 'cloud-run-service',
    question: `What is the name of the Cloud Run service that carries the release${choices(candidates)}?`,
    profileKey: 'service',
    found: service.service,
  });
  const project = answers.word({
    id: 'gcp-project',
    question: 'In which Google Cloud project does the service run in production?',
    profileKey: 'project',
    found: service.project,
  });
  const region = answers.word({
    id: 'gcp-region',
    question: 'In which region does the service run in production, such as europe-west1?',
    profileKey: 'region',
    found: service.region,
  });
  const place = `--project=${project} --region=${region}`;
  const image = service.image ?? service.imageWithin?.replaceAll('{project}', project).replaceAll('{region}', region);
  const artifact = artifactOf(image, service.source, request, answers);
  const code = finding.evidence.find(({ file }) => file.endsWith('.tf'));
  const old = tagFor('old', deployment);
  const next = tagFor('new', deployment);
  const describe = `gcloud run services describe ${name} ${place} --format=json`;
  const traffic = (change: string): string => `gcloud run services update-traffic ${name} ${place} ${change}`;
  const has = (tag: string, percent: number): string =>
    `${describe} | ${strictJq(`${shareOf} == ${String(percent)}`, `--arg tag ${tag}`)}`;
  const back = traffic(`--to-tags=${old}=100`);
  const source =
    service.file === undefined
      ? {}
      : { source: service.line === undefined ? { file: service.file } : { file: service.file, line: service.line } };
  const shares = weightedShares(request.bands);
  const shift = (stage: SplitStage): TrafficShift => {
    const percent = shares[stage];
    return {
      kind: 'shift',
      percent,
      steps: [
        step(
          `${stage}-traffic`,
          `Give ${newVersion} ${String(percent)} % of the requests`,
          traffic(`--to-tags=${next}=${String(percent)},${old}=${String(100 - percent)}`),
          {
            expect: `Traffic: ${String(100 - percent)} % and ${String(percent)} %, by revision.`,
            undo: back,
          },
        ),
      ],
      validations: [
        {
          id: `cloud-run-${stage}-share`,
          text: `The new revision gets ${String(percent)} %.`,
          kind: 'command',
          expr: has(next, percent),
        },
      ],
    };
  };
  const rollback = (id: string): PlatformSpeech['abort'] => [
    step(id, 'Give all requests to the recorded revision', back, {
      expect: `100 % for the revision with the tag ${old}.`,
    }),
  ];
  const recordRevision = `revision="$(${describe} | ${strictJqText(onlyLiveRevision, `--arg tag ${old}`)})"`;
  return {
    platform: { id: 'cloud-run', trafficControl: 'weighted', granularityPercent: 1 },
    targetName: `service ${name}`,
    servesHttp: 'yes',
    trafficWhy: 'Cloud Run divides requests between revisions by weight, in steps of 1 %.',
    stickiness: 'None, unless session affinity is on: each request may reach either revision.',
    identity: [
      step('identity-user', 'Show who you are', `gcloud auth list --filter=status:ACTIVE --format='value(account)'`, {
        expect: 'Your own address.',
      }),
      step(
        'identity-service',
        'Show the service and what gets its traffic',
        `gcloud run services describe ${name} ${place}`,
        {
          expect: `The production service; 100 % on one revision, of ${baselineVersion}.`,
          ...source,
        },
      ),
    ],
    record: [
      step(
        'record-revision',
        'Record the revision that gets all traffic by a tag of its own',
        `${recordRevision} && ${traffic(`--update-tags=${old}="$revision"`)}`,
        { expect: `${old}: and an address of its own. "recorded before" means that the tag is there: keep it.` },
      ),
    ],
    configure: [],
    startsInPrepare: true,
    canSkipShares: true,
    prepare: {
      kind: 'steps',
      steps: [
        step(
          'deploy',
          `Deploy ${newVersion} without traffic`,
          `gcloud run deploy ${name} ${place} ${artifact} --no-traffic --tag=${next}`,
          {
            expect: `The revision is deployed and serves 0 percent of traffic; it can be tried at the address of the tag ${next}.`,
            undo: traffic(`--remove-tags=${next}`),
            ...source,
          },
        ),
      ],
      validations: [
        {
          id: 'cloud-run-deploy-share',
          text: 'The new revision is there and gets no traffic.',
          kind: 'command',
          expr: has(next, 0),
        },
      ],
    },
    traffic: { canary: shift('canary'), partial: shift('partial'), majority: shift('majority') },
    promote: [
      step('promote', `Give ${newVersion} all requests`, traffic(`--to-tags=${next}=100`), {
        expect: `100 % for the revision with the tag ${next}.`,
        undo: back,
      }),
    ],
    verify: [
      {
        id: 'cloud-run-verify-share',
        text: 'The new revision gets all requests.',
        kind: 'command',
        expr: has(next, 100),
      },
    ],
    abort: rollback('abort'),
    configRollback: {
      kind: 'unavailable',
      reason:
        'Environment, secrets’ versions and limits belong to a revision: level 3 brings back the recorded ones within seconds.',
    },
    codeRollback: {
      kind: 'steps',
      steps: rollback('rollback'),
      validations: [
        {
          id: 'cloud-run-rollback-share',
          text: 'The recorded revision gets all requests.',
          kind: 'command',
          expr: has(old, 100),
        },
      ],
    },
    caveats: [
      'While traffic is assigned to named revisions, a later deployment gets none by itself. After the watch, `--to-latest` gives it back to the latest revision; before that nobody else may deploy.',
      'A revision reads a secret that is mounted as a volume, or whose version is "latest", anew: such a value does not go back with the revision.',
      ...(code === undefined
        ? []
        : [
            `${placeText(code)} declares Cloud Run resources as code: its next run puts back the image and the traffic that it declares, unless it ignores them.`,
          ]),
      ...(image === undefined && service.builds !== undefined
        ? [
            `Before ${placeText({ file: service.file ?? '', ...(service.line === undefined ? {} : { line: service.line }) })} hands ${service.source ?? ''} over, the pipeline runs ${service.builds.map((each) => `\`${each}\``).join(', ')} there: do the same in the checkout that you deploy from.`,
          ]
        : []),
      ...(request.facts.release.files.some(({ path }) => path === service.file)
        ? [
            `The release changes ${service.file ?? ''}: the commands here change the image alone, so bring its other changes out as well.`,
          ]
        : []),
    ],
    caveatsByHand: pipelineCaveats(finding, request),
    blanks: answers.blanks(),
  };
}

/** What is deployed: the image with the tag of the release, or the folder that Cloud Build builds. */
function artifactOf(
  image: string | undefined,
  source: string | undefined,
  request: SpeechRequest,
  answers: Answers,
): string {
  if (image === undefined && source !== undefined) return `--source=${source}`;
  return `--image=${pushedImage(answers, request, image)}`;
}

/** A revision tag: lower-case letters, digits and hyphens; short, since it becomes part of a host name with the service. */
function tagFor(which: string, deployment: string): string {
  const day = deployment
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '')
    .slice(0, 8);
  return `${which}-${day}`;
}
