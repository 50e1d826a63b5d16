/** The parts of an image reference that are literally there. */
export interface ImageParts {
  /** With its registry; absent when the text holds a placeholder there or names no registry or account. */
  readonly repository?: string;
  readonly tag?: string;
}

const repositoryPattern = /^[a-z0-9](?:[a-z0-9._-]*)(?::\d+)?(?:\/[a-z0-9][a-z0-9._-]*)+$/iu;
/** A name that whoever copies the file is to put theirs in place of; images have no capitals of their own. */
const toFillIn =
  /(?:^|\/)[A-Z][A-Z\d_-]+(?=$|[/:])|(?:^|[/.:_-])your[-_.]?(?:account|company|dockerhub|hub|name|org|organi[sz]ation|project|registry|repo|repository|user|username)(?=$|[/.:_-])|(?:^|[/_-])(?:change|replace)[-_]?me(?=$|[/_-])/u;

/**
 * Takes an image reference apart. A bare name (`checkout`) is no repository: build tools such as Skaffold put the real
 * one in its place.
 */
export function readImage(image: string): ImageParts {
  const [unpinned = ''] = image.split('@', 1);
  const colon = unpinned.indexOf(':', unpinned.lastIndexOf('/') + 1);
  const repository = colon < 0 ? unpinned : unpinned.slice(0, colon);
  const tag = colon < 0 ? undefined : unpinned.slice(colon + 1);
  return {
    ...(repositoryPattern.test(repository) && !toFillIn.test(repository) ? { repository } : {}),
    ...(tag !== undefined && /^\w[\w.-]*$/u.test(tag) ? { tag } : {}),
  };
}

/** The last name of an image: `api` of `registry.example.com/shop/api:1.4`. */
export function imageName(image: string): string {
  const [unpinned = ''] = image.split('@', 1);
  const last = unpinned.slice(unpinned.lastIndexOf('/') + 1);
  return last.split(':', 1)[0] ?? last;
}

/** True for `redis:7` or `postgres`: others' software from the Docker library, unless this repository builds that name. */
export function isLibraryImage(image: string): boolean {
  return !image.includes('/') || /^(?:docker\.io\/)?library\//u.test(image);
}

/** Images of Docker's library that people run or build on; those that services lean on are known by other means. */
const official =
  /^(?:almalinux|alpine|amazoncorretto|amazonlinux|archlinux|bash|buildpack-deps|busybox|caddy|centos|clojure|composer|debian|docker|drupal|eclipse-temurin|elixir|erlang|fedora|gcc|ghost|golang|gradle|haproxy|haskell|hello-world|httpd|joomla|julia|kong|matomo|maven|nextcloud|nginx|node|odoo|openjdk|perl|php|pypy|python|r-base|redmine|rockylinux|ruby|rust|sonarqube|swift|tomcat|traefik|ubuntu|varnish|wordpress)$/u;

/** True for `nginx:1.27`, which no repository builds under that name. */
export function isOfficialImage(image: string): boolean {
  return isLibraryImage(image) && official.test(imageName(image));
}
