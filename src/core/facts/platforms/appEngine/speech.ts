import { shellWord } from '../../../plan/blanks';
import type { PlatformFinding } from '../../schema';
import { answersFrom } from '../answers';
import { pipelineCaveats, stepsFor } from '../atOnce';
import { strictJq } from '../kubernetes/voice';
import { choices } from '../namedIn';
import type { PlatformSpeech, SpeechRequest, SplitStage, TrafficShift } from '../platform';
import { weightedShares } from '../weighted';
import type { AppEngineService } from './describe';

const step = stepsFor('app-engine');

/**
 * App Engine divides requests between versions of a service. Commands:
 * https://cloud.google.com/sdk/gcloud/reference/app/deploy (`--no-promote`, `--version`, `--image-url`),
 * https://cloud.google.com/sdk/gcloud/reference/app/services/set-traffic (`--splits`, `--split-by`: a split by cookie needs
 * an application that sets the cookie, so client addresses decide),
 * https://cloud.google.com/sdk/gcloud/reference/app/services/describe,
 * https://cloud.google.com/appengine/docs/standard/splitting-traffic.
 */
export function appEngineSpeech(
  target: AppEngineService,
  candidates: readonly string[],
  finding: PlatformFinding,
  request: SpeechRequest,
): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { newVersion, baselineVersion } = request;
  const service = answers.word({
    id: 'app-engine-service',
    question: `Which App Engine service carries the release${choices(candidates)}?`,
    profileKey: 'service',
    found: target.service,
  });
  const described = [...new Set((finding.targets ?? []).flatMap(({ evidence: [place] }) => place?.file ?? []))];
  const file = answers.word({
    id: 'app-engine-file',
    question: `Which file describes that service, such as ${described[0] ?? 'app.yaml'}${choices(described)}?`,
    profileKey: 'config',
    found: target.file === undefined ? undefined : shellWord(target.file),
  });
  const project = answers.word({
    id: 'gcp-project',
    question: 'In which Google Cloud project does the service run in production?',
    profileKey: 'project',
    found: target.project,
  });
  const old = answers.word({
    id: 'app-engine-version',
    question:
      'Which version of the service gets all traffic before this rollout (the first step of "Record" prints it)?',
  });
  const image =
    target.image === true
      ? answers.word({
          id: 'app-engine-image',
          question: `Which image, as region-docker.pkg.dev/project/repository/name@sha256:…, is that of ${newVersion} (${target.file ?? 'the file'} has a runtime of its own, and no Dockerfile stands beside it)?`,
        })
      : undefined;
  const { built } = target;
  const build =
    built === undefined
      ? []
      : [
          step(
            'build',
            `Build what is served as it stands: ${built.path}`,
            answers.word({
              id: 'app-engine-build',
              question: `Which command builds ${built.path} (${target.file ?? 'app.yaml'}:${String(built.line)}) of ${newVersion}? What lies there is uploaded.`,
              profileKey: 'build',
              found: built.build,
            }),
            { expect: `${built.path} is newer than the checkout.` },
          ),
        ];
  const next = versionId(newVersion, request.facts.release.head.commit);
  const describe = `gcloud app services describe ${service} --project=${project} --format=json`;
  const split = (splits: string): string =>
    `gcloud app services set-traffic ${service} --splits=${splits} --split-by=ip --project=${project}`;
  const gets = (version: string, share: number): string =>
    `${describe} | ${strictJq(`(.split.allocations[$version] // 0) - ${String(share)} | fabs < 0.001`, `--arg version ${version}`)}`;
  const back = split(`${old}=1`);
  const shares = weightedShares(request.bands);
  const source = target.file === undefined ? {} : { source: { file: target.file, line: target.line ?? 1 } };
  const shift = (stage: SplitStage): TrafficShift => {
    const percent = shares[stage];
    return {
      kind: 'shift',
      percent,
      steps: [
        step(
          `${stage}-traffic`,
          `Give ${newVersion} ${String(percent)} % of the clients`,
          split(`${next}=${fraction(percent)},${old}=${fraction(100 - percent)}`),
          {
            expect: `Traffic is split: ${fraction(percent)} for ${next}.`,
            undo: back,
          },
        ),
      ],
      validations: [
        {
          id: `app-engine-${stage}-share`,
          text: `The new version gets ${String(percent)} %.`,
          kind: 'command',
          expr: gets(next, percent / 100),
        },
      ],
    };
  };
  const rollback = (id: string): PlatformSpeech['abort'] => [
    step(id, 'Give all traffic to the recorded version', back, { expect: `1.0 for ${old}.` }),
  ];
  return {
    platform: { id: 'app-engine', trafficControl: 'weighted', granularityPercent: 1 },
    targetName: `service ${service}`,
    servesHttp: 'yes',
    trafficWhy: 'App Engine divides clients between versions of a service by their address, in steps of 1 %.',
    stickiness: 'A client address stays on one version while the split stays.',
    identity: [
      step('identity-user', 'Show who you are', `gcloud auth list --filter=status:ACTIVE --format='value(account)'`, {
        expect: 'Your own address.',
      }),
      step('identity-app', 'Show the application', `gcloud app describe --project=${project}`, {
        expect: 'The production application, servingStatus: SERVING.',
        ...source,
      }),
    ],
    record: [
      step(
        'record-live',
        'Show which version gets the traffic',
        `gcloud app services describe ${service} --project=${project}`,
        {
          expect: `allocations: ${old}: 1, and no other; it runs ${baselineVersion}.`,
        },
      ),
      step('record-check', 'Check that it is the version that every rollback here goes to', gets(old, 1), {
        expect: 'true. Otherwise answer the question about the live version anew.',
      }),
    ],
    configure: [],
    startsInPrepare: true,
    canSkipShares: true,
    prepare: {
      kind: 'steps',
      steps: [
        ...build,
        step(
          'deploy',
          `Deploy ${newVersion} without traffic`,
          `gcloud app deploy ${file}${image === undefined ? '' : ` --image-url=${image}`} --no-promote --version=${next} --project=${project}`,
          {
            expect: `Deployed service, version ${next}. Run it in a clean checkout of ${request.facts.release.head.commit.slice(0, 12)}.`,
            ...source,
          },
        ),
      ],
      validations: [
        {
          id: 'app-engine-deploy-share',
          text: 'The recorded version still gets all traffic.',
          kind: 'command',
          expr: gets(old, 1),
        },
      ],
    },
    traffic: { canary: shift('canary'), partial: shift('partial'), majority: shift('majority') },
    promote: [
      step('promote', `Give ${newVersion} all traffic`, split(`${next}=1`), { expect: `1.0 for ${next}.`, undo: back }),
    ],
    verify: [
      {
        id: 'app-engine-verify-share',
        text: 'The new version gets all traffic.',
        kind: 'command',
        expr: gets(next, 1),
      },
    ],
    abort: rollback('abort'),
    configRollback: {
      kind: 'unavailable',
      reason: 'Environment variables belong to a version: level 3 brings back the recorded ones with the traffic.',
    },
    codeRollback: {
      kind: 'steps',
      steps: rollback('rollback'),
      validations: [
        {
          id: 'app-engine-rollback-share',
          text: 'The recorded version gets all traffic.',
          kind: 'command',
          expr: gets(old, 1),
        },
      ],
    },
    caveats: [
      'Clients behind one address move together, so the real share differs: judge it by requests per version. In the flexible environment and with manual scaling a stopped version cannot take traffic: do not stop the recorded one before the watch has ended.',
      'dispatch.yaml, cron.yaml, queue.yaml and index.yaml are shared by all versions: they are deployed apart and do not go back with the traffic.',
    ],
    caveatsByHand: pipelineCaveats(finding, request),
    blanks: answers.blanks(),
  };
}

/** A version id: lower-case letters, digits and hyphens, at most 63 characters, no `-dot-` trouble with dots. */
function versionId(version: string, commit: string): string {
  const plain = version
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+|-+$/gu, '')
    .slice(0, 40)
    .replace(/-+$/u, '');
  return plain === '' || /^\d/u.test(plain) ? `r-${plain === '' ? commit.slice(0, 12) : plain}` : plain;
}

function fraction(percent: number): string {
  return String(Math.round(percent) / 100);
}
