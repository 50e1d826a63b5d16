import { listAt } from '../looseValue';
import { isWithin } from '../paths';
import type { ComposeService } from '../platforms/compose/composeFile';
import { isDependency, resolved } from '../platforms/compose/composeRole';
import { composeRoles } from '../platforms/compose/composeRoles';
import { configRole } from '../platforms/configRole';
import { imageName } from '../platforms/kubernetes/image';
import type { WorkspaceFiles } from '../workspaceFiles';

/**
 * Whether a file is a Compose file for development, or a configuration that such files mount into a container and no
 * other does: what it starts or configures watches a developer's machine.
 */
export function servesDevelopment(files: WorkspaceFiles): (file: string) => boolean {
  const development: string[] = [];
  const others: string[] = [];
  const hosts = new Set<string>();
  for (const { compose, role } of composeRoles(files)) {
    // A stack of monitoring tools alone says nothing about whose machine it runs on, unless its name does.
    const isForDevelopers =
      role === 'development' && (configRole(compose.file) === role || !compose.services.every(isMonitoring));
    const places = isForDevelopers ? development : others;
    places.push(compose.file);
    if (isForDevelopers) for (const { name } of compose.services) hosts.add(name);
    for (const { source } of compose.services.flatMap(({ binds }) => binds)) {
      const mounted = resolved(compose.folder, source);
      if (mounted !== undefined && mounted !== '.') places.push(mounted);
    }
  }
  return (file) =>
    !others.some((place) => isWithin(file, place)) &&
    (development.some((place) => isWithin(file, place)) || scrapesOnly(files, file, hosts));
}

/** Monitoring tools, and nothing that a service is developed with. */
function isMonitoring(service: ComposeService): boolean {
  return (
    isDependency(service) &&
    /^(?:grafana|prometheus|alertmanager|otel.*|opentelemetry-collector.*|tempo|loki|promtail|mimir|jaeger|all-in-one|zipkin|node-exporter|cadvisor|kibana|elasticsearch|logstash|victoria-metrics|influxdb)$/u.test(
      imageName(service.image ?? ''),
    )
  );
}

/** Whether Prometheus is told to ask none but these hosts. */
function scrapesOnly(files: WorkspaceFiles, file: string, hosts: ReadonlySet<string>): boolean {
  if (hosts.size === 0 || files.text(file)?.includes('scrape_configs:') !== true) return false;
  const jobs = (files.yaml(file) ?? []).flatMap(({ value }) => listAt(value, 'scrape_configs'));
  const targets = jobs.flatMap((job) => {
    const listed = listAt(job, 'static_configs').flatMap((each) => listAt(each, 'targets'));
    return listed.length > 0 ? listed : [undefined];
  });
  return (
    targets.length > 0 &&
    targets.every((target) => typeof target === 'string' && hosts.has(target.replace(/:\d+$/u, '')))
  );
}
