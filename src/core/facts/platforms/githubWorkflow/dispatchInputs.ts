import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { listAt, textAt, valueAt } from '../../looseValue';
import { saysElsewhere, saysProduction } from '../../paths';
import { deployJobs } from './deployJobs';

/** What a person who starts a workflow is asked for. */
export const inputSchema = z.object({
  name: z.string(),
  required: z.boolean(),
  hasDefault: z.boolean(),
  /** What a choice offers. */
  options: z.array(z.string()),
  isEnvironment: z.boolean(),
  /** It is on or off. */
  isSwitch: z.boolean(),
  /** It says what is deployed: a version, an image, a commit. */
  isVersion: z.boolean(),
  /** Left out, it stands for the commit that the workflow is started on. */
  isCommitElse: z.boolean(),
  /** What a switch must be set to, other than its default, so that a job deploys. */
  deploysWith: z.optional(z.enum(['true', 'false'])),
});

export type DispatchInput = DeepReadonly<z.infer<typeof inputSchema>>;

const version = /(?:^|[_-])(?:version|tag|image|sha|commit|ref|release|revision|branch|digest)(?:$|[_-])/iu;
/** How people describe an input of another name: `Version to deploy`, `The git ref to deploy`. */
const describesVersion =
  /^(?:(?:the|which|what|docker|git|image|release|build)\s+)*(?:version|tag|ref|commit|sha|branch|revision)\b/iu;

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs */
export function inputOf(name: string, input: unknown, workflow: unknown, text: string): DispatchInput {
  const type = textAt(input, 'type');
  const given = valueAt(input, 'default');
  const deploysWith = type === 'boolean' ? switchFor(name, workflow) : undefined;
  const options = listAt(input, 'options').filter((option) => typeof option === 'string');
  return {
    name,
    required: valueAt(input, 'required') === true,
    hasDefault: given !== undefined && given !== '' && given !== null,
    options,
    isEnvironment:
      type === 'environment' ||
      // Whatever it is called: `confirm_env` asks for the same once more.
      (options.some((option) => saysProduction(option)) && options.some((option) => saysElsewhere(option))) ||
      /^(?:env|environment|target[_-]?env(?:ironment)?|stage|deploy[_-]?env(?:ironment)?)$/iu.test(name),
    isSwitch: type === 'boolean',
    isVersion:
      (version.test(name.replaceAll(/([a-z\d])([A-Z])/gu, '$1-$2')) ||
        describesVersion.test(textAt(input, 'description') ?? '')) &&
      type !== 'boolean' &&
      // What is given beside the version, such as one more tag of the image.
      !/^(?:additional|extra|also)(?:$|[_-])/iu.test(name),
    isCommitElse: isCommitElse(name, text),
    ...(deploysWith === undefined || (deploysWith === 'true') === (given === true || given === 'true')
      ? {}
      : { deploysWith }),
  };
}

/** What stays the same from one version to the next. */
const lasting =
  /(?:^|[_-])(?:region|zone|location|cluster|account|project|namespace|organi[sz]ation|org|tenant|client|customer|brand|store|site|country|market|team|service|app(?:lication)?|component|target|hosts?|server|url|domain|user|email|reason|comment|notes?|message|ticket|approver|confirm\w*|password|token)(?:$|[_-])/iu;

/** Whether what it takes differs between versions: it says so, or it has to be written and nothing is offered for it. */
export function namesVersion({
  name,
  isVersion,
  isEnvironment,
  isSwitch,
  required,
  hasDefault,
  options,
}: DispatchInput): boolean {
  if (isVersion) return true;
  return !isEnvironment && !isSwitch && required && !hasDefault && options.length === 0 && !lasting.test(name);
}

/** The value of a switch that every job that deploys asks for in its condition. */
function switchFor(name: string, workflow: unknown): 'true' | 'false' | undefined {
  const values = deployJobs(workflow).map(([, job]) => {
    const asked = new RegExp(
      `(!\\s*)?\\b(?:github\\.event\\.)?inputs\\.${name}\\b(?:\\s*([!=])=\\s*'?(true|false)'?)?(?!\\s*[!=]=)`,
      'u',
    ).exec(textAt(job, 'if') ?? '');
    if (asked === null) return undefined;
    const [, not, sign = '=', value = 'true'] = asked;
    return ((value === 'true') === (sign === '=')) === (not === undefined) ? 'true' : 'false';
  });
  const [first, ...more] = new Set(values);
  return more.length === 0 ? first : undefined;
}

/** Whether the workflow puts the commit in the place of the input, wherever it takes it. */
function isCommitElse(name: string, text: string): boolean {
  const taken = [...text.matchAll(new RegExp(`\\binputs\\.${name}\\b(\\s*\\|\\|\\s*github\\.sha\\b)?`, 'gu'))];
  return taken.length > 0 && taken.every(([, commit]) => commit !== undefined);
}
