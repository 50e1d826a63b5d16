import { onlyRunning, recordName, strictJqText } from '../kubernetes/voice';

/** The one image that the containers of a service run. */
const onlyImage = `[.[].Image] | unique | ${onlyRunning}`;

/** Commands about the images that services of a Compose project run. */
export interface ImageCommands {
  /** Gives the running images a tag of their own; a second run keeps the first record. */
  readonly record: string;
  /** Succeeds while every service runs its recorded image. */
  readonly runsRecorded: string;
  /** Succeeds when every service runs, and one of them at least another image. */
  readonly runsOther: string;
  /** Writes a Compose file with the recorded images to `$override`. */
  readonly override: string;
}

/**
 * A tag of its own keeps an image when a build takes its name and when dangling images are pruned. Commands:
 * https://docs.docker.com/reference/cli/docker/compose/ps/ (`--quiet`), https://docs.docker.com/reference/cli/docker/inspect/,
 * https://docs.docker.com/reference/cli/docker/image/tag/, https://docs.docker.com/reference/cli/docker/image/inspect/.
 *
 * @param compose `docker compose` with project and file.
 * @param services at least one; a name may be a reference to a blank.
 */
export function imageCommands(compose: string, services: readonly string[], deployment: string): ImageCommands {
  const [only = ''] = services;
  const single = services.length === 1;
  const name = (service: string): string => `${recordName(deployment, '')}-${service}:recorded`;
  const service = single ? only : '"$service"';
  const recorded = name(service);
  const running = `${compose} ps --quiet ${service} | xargs docker inspect | ${strictJqText(onlyImage)}`;
  const both = `live="$(${running})" && before="$(docker image inspect ${recorded} | ${strictJqText('.[0].Id')})"`;
  const tag = `if docker image inspect ${recorded} > /dev/null; then echo "recorded before: kept"; else live="$(${running})" && docker image tag "$live" ${recorded}; fi`;
  // One line for all services: nobody reads twenty.
  const each = (command: string): string => `( for service in ${services.join(' ')}; do ${command} || exit 1; done )`;
  const same = `${both} && test "$live" = "$before"`;
  const lines = services.map((entry) => `'  ${entry}:' '    image: ${name(entry)}'`).join(' ');
  return {
    record: single ? tag : each(tag),
    runsRecorded: single ? same : each(same),
    runsOther: single
      ? `${both} && test "$live" != "$before"`
      : `( other=1; for service in ${services.join(' ')}; do ${both} || exit 1; test "$live" = "$before" || other=0; done; exit "$other" )`,
    override: `override="$(mktemp)" && printf '%s\\n' 'services:' ${lines} > "$override"`,
  };
}
