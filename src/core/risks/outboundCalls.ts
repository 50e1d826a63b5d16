import type { Evidence } from '../facts/schema';
import type { ChangedCode } from './code/changedCode';
import { insideBrackets } from './code/structure';
import type { RiskRule } from './rule';
import { count, filesIn, inOrder } from './wording';

/**
 * Changed code that calls over the network without a limit of time, for clients whose own default is to wait for ever:
 * Python `requests` and `urllib`, Go `net/http`, `fetch` and axios in server code, Java `RestTemplate` and
 * `HttpClient.newHttpClient`, Rust reqwest, PHP Guzzle and curl. Clients that set a limit by themselves (httpx, OkHttp, .NET,
 * Net::HTTP) never fire. Judged by tokens.
 * Defaults: https://requests.readthedocs.io/en/latest/user/advanced/#timeouts, https://pkg.go.dev/net/http#Client,
 * https://axios-http.com/docs/req_config, https://docs.rs/reqwest/latest/reqwest/struct.ClientBuilder.html#method.timeout,
 * https://docs.guzzlephp.org/en/stable/request-options.html#timeout, https://curl.se/libcurl/c/CURLOPT_TIMEOUT.html.
 */
export const callWithoutTimeout: RiskRule = {
  id: 'call-without-timeout',
  dimension: 'failure-modes',
  find: ({ changed }) => {
    const places = inOrder(changed.flatMap(callsWithoutTimeout));
    if (places.length === 0) return [];
    return [
      {
        issue: `Changed code makes ${count(places.length, 'outbound call')} without a timeout (${filesIn(places)}).`,
        evidence: places,
        trigger: 'The other side accepts the connection and then does not answer.',
        impact: 4,
        impactWhy:
          'each hanging call keeps a worker, and with them the requests of other users, until the process restarts',
        probability: 2,
        probabilityWhy: `the client used in ${filesIn(places, 1)} waits for ever by default, and the other side has to hang first`,
        fails: 'Workers and connections are used up; the service stops answering although nothing reports an error.',
        detect: 'Latency p99 and requests in flight rise on the new version while its error rate stays low.',
        recover: 'Roll back to the recorded artifact, or restart the processes that hang.',
        monitor: 'Requests in flight, latency p99, and open connections to the called host, per version.',
        mitigation: 'Set a timeout on these calls, shorter than the timeout of whoever calls this service.',
      },
    ];
  },
};

interface Call {
  readonly pattern: RegExp;
  /** The call is fine when its arguments match. */
  readonly limited: RegExp;
  /** The whole file is fine when it matches: the limit is set elsewhere. */
  readonly elsewhere?: RegExp;
}

