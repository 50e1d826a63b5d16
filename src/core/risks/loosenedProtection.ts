import type { Evidence, Patches } from '../facts/schema';
import { type ChangedCode, isServicePath } from './code/changedCode';
import { addedLines } from './code/changedLines';
import { putsInOnlyItsOwn } from './code/sqlParts';
import type { RiskRule } from './rule';
import { filesIn, inOrder, listed } from './wording';

interface Loosening {
  readonly what: string;
  readonly pattern: RegExp;
  /** Names in strings count as well, e.g. header values. */
  readonly inStrings?: boolean;
  /** What the file must mention, so that the line means what it seems to mean. */
  readonly context?: RegExp;
  /** What in the file says that there is nothing to protect. */
  readonly unless?: RegExp;
}

const browser: readonly Loosening[] = [
  {
    what: 'CORS open to every origin',
    pattern: /Access-Control-Allow-Origin["']?\s*[,:=\]]\s*.{0,10}["'`]\*["'`]/iu,
    inStrings: true,
  },
  {
    what: 'CORS open to every origin',
    pattern: /\borigin\s*:\s*(?:true\b|["'`]\*["'`])/u,
    inStrings: true,
    context: /\bcors\b/iu,
  },
  {
    what: 'CORS open to every origin',
    pattern:
      /\b(?:CORS_ORIGIN_ALLOW_ALL|CORS_ALLOW_ALL_ORIGINS)\s*=\s*True|\ballow_origins\s*=\s*\[\s*["']\*["']|\bAllowAnyOrigin\s*\(|\ballowedOrigins\s*\(\s*"\*"|@CrossOrigin\s*(?:$|\(\s*(?:origins\s*=\s*)?"\*")|\bAllowAllOrigins\s*[:=]\s*true/u,
    inStrings: true,
  },
  {
    what: 'cookies readable by scripts',
    pattern: /\b(?:httpOnly|HttpOnly|http_only|httponly|SESSION_COOKIE_HTTPONLY)["']?\s*[:=]\s*(?:false|False)\b/u,
  },
  {
    what: 'cookies sent without TLS',
    pattern: /\b(?:SESSION_COOKIE_SECURE|CSRF_COOKIE_SECURE|COOKIE_SECURE)\s*=\s*False\b/u,
  },
  { what: 'cookies sent without TLS', pattern: /\bsecure\s*:\s*false\b/u, context: /\bcookie/iu },
  { what: 'cookies sent from other sites', pattern: /\bsame_?site["']?\s*[:=]\s*["'`:]?none\b/iu, inStrings: true },
  {
    what: 'scripts allowed inline by the content security policy',
    pattern: /script-?src[^;]{0,200}'unsafe-(?:inline|eval)'/iu,
    inStrings: true,
  },
  {
    what: 'no CSRF check',
    pattern:
      /@csrf_exempt\b|\bskip_before_action\s+:verify_authenticity_token|\bcsrf\s*\(\s*\)\s*\.\s*disable\s*\(|\bcsrf\s*\{?\s*(?:it\.)?disable\(|\bcsrf\s*\(\s*AbstractHttpConfigurer::disable|\bprotect_from_forgery\s+with:\s*:null_session|\[IgnoreAntiforgeryToken\]/u,
    // No session that another site could use. https://docs.spring.io/spring-security/reference/features/exploits/csrf.html
    unless: /\bSessionCreationPolicy\s*\.\s*STATELESS\b/u,
  },
];

/** CORS, CSP, CSRF and cookie flags loosened on added lines of source files in the scanned languages. */
export const loosenedBrowserProtection: RiskRule = {
  id: 'loosened-browser-protection',
  dimension: 'security',
  find: ({ changed, patches }) => {
    const { places, what } = loosenedIn(changed, browser, patches);
    if (places.length === 0) return [];
    return [
      {
        issue: `The release loosens what protects users in the browser: ${listed(what)} (${filesIn(places)}).`,
        evidence: places,
        trigger: 'A signed-in user opens a hostile page, or a script is injected into one of ours.',
        impact: 4,
        impactWhy: `with ${listed(what, 1)}, another site can act or read in the name of a signed-in user`,
        probability: 2,
        probabilityWhy: 'somebody has to target it; whether these routes hold anything private was not judged',
        fails: 'Requests from other origins, or scripts of strangers, get what only the user should get.',
        detect:
          'Hardly in metrics. Look at the response headers and cookies of the new version from the first traffic on.',
        recover: 'Roll back; sessions opened meanwhile may have to be ended.',
        monitor: 'Requests to the changed routes by `Origin`, and CSP reports where they are collected.',
        mitigation:
          'Name the origins, cookies or routes that need the exception, and have somebody from security confirm it.',
      },
    ];
  },
};

const transport: readonly Loosening[] = [
  { what: '`rejectUnauthorized: false`', pattern: /\brejectUnauthorized["']?\s*:\s*false\b/u },
  {
    what: '`NODE_TLS_REJECT_UNAUTHORIZED=0`',
    pattern: /NODE_TLS_REJECT_UNAUTHORIZED["'\]]*\s*[:=]\s*["']?0/u,
    inStrings: true,
  },
  { what: '`InsecureSkipVerify: true`', pattern: /\bInsecureSkipVerify\s*[:=]\s*true\b/u },
  { what: '`verify=False`', pattern: /\bverify\s*=\s*False\b/u, context: /\b(?:requests|httpx|Session|Client)\b/u },
  { what: '`CERT_NONE`', pattern: /\bssl\.CERT_NONE\b|\b_create_unverified_context\b/u },
  {
    what: '`VERIFY_NONE`',
    pattern: /\bVERIFY_NONE\b|\bverify:\s*false\b/u,
    context: /\b(?:OpenSSL|Faraday|Net::HTTP)\b/u,
  },
  { what: '`danger_accept_invalid_certs(true)`', pattern: /\bdanger_accept_invalid_(?:certs|hostnames)\s*\(\s*true/u },
  {
    what: 'a certificate check that accepts everything',
    pattern:
      /\bDangerousAcceptAnyServerCertificateValidator\b|ServerCertificateCustomValidationCallback\s*=\s*[^;]{0,60}=>\s*true|\bNoopHostnameVerifier\b|\bTrustAllStrategy\b/u,
  },
  { what: '`CURLOPT_SSL_VERIFYPEER` off', pattern: /CURLOPT_SSL_VERIFY(?:PEER|HOST)\s*(?:,|=>)\s*(?:false|0)\b/u },
];

/** Added lines that stop checking certificates. */
export const certificateCheckOff: RiskRule = {
  id: 'certificate-check-off',
  dimension: 'security',
  find: ({ changed, patches }) => {
    const { places, what } = loosenedIn(changed, transport, patches);
    if (places.length === 0) return [];
    return [
      {
        issue: `Changed code does not check the certificate of whom it calls: ${listed(what)} (${filesIn(places)}).`,
        evidence: places,
        trigger: 'Somebody on the way answers in place of the real server.',
        impact: 4,
        impactWhy: 'credentials and data of that connection can be read and changed on the way',
        probability: 2,
        probabilityWhy: `the network has to be hostile first; ${filesIn(places, 1)} would then notice nothing`,
        fails: 'Confidentiality of the connection. Nothing breaks visibly.',
        detect: 'Not by any metric of this service.',
        recover: 'Roll back, and replace the credentials that went over the connection.',
        monitor: 'Which hosts this connection reaches.',
        mitigation:
          'Trust the one certificate authority that is needed instead of all, or confirm that it never runs in production.',
      },
    ];
  },
};

const queries: readonly Loosening[] = [
  {
    what: 'Python',
    pattern: /\.(?:execute|executemany|raw|text)\s*\(\s*f["'](?:\s*)(?:SELECT|INSERT|UPDATE|DELETE)\b[^"']*\{/iu,
    inStrings: true,
  },
  {
    what: 'Python',
    pattern: /\.execute\s*\(\s*["'](?:SELECT|INSERT|UPDATE|DELETE)\b.*["']\s*(?:%\s*[\w(]|\+|\.format\()/iu,
    inStrings: true,
  },
  {
    what: 'JavaScript',
    pattern:
      /\.(?:query|execute|raw|\$queryRawUnsafe|\$executeRawUnsafe)\s*\(\s*`\s*(?:SELECT|INSERT|UPDATE|DELETE)\b[^`]*\$\{/iu,
    inStrings: true,
  },
  {
    what: 'Go',
    pattern:
      /\.(?:Query|Exec|QueryRow)(?:Context)?\s*\([^"`]{0,20}fmt\.Sprintf\s*\(\s*["`]\s*(?:SELECT|INSERT|UPDATE|DELETE)\b/iu,
    inStrings: true,
  },
  {
    what: 'Java',
    pattern:
      /\.(?:createQuery|createNativeQuery|executeQuery|executeUpdate|queryForObject)\s*\(\s*"(?:SELECT|INSERT|UPDATE|DELETE)\b[^"]*"\s*\+/iu,
    inStrings: true,
  },
  {
    what: 'Ruby',
    pattern:
      /\.(?:where|find_by_sql|execute|order)\s*\(?\s*"[^"]*(?:\bSELECT\b|\bWHERE\b|=|\bLIKE\b)[^"]*#\{(?!.*\bquote)/iu,
    inStrings: true,
    context: /ApplicationRecord|ActiveRecord|\.where/u,
  },
  {
    what: 'PHP',
    pattern: /(?:->query|mysqli_query|DB::raw|DB::select)\s*\([^"]{0,20}"(?:SELECT|INSERT|UPDATE|DELETE)\b[^"]*\$/iu,
    inStrings: true,
  },
];

/** Added lines that put values into the text of a SQL statement. */
export const sqlFromText: RiskRule = {
  id: 'sql-from-text',
  dimension: 'security',
  find: ({ changed, facts, patches }) => {
    // What a migration puts together is written with it: no user is there.
    const migrations = new Set(facts.migrations.map(({ file }) => file));
    const { places } = loosenedIn(
      changed.filter(({ path }) => !migrations.has(path)),
      queries,
      patches,
      putsInOnlyItsOwn,
    );
    if (places.length === 0) return [];
    return [
      {
        issue: `Changed code puts values into the text of SQL statements (${filesIn(places)}).`,
        evidence: places,
        trigger: 'One of these values comes from a user and holds SQL.',
        impact: 5,
        impactWhy: 'whoever controls such a value reads or changes whatever the database user of the service may',
        probability: 2,
        probabilityWhy: 'these values are no constants of the file; where they come from was not followed',
        fails: 'Confidentiality and integrity of the data behind these statements.',
        detect: 'Database errors about syntax that name these statements; unusual statements in the query log.',
        recover: 'Roll back, then look in the query log for what ran meanwhile.',
        monitor: 'Rate of database syntax errors of the new version.',
        mitigation: 'Pass the values as parameters, or show that they never come from outside.',
      },
    ];
  },
};

function loosenedIn(
  changed: readonly ChangedCode[],
  signs: readonly Loosening[],
  patches: Patches,
  isHarmless: (file: ChangedCode, line: string) => boolean = () => false,
): { readonly places: readonly Evidence[]; readonly what: readonly string[] } {
  const what: string[] = [];
  const places: Evidence[] = [];
  const former = formerLines(patches);
  for (const file of changed) {
    for (const sign of signs) {
      if (sign.context !== undefined && !sign.context.test(file.text)) continue;
      if (sign.unless?.test(file.text) === true) continue;
      for (const line of addedLines(file, sign.pattern)) {
        if (!sign.pattern.test(sign.inStrings === true ? line.uncommented : line.code) || former.has(line.text.trim()))
          continue;
        if (isHarmless(file, line.uncommented)) continue;
        what.push(sign.what);
        places.push({ file: file.path, line: line.line });
      }
    }
  }
  return { places: inOrder(places), what };
}

/** Lines of the service's code that were taken away, also with their file: what stands elsewhere now has moved. */
function formerLines(patches: Patches): ReadonlySet<string> {
  return new Set(
    [...patches].flatMap(([path, { deleted }]) => (isServicePath(path) ? deleted.map(({ text }) => text.trim()) : [])),
  );
}
