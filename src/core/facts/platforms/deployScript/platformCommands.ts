import type { WorkspaceFiles } from '../../workspaceFiles';
import { deployCommands } from '../deployCommands';
import { commandProofs, isPipeline, type LinePatterns } from '../deployLines';
import type { DeployScript } from './describe';

/** Commands of platforms that are known by themselves. */
const commands: readonly LinePatterns[] = [
  deployCommands.appEngine,
  deployCommands.awsSam,
  deployCommands.azd,
  deployCommands.cloudRun,
  deployCommands.ecs,
  deployCommands.fly,
  deployCommands.helm,
  deployCommands.heroku,
  deployCommands.kamal,
  deployCommands.kubectl,
  deployCommands.netlify,
  deployCommands.serverless,
  deployCommands.vercel,
];
/** Those that show the platform wherever they stand, with no file of its own. */
const telling: readonly LinePatterns[] = [
  ...commands.filter((each) => each !== deployCommands.helm && each !== deployCommands.kubectl),
  { mention: /skaffold/u, run: /\bskaffold\s+(?:run|deploy|apply)\b/u },
];
/** What comes before such a command: who one is, and what is built. */
const preparing =
  /\b(?:get-credentials|configure-docker|login|update-kubeconfig|build|package|validate|push|pull|install|ci)\b/u;
/** Anything that such a command does not do: the script is then more than a way to call it. */
const further =
  /\b(?:ssh|scp|rsync|ansible-playbook|terraform|skaffold|systemctl|pm2|wrangler|gsutil|aws\s+s3|docker[ -]compose|docker\s+stack)\b/u;
const ofPipelines = /^\.(?:github|gitlab|circleci|buildkite|semaphore|woodpecker|azuredevops|azure-pipelines)\//u;

/**
 * Chooses the scripts that deploy in a way of their own. Left out are those that only call a platform's command, where
 * they are steps of a pipeline, kept in its folder, or where pipelines give that platform the same command without them.
 */
export function isOwnWay(files: WorkspaceFiles): (script: DeployScript) => boolean {
  return ({ file, touches }) => {
    const texts = touches.map(({ text }) => text.replace(/^-?@[+-]?/u, ''));
    if (isAlias(file, texts) || setsOthersUp(texts)) return false;
    const called = commands.filter(({ run }) => texts.some((text) => run?.test(text)));
    if (called.length === 0 || texts.some((text) => further.test(text))) return true;
    return !ofPipelines.test(file) && called.some((command) => !isRunByPipelines(files, command));
  };
}

/** Whether all that it does is to bring settings to a service of others. https://auth0.com/docs/deploy-monitor/deploy-cli-tool */
function setsOthersUp(texts: readonly string[]): boolean {
  const steps = texts.filter((text) => !/^deploy\s*:/u.test(text));
  return steps.length > 0 && steps.every((text) => /^(?:npx\s+)?(?:a0deploy|auth0)\s/u.test(text));
}

/** Whether a target or an npm script is but another name for a platform's own command. */
function isAlias(file: string, texts: readonly string[]): boolean {
  if (!/(?:akefile|package\.json)$/u.test(file)) return false;
  const steps = texts.filter((text) => !/^deploy\s*:/u.test(text));
  const [called, others] = [true, false].map((wanted) =>
    steps.filter((text) => telling.some(({ run }) => run?.test(text) === true) === wanted),
  );
  return (
    called !== undefined &&
    called.length > 0 &&
    !called.some((text) => further.test(text.replaceAll(/\bskaffold\b/gu, ''))) &&
    (others ?? []).every((text) => preparing.test(text) && !further.test(text))
  );
}

function isRunByPipelines(files: WorkspaceFiles, command: LinePatterns): boolean {
  return commandProofs(files, command).some(
    ({ kind, file }) => kind === 'run' && (isPipeline(file) || ofPipelines.test(file)),
  );
}
