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
    const texts = touches.map(({ text }) => text);
    const called = commands.filter(({ run }) => texts.some((text) => run?.test(text)));
    if (called.length === 0 || texts.some((text) => further.test(text))) return true;
    return !ofPipelines.test(file) && called.some((command) => !isRunByPipelines(files, command));
  };
}

function isRunByPipelines(files: WorkspaceFiles, command: LinePatterns): boolean {
  return commandProofs(files, command).some(
    ({ kind, file }) => kind === 'run' && (isPipeline(file) || ofPipelines.test(file)),
  );
}
