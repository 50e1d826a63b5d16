import { shellWord } from '../../../plan/blanks';
import type { Step, Validation } from '../../../plan/schema';
import { environmentSwitches, switchedOff, switchKeys, type EnvironmentSwitch } from '../environmentSwitches';
import type { Commands } from '../platform';
import { configRecord, waitFor } from './commands';
import { jqProgram, objectsOf, recordLabel, step, strictJq, type Spoken, type Voice } from './voice';

type ConfigMapFile = Voice['target']['configMaps'][number];

/** ConfigMaps of the target whose manifests the release changes. */
function changed(voice: Voice): readonly (ConfigMapFile & { readonly isNew: boolean })[] {
  const { files } = voice.request.facts.release;
  return voice.target.configMaps.flatMap((configMap) => {
    const file = files.find(({ path, status }) => path === configMap.file && status !== 'deleted');
    return file === undefined ? [] : [{ ...configMap, isNew: file.status === 'added' }];
  });
}

/** Copies each ConfigMap that the release changes into an immutable one, whole. */
export function recordConfiguration(voice: Voice): readonly Step[] {
  const { kubectl, request } = voice;
  return changed(voice)
    .filter(({ isNew }) => !isNew)
    .map(({ name, file, line }) => {
      const record = configRecord(voice, name);
      const program =
        '{apiVersion: "v1", kind: "ConfigMap", metadata: {name: $record, labels: {"cc10x-deployment": $deployment}}, immutable: true, data: {object: ({apiVersion, kind, metadata: {name: .metadata.name, labels: (.metadata.labels // {}), annotations: (.metadata.annotations // {})}, data: (.data // {}), binaryData: (.binaryData // {})} | tojson)}}';
      const build = `jq --arg record ${record} --arg deployment ${recordLabel(request.deployment)} ${jqProgram(program)}`;
      return step(
        `record-config-${name}`,
        `Record the configuration in ConfigMap ${name}`,
        `${kubectl} get configmap ${name} --output json | ${build} | ${kubectl} create --filename -`,
        {
          expect: `configmap/${record} created. "AlreadyExists" means that it was recorded before; "NotFound" that ${name} is new: nothing to record.`,
          source: { file, line },
        },
      );
    });
}

/** Applies the ConfigMaps that the release changes, and nothing else that stands in the same files. */
export function configureSteps(voice: Voice): readonly Step[] {
  const { kubectl } = voice;
  const named = changed(voice).map(({ name, file, line, alone, isNew }) => {
    const program = `(if .kind == "List" then .items[] else . end) | select(.kind == "ConfigMap" and .metadata.name == "${name}")`;
    const run = alone
      ? `${kubectl} apply --filename ${shellWord(file)}`
      : `${objectsOf(voice, file)} | jq ${jqProgram(program)} | ${kubectl} apply --filename -`;
    return step(`configure-${name}`, `Bring out ConfigMap ${name}`, run, {
      expect: `configmap/${name} configured (or created, or unchanged).`,
      ...(isNew ? {} : { undo: restore(voice, name) }),
      source: { file, line },
    });
  });
  return [...named, ...generatedConfiguration(voice)];
}

/** ConfigMaps with a hash in their name are new objects whenever they change: nobody reads them before the new pods do. */
function generatedConfiguration(voice: Voice): readonly Step[] {
  const { kubectl, first, target } = voice;
  const { overlay } = target;
  if (overlay?.generates !== true || first.manifest === undefined) return [];
  const known = JSON.stringify(target.configMaps.map(({ name }) => name));
  const program = `(if .kind == "List" then .items[] else . end) | select(.kind == "ConfigMap") | select(.metadata.name as $name | ${known} | index($name) | not)`;
  return [
    step(
      'configure-generated',
      'Bring out the ConfigMaps that the overlay generates',
      `${objectsOf(voice, overlay.folder)} | jq ${jqProgram(program)} | ${kubectl} apply --filename -`,
      {
        expect: 'created, or unchanged. Their names end in a hash, so the running pods keep reading the former ones.',
        source: { file: overlay.file, line: overlay.line },
      },
    ),
  ];
}

const sameBehaviour: Validation = {
  id: 'kubernetes-config-behaviour',
  text: 'The system behaves as before the release.',
  kind: 'manual',
};

/**
 * Level 2: what the release put behind an environment value is turned off, the recorded configuration comes back, and
 * every pod starts again with it; the canary's first, since before Full they may be the only ones that have read the new
 * one. `kubectl set env` starts the pods anew by itself.
 */