const python: readonly Call[] = [
  { pattern: /\brequests\.(?:get|post|put|patch|delete|head|options|request)\s*\(/gu, limited: /\btimeout\s*=|\*\*/u },
  {
    pattern: /\b(?:urllib\.request\.)?urlopen\s*\(/gu,
    limited: /\btimeout\s*=|\*\*|,[^,]*,/u,
    elsewhere: /setdefaulttimeout/u,
  },
];
const go: readonly Call[] = [
  {
    pattern: /\bhttp\.(?:Get|Post|PostForm|Head)\s*\(/gu,
    limited: /^$/u,
    elsewhere: /http\.DefaultClient\.Timeout\s*=/u,
  },
  { pattern: /\bhttp\.Client\s*\{/gu, limited: /\bTimeout\s*:/u, elsewhere: /\.Timeout\s*=|NewRequestWithContext/u },
];
const java: readonly Call[] = [
  { pattern: /(?:\bnew\s+|=\s*)RestTemplate\s*\(/gu, limited: /\S/u, elsewhere: /setReadTimeout|setRequestFactory/u },
  { pattern: /\bHttpClient\.newHttpClient\s*\(/gu, limited: /\S/u, elsewhere: /\.timeout\s*\(/u },
];
const rust: readonly Call[] = [
  { pattern: /\breqwest::get\s*\(/gu, limited: /^$/u, elsewhere: /tokio::time::timeout|\btimeout\s*\(/u },
  { pattern: /\breqwest::Client::new\s*\(/gu, limited: /\S/u, elsewhere: /\btimeout\s*\(/u },
];
const php: readonly Call[] = [
  { pattern: /\bcurl_init\s*\(/gu, limited: /^$/u, elsewhere: /CURLOPT_TIMEOUT/u },
  { pattern: /\bnew\s+\\?(?:GuzzleHttp\\)?Client\s*\(/gu, limited: /timeout/u, elsewhere: /timeout/iu },
];
const script: readonly Call[] = [
  {
    pattern: /(?<![.\w$])fetch\s*\(/gu,
    limited: /\bsignal\b|\btimeout\b|\.\.\./u,
    elsewhere: /AbortController|AbortSignal|timeout/iu,
  },
  {
    pattern: /(?<![.\w$])axios\s*(?:\.\s*(?:get|post|put|patch|delete|head|request|create)\s*)?\(/gu,
    limited: /\btimeout\b|\bsignal\b|\.\.\./u,
    elsewhere: /axios\.defaults\.timeout|interceptors|timeout/iu,
  },
];

function callsOf(file: ChangedCode): readonly Call[] {
  switch (file.language) {
    case 'Python':
      return python;
    case 'Go':
      return file.text.includes('"net/http"') ? go : [];
    case 'Java':
    case 'Kotlin':
      return java;
    case 'Rust':
      return rust;
    case 'PHP':
      return php.filter(({ pattern }) => pattern.source.includes('curl') || file.text.includes('GuzzleHttp'));
    case 'JavaScript':
    case 'TypeScript':
      return isServerScript(file) ? script : [];
    default:
      return [];
  }
}

/** Whether a script surely runs in a server: a page that waits blocks nobody but its reader. */
export function isServerScript({ path, text }: ChangedCode): boolean {
  if (/\.(?:tsx|jsx|vue|svelte|astro)$/u.test(path)) return false;
  if (
    /(?:^|\/)(?:client|frontend|web|webapp|ui|app\/javascript|assets|public|static|browser|components|hooks|pages)\//iu.test(
      path,
    )
  )
    return false;
  if (/\b(?:document|window|localStorage|sessionStorage|navigator)\.|\bimport\.meta\.env\.VITE_/u.test(text))
    return false;
  return (
    /(?:^|\/)(?:server|backend|api|worker|workers|jobs|lambda|functions|services\/[\w-]+\/src)\//iu.test(path) ||
    /\bfrom\s+["']node:|\brequire\(\s*["'](?:node:|fs|http|express|crypto)\b|\bfrom\s+["'](?:express|fastify|koa|@nestjs\/common|pg|ioredis|bullmq|fs|http|crypto)["']|\bprocess\.env\b/u.test(
      text,
    )
  );
}

function callsWithoutTimeout(file: ChangedCode): readonly Evidence[] {
  return callsOf(file).flatMap(({ pattern, limited, elsewhere }) => {
    if (!file.mentions(new RegExp(pattern.source, 'u'))) return [];
    const code = file.code();
    if (elsewhere?.test(code) === true) return [];
    return [...code.matchAll(pattern)].flatMap((match) => {
      const open = match.index + match[0].length - 1;
      const inside = insideBrackets(code, open);
      if (inside === undefined || !file.isChanged(match.index, inside.to)) return [];
      // The names of options may stand in quotes, so comments alone are taken away.
      if (limited.test(file.uncommented().slice(inside.from, inside.to))) return [];
      // A method of that name, not a call of the client.
      if (
        /\b(?:function|def|func|async|public|private)\s+$/u.test(code.slice(Math.max(0, match.index - 20), match.index))
      ) {
        return [];
      }
      if (/^\s*(?::[^{;=\n]{1,80})?\{/u.test(code.slice(inside.to + 1, inside.to + 100))) return [];
      return [{ file: file.path, line: file.lineOf(match.index) }];
    });
  });
}
