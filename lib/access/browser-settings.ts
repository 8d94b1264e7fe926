import { Token } from "cdktf";
import { AccessApplicationOptions, SameSiteCookie } from "./application-options";
import { corsHeaders, validateCors } from "./cors";
import { accessMatches } from "../core/addresses/hostname";
import { Problem } from "../core/errors";

/** @internal The attributes of the application for browsers. */
export function browserSettings(props: AccessApplicationOptions) {
  const { tags, cors, sameSiteCookie, httpOnlyCookie, serviceAuth401, logoUrl, customDenyUrl } = props;
  return {
    ...(logoUrl !== undefined && { logoUrl }),
    ...(tags !== undefined && tags.length > 0 && { tags: [...tags] }),
    ...(customDenyUrl !== undefined && { customDenyUrl }),
    ...(cors !== undefined && { corsHeaders: corsHeaders(cors) }),
    ...(sameSiteCookie !== undefined && { sameSiteCookieAttribute: sameSiteCookie }),
    ...(httpOnlyCookie !== undefined && { httpOnlyCookieAttribute: httpOnlyCookie }),
    ...(serviceAuth401 === true && { serviceAuth401Redirect: true }),
  };
}

/** @internal Validates the settings for browsers. @param hostnames those that the application protects */
export function validateBrowserSettings(props: AccessApplicationOptions, hostnames: string[]): Problem[] {
  const { tags = [], cors, sameSiteCookie, logoUrl, customDenyUrl } = props;
  const problems: Problem[] = [
    ...validateUrl("logoUrl", logoUrl),
    ...validateUrl("customDenyUrl", customDenyUrl),
    ...(cors === undefined ? [] : validateCors(cors)),
  ];
  const denyHost = hostOf(customDenyUrl);
  if (denyHost !== undefined && hostnames.some((hostname) => accessMatches(hostname, denyHost))) {
    problems.push({
      code: "ApplicationInvalid",
      message: `customDenyUrl: the application protects "${denyHost}", so denied users would be redirected without end. Use a host that it does not protect.`,
    });
  }
  if (tags.some((tag) => !/\S/.test(tag)) || repeated(tags).length > 0) {
    problems.push({
      code: "ApplicationInvalid",
      message: `tags: ${JSON.stringify(tags)} contains an empty or a repeated name. List the name of each tag once.`,
    });
  }
  const attributes: string[] = Object.values(SameSiteCookie);
  if (sameSiteCookie !== undefined && !attributes.includes(sameSiteCookie) && !Token.isUnresolved(sameSiteCookie)) {
    problems.push({
      code: "ApplicationInvalid",
      message: `sameSiteCookie: "${String(sameSiteCookie)}" is not valid. Use SameSiteCookie.NONE or SameSiteCookie.LAX.`,
    });
  }
  return problems;
}

function validateUrl(option: string, url: string | undefined): Problem[] {
  if (url === undefined || Token.isUnresolved(url)) return [];
  if (hostOf(url) !== undefined && url.startsWith("https://")) return [];
  return [
    {
      code: "ApplicationInvalid",
      message: `${option}: "${url}" is not valid. Use an absolute URL with https, such as "https://www.example.com/page".`,
    },
  ];
}

/** The host of an absolute URL without white space, in lower case. */
function hostOf(url: string | undefined): string | undefined {
  if (url === undefined || Token.isUnresolved(url) || /\s/.test(url) || !URL.canParse(url)) return undefined;
  return new URL(url).hostname || undefined;
}

/** @internal The values that a list contains more than once. */
export function repeated(values: string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
