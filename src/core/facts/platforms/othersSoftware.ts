import { hasManifest } from '../manifests';
import type { WorkspaceFiles } from '../workspaceFiles';
import { imageName } from './kubernetes/image';

/** Others' software that a service leans on. */
const dependency =
  /^(?:postgres|postgresql|postgis|timescaledb|mysql|mariadb|mongo|mongodb|redis|redis-stack|valkey|keydb|memcached|rabbitmq|artemis|activemq[\w-]*|kafka|cp-kafka|zookeeper|cp-zookeeper|cp-schema-registry|schema-registry|elasticsearch|opensearch|opensearch-dashboards|kibana|logstash|minio|mc|localstack|dynamodb-local|aws-dynamodb-local|cloudserver|azurite|cosmosdb|mssql|sqlserver|clickhouse-server|clickhouse|cassandra|neo4j|nats|mosquitto|solr|meilisearch|typesense|pgvector|supabase|couchdb|influxdb|etcd|consul|vault|keycloak|jaeger|zipkin|clamav|clamav-debian|unbound|grafana(?:-oss|-enterprise)?|prometheus|alertmanager|pushgateway|blackbox-exporter|promtail|alloy|mimir|fluent-bit|fluentd|otel.*|opentelemetry-collector.*|tempo|loki|selenium|standalone-chrome|chrome|browserless|pgbouncer|dragonfly|cockroach|scylla|pulsar|redpanda|temporal|auto-setup|elasticmq.*|goaws|fake-gcs-server|firebase|gotenberg|imgproxy|traefik|caddy(?:-ubi)?|nginx-proxy|acme-companion|certbot|watchtower|cadvisor|node-exporter)$/u;
/** What only a developer's machine needs. */
const developersTool =
  /^(?:mailhog|mailpit|maildev|mailcatcher|smtp4dev|inbucket|greenmail|adminer|phpmyadmin|pgadmin4?|redis-commander|redisinsight|mongo-express|localstack|dynamodb-local|azurite|wiremock|moto|motoserver|stripe-mock|elasticmq.*|goaws|fake-gcs-server|selenium|standalone-chrome|cloud-sdk|browsersync|ngrok|dex|ldap|openldap|kafdrop|kafka-ui|akhq|bullboard|smocker|mockserver|oauth2-mock.*|mock-oauth2-server|fake-smtp.*|papercut|sftp|toxiproxy|pact-broker|otel-lgtm)$/u;

/** Whether an image is what others make and a service leans on, by the names that it is known by. */
export function isOthersSoftware(image: string): boolean {
  if (/\b(?:jaegertracing\/|dependencytrack\/|mssql\/server|azure-sql-edge|azure-storage\/)/u.test(image)) return true;
  return dependency.test(imageName(image)) || isDevelopersTool(image);
}

/** Whether only a developer's machine needs an image. */
export function isDevelopersTool(image: string): boolean {
  return /\bjaegertracing\/all-in-one\b/u.test(image) || developersTool.test(imageName(image));
}

/** Whether this repository makes a program of its own: where it does, it is not there to deploy others' software. */
export function hasOwnProgram(files: WorkspaceFiles): boolean {
  return files.matching(/Dockerfile/u).length > 0 || hasManifest(files, '.');
}
