import type { ValuePath } from '../formats/parsedValue';
import { entriesAt, listAt, textAt } from '../looseValue';
import { baseName, saysElsewhere } from '../paths';
import type { OtherKind } from './otherPlatforms';

const azurePipeline =
  /(?:^|\/)(?:azure-pipelines[\w.-]*|[\w.-]*(?:pipelines?|azdo|devops)[\w.-]*\/(?:[\w.-]+\/)*[\w.-]+)\.ya?ml$/iu;

/** Jobs of a pipeline that deploy, with the templates they stand in. They say that something deploys, and not where to. */
export const pipelineKinds: readonly OtherKind[] = [
  {
    // https://learn.microsoft.com/azure/devops/pipelines/process/deployment-jobs
    name: 'Azure Pipelines',
    file: azurePipeline,
    read: (files, file) => {
      if (!/^\s*-\s*deployment\s*:/mu.test(files.text(file) ?? '')) return undefined;
      const [document] = files.yaml(file) ?? [];
      const stages = listAt(document?.value, 'stages').map((_, at): ValuePath => ['stages', at, 'jobs']);
      const jobs = [['jobs'], ...stages].flatMap((path) =>
        listAt(document?.value, ...path).flatMap((job, at) => {
          const name = textAt(job, 'deployment');
          // What publishes packages brings no service out.
          return name === undefined || saysElsewhere(name) || /nuget|npm|package/iu.test(name)
            ? []
            : [{ name, line: document?.lineOf([...path, at]) }];
        }),
      );
      return jobs.length === 0 ? undefined : { line: jobs[0]?.line, names: jobs.map(({ name }) => name) };
    },
    things: 'deployment jobs',
  },
  {
    // https://learn.microsoft.com/azure/devops/pipelines/process/templates#extend-from-a-template; what it does is not here.
    name: 'Azure Pipelines',
    file: azurePipeline,
    read: (files, file) => {
      if (!/(?:^|[._-])(?:deploy|deployment|release|prod|production|live)[._-]/iu.test(baseName(file)))
        return undefined;
      if (!/^extends\s*:/mu.test(files.text(file) ?? '')) return undefined;
      const [document] = files.yaml(file) ?? [];
      const repository = /@([\w.-]+)$/u.exec(textAt(document?.value, 'extends', 'template') ?? '')?.[1];
      if (repository === undefined || repository === 'self') return undefined;
      return { line: document?.lineOf(['extends']), names: [repository] };
    },
    things: 'templates of',
  },
  {
    // https://docs.gitlab.com/ci/yaml/#triggerproject; what the pipeline of the other project does is not here.
    name: 'GitLab CI',
    file: /^\.gitlab-ci\.yml$/u,
    read: (files, file) => {
      const [document] = files.yaml(file) ?? [];
      const jobs = entriesAt(document?.value).flatMap(([name, job]) => {
        const project = textAt(job, 'trigger', 'project') ?? textAt(job, 'trigger');
        const said = `${name} ${textAt(job, 'stage') ?? ''}`;
        const isDeploying =
          /deploy|release|rollout|deliver/iu.test(said) && !/review|undeploy|rollback|stop/iu.test(said);
        return project === undefined || !isDeploying || saysElsewhere(name)
          ? []
          : [{ project, line: document?.lineOf([name]) }];
      });
      return jobs.length === 0 ? undefined : { line: jobs[0]?.line, names: jobs.map(({ project }) => project) };
    },
    roleOf: () => undefined,
    things: 'pipelines of',
  },
  {
    // https://docs.gocd.org/current/advanced_usage/pipelines_as_code.html; what Jsonnet renders is not computed here.
    name: 'GoCD',
    file: /\.gocd\.ya?ml$|(?:^|\/)\.?gocd\/(?:[\w.-]+\/)*[\w.-]+\.(?:jsonnet|ya?ml)$/u,
    read: (files, file) => {
      const text = files.text(file) ?? '';
      if (!/deploy/iu.test(text)) return undefined;
      if (file.endsWith('.jsonnet')) return { line: 1, names: [] };
      const [document] = files.yaml(file) ?? [];
      const named = entriesAt(document?.value, 'pipelines').filter(([name]) => !saysElsewhere(name));
      const names = named.filter(([name, body]) => /deploy/iu.test(name + JSON.stringify(body))).map(([name]) => name);
      return names.length === 0 ? undefined : { line: document?.lineOf(['pipelines', names[0] ?? '']), names };
    },
    // Templates of pipelines are what its server reads.
    roleOf: () => undefined,
    things: 'pipelines',
  },
];