export function configRollback(voice: Voice, canary: string | undefined): Commands {
  const { kubectl, first, followers, request } = voice;
  const maps = changed(voice).filter(({ isNew }) => !isNew);
  const switches = environmentSwitches(request.facts, voice.answers);
  if (maps.length === 0 && switches.length === 0) return { kind: 'unavailable', reason: whyUnavailable(voice) };
  const restores = maps.map(({ name, file, line }) =>
    step(`config-restore-${name}`, `Put the recorded ConfigMap ${name} back`, restore(voice, name), {
      expect: `configmap/${name} replaced`,
      source: { file, line },
    }),
  );
  const lasting = [first, ...followers].filter(({ workload }) => workload.kind !== 'CronJob');
  const off = switches.length === 0 ? undefined : switchedOff('kubernetes', switches);
  const turnedOff = switches.length === 0 ? [] : turnOff(voice, canary, switches, lasting);
  const restarts =
    maps.length === 0
      ? []
      : [
          ...restartCanary(voice, canary),
          ...lasting.map((spoken) =>
            step(
              `config-restart-${spoken.id}`,
              `Start the pods of ${spoken.workload.kind}/${spoken.id} again`,
              `${kubectl} rollout restart ${spoken.ref} && ${waitFor(voice, spoken)}`,
              { expect: 'successfully rolled out' },
            ),
          ),
        ];
  return {
    kind: 'steps',
    steps: [...turnedOff, ...restores, ...restarts],
    validations: [...(off === undefined ? [] : [off.validation]), ...(maps.length === 0 ? [] : [sameBehaviour])],
    ...(off === undefined ? {} : { when: off.when }),
  };
}

function turnOff(
  voice: Voice,
  canary: string | undefined,
  switches: readonly EnvironmentSwitch[],
  lasting: readonly Spoken[],
): readonly Step[] {
  const { kubectl, first } = voice;
  const keys = switchKeys(switches);
  const pairs = switches.map(({ off }) => off).join(' ');
  const removal = switches.map(({ key }) => `${key}-`).join(' ');
  const source = switches[0]?.source;
  const more = {
    expect: `env updated, then successfully rolled out. The value stays on the object until \`kubectl set env … ${removal}\` takes it away.`,
    ...(source === undefined ? {} : { source: { ...source } }),
  };
  const onCanary =
    canary === undefined
      ? []
      : [
          step(
            'switch-off-canary',
            `Turn ${keys} off on ${canary}, if there is one`,
            `if ${kubectl} get ${canary}; then ${kubectl} set env ${canary} --containers=${first.container} ${pairs}; fi`,
            { ...more, expect: 'env updated; NotFound when there is no canary.' },
          ),
        ];
  return [
    ...onCanary,
    ...lasting.map((spoken) =>
      step(
        `switch-off-${spoken.id}`,
        `Turn ${keys} off on ${spoken.workload.kind}/${spoken.id}`,
        `${kubectl} set env ${spoken.ref} --containers=${spoken.container} ${pairs} && ${waitFor(voice, spoken)}`,
        more,
      ),
    ),
  ];
}

function restartCanary({ kubectl }: Voice, canary: string | undefined): readonly Step[] {
  if (canary === undefined) return [];
  return [
    step(
      'config-restart-canary',
      `Start the pods of ${canary} again, if there is one`,
      `if ${kubectl} get ${canary}; then ${kubectl} rollout restart ${canary}; fi`,
      { expect: 'restarted; NotFound when there is no canary.' },
    ),
  ];
}

function restore({ kubectl, ...voice }: Voice, name: string): string {
  const record = configRecord({ kubectl, ...voice }, name);
  return `${kubectl} get configmap ${record} --output json | ${strictJq('.data.object | fromjson')} | ${kubectl} replace --filename -`;
}

function whyUnavailable({ first, request }: Voice): string {
  if (changedKeys(request.facts.config) && first.manifest !== undefined) {
    return `The release changes configuration inside ${first.manifest}, together with the pods themselves: it goes back with level 3.`;
  }
  return request.facts.config.length > 0
    ? 'The configuration that the release changes is not in a ConfigMap that was found here: it goes back with level 3.'
    : 'The release changes no configuration that Kubernetes holds.';
}

function changedKeys(config: Voice['request']['facts']['config']): boolean {
  return config.some(({ kind }) => kind === 'key-set');
}
